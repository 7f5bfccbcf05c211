import type { Share } from '../../core/bundle.ts'
import { GatewayError } from '../../core/error.ts'
import type { Credentials, Principal } from '../../core/principal.ts'
import type { CallRecord } from '../../core/record.ts'
import type { Services } from '../../core/services.ts'
import type { Snapshot } from '../../core/snapshot.ts'
import type { OperationNotes } from './executor.ts'
import { createLoaders, type Loaders } from './loaders.ts'

/** What resolvers know of the operation that they work for. */
export interface GraphqlContext {
  readonly services: Services
  /** Absent: the caller has sent no credentials. */
  readonly principal?: Principal
  /** What the principal was taken for; absent: that cannot be asked again. */
  readonly credentials?: Credentials
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal
  readonly clientAddress?: string
  /** Whether the supergraph's router has signed it. */
  readonly isSigned?: boolean
  /** What the caller wants to be divided by where a prompt is split; absent: by who it is. */
  readonly experimentKey?: string
  /** The configuration when the operation (of a mutation: its field, of a subscription: the event) began. */
  readonly snapshot: Snapshot
  readonly loaders: Loaders
  /** What is to be told beside the data. */
  readonly notes: OperationNotes
  /** What was reserved for the calls of fields that ask models, by their paths; absent: each reserves by itself. */
  readonly shares?: ReadonlyMap<string, readonly Share[]>
}

/** Throws FORBIDDEN where routers have to sign and nobody has. */
export const mustBeRouter = ({ isSigned, services }: GraphqlContext): void => {
  if (services.routersSign && !isSigned)
    throw new GatewayError(
      'FORBIDDEN',
      'This is for the router of the supergraph, which has to sign it: see `server.router` in the README',
    )
}

/** What a transport knows of an operation. */
export interface OperationOrigin {
  readonly principal?: Principal | undefined
  readonly credentials?: Credentials | undefined
  readonly signal: AbortSignal
  readonly clientAddress?: string | undefined
  /** Whether the supergraph's router has signed it. */
  readonly isSigned?: boolean | undefined
  readonly experimentKey?: string | undefined
}

/** The context of one operation. */
export const createContext = (
  services: Services,
  { principal, credentials, signal, clientAddress, isSigned, experimentKey }: OperationOrigin,
): GraphqlContext => ({
  services,
  ...(principal && { principal }),
  ...(credentials && { credentials }),
  signal,
  ...(clientAddress !== undefined && { clientAddress }),
  ...(isSigned && { isSigned }),
  ...(experimentKey !== undefined && { experimentKey }),
  ...ofThisMoment(services, principal),
})

/** What `create` makes, which is made when something of it is asked for. */
const onDemand = <T extends object>(create: () => T): T => {
  let made: T | undefined
  return new Proxy({} as T, { get: (_, name) => Reflect.get((made ??= create()), name) })
}

/** Has the answer tell what a call was warned of, where its field has no place for it. */
export const noteWarnings = (
  { warnings = [] }: Pick<CallRecord, 'warnings'>,
  { notes }: GraphqlContext,
): void => {
  for (const { message } of warnings) (notes.warnings ??= new Set()).add(message)
}

/** The same context for one event of a subscription, which sees the configuration and data of its own moment. */
export const contextForEvent = (context: GraphqlContext): GraphqlContext => ({
  ...context,
  ...ofThisMoment(context.services, context.principal),
})

/** What a context holds of the moment in which it was made. */
const ofThisMoment = (services: Services, principal: Principal | undefined) => {
  const tenant = principal?.tenant
  return {
    snapshot: services.snapshot(tenant),
    notes: {},
    // An event of a stream loads nothing. A getter of its own would cost it more than all the rest, and keep it for
    // the slow garbage collection.
    loaders: onDemand(() => createLoaders(services, tenant)),
  }
}

/**
 * Makes the context one of this moment: with who the caller is now and what holds now. Throws as `authenticate` does,
 * and UNAUTHENTICATED if the caller is nobody any more.
 */
export const renew = async (context: GraphqlContext): Promise<void> => {
  const { services, credentials, signal, clientAddress } = context
  const principal = credentials ? await services.authenticate(credentials, 'AGAIN') : context.principal
  const fresh = createContext(services, { principal, credentials, signal, clientAddress })
  callerOf(fresh)
  // The executor gives all fields one object.
  Object.defineProperties(context, Object.getOwnPropertyDescriptors(fresh))
}

/** Whom the operation is for. Throws UNAUTHENTICATED if nobody has said so. */
export const callerOf = ({ principal }: GraphqlContext): Principal => {
  if (!principal)
    throw new GatewayError(
      'UNAUTHENTICATED',
      'Credentials are needed: send `Authorization: Bearer <API key>`',
    )
  return principal
}
