import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { ExecutionArgs } from 'graphql'
import { CloseCode, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { GatewayError } from '../../core/error.ts'
import type { Credentials, Principal } from '../../core/principal.ts'
import type { Services } from '../../core/services.ts'
import { smallBytes } from '../byte-budget.ts'
import type { ReadCredentials } from '../credentials.ts'
import type { InFlight, Operation } from '../in-flight.ts'
import type { Overload } from '../overload.ts'
import { turnedAway } from '../turn-away.ts'
import { type PresentedError, refusal } from './errors.ts'
import type { Execution, OperationContext } from './executor.ts'
import { gatherWrites } from './gather-writes.ts'
import type { GraphqlRuntime, Runtimes } from './runtime.ts'
import { createStrangers, type StrangerLimits } from './strangers.ts'
import { documentAdmission } from './trusted-documents.ts'
import { closeReason, closing } from './ws-close.ts'

/** What one WebSocket may take of us. */
export interface WebSocketLimits {
  readonly messageBytes: number
  /** Operations that run on one socket at a time. */
  readonly operations: number
  /** Time in which `connection_init` must come, and pings must be answered. */
  readonly initMs: number
  readonly pingMs: number
  /** Unsent bytes from which on a socket's streams wait for its reader. */
  readonly bufferedBytes: number
  /** A reader that takes nothing for so long is cut off, whatever it says meanwhile. */
  readonly stalledMs: number
  readonly strangers: StrangerLimits
}

export const defaultWebSocketLimits: WebSocketLimits = {
  messageBytes: 8 * 1024 * 1024,
  operations: 100,
  initMs: 5_000,
  pingMs: 15_000,
  bufferedBytes: 64 * 1024,
  stalledMs: 60_000,
  // Behind a proxy that is not trusted, all clients have one address.
  strangers: { bytes: 16 * 1024, sockets: 1_000, socketsOfAddress: 250 },
}

/** GraphQL over WebSocket, subprotocol graphql-transport-ws. */
export interface WebSocketTransport {
  /** Whether there is room for one more client that has not yet said who it is. */
  admits(request: IncomingMessage): boolean
  /** Takes over a connection that asks for an upgrade. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Tells every client to go elsewhere, and resolves when all of them are gone. */
  close(): Promise<void>
}

/** One socket and what runs on it. */
interface Connection {
  readonly request: IncomingMessage
  readonly operations: Map<string, Operation>
  /** Once its client has said who it is: how. */
  credentials: Credentials | undefined
  /** And who they said they were: of this principal's tenant is everything that is asked here. */
  principal: Principal | undefined
  /** No more a stranger. */
  readonly known: () => void
  /** Length of the message that is being handled. */
  messageBytes: number
}

/** An operation, and the runtime that it began with. */
interface Running<Context extends OperationContext> {
  readonly runtime: GraphqlRuntime<Context>
  readonly execution: Execution<Context>
}

const goingAway = 1001

/** Serves operations of `runtimes` over WebSockets. Owns its sockets; `close` it. */
export const createWebSocketTransport = <Context extends OperationContext>(about: {
  readonly runtimes: Runtimes<Context>
  readonly services: Pick<Services, 'accepting' | 'authenticate' | 'log' | 'trustedDocuments'>
  readonly inFlight: InFlight
  readonly overload: Pick<Overload, 'isTooMuch'>
  readonly readCredentials: ReadCredentials
  readonly limits: WebSocketLimits
}): WebSocketTransport => {
  const { runtimes, services, inFlight, overload, readCredentials, limits } = about
  const admit = documentAdmission(services.trustedDocuments)
  const executions = new WeakMap<ExecutionArgs, Running<Context>>()
  const begun = new WeakMap<SubscribePayload, Operation>()
  const executionOf = (args: ExecutionArgs): Running<Context> => {
    const execution = executions.get(args)
    if (!execution) throw new Error('graphql-ws has changed the arguments of an operation')
    return execution
  }

  const protocol = makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: limits.initMs,
    async onConnect({ connectionParams, extra }) {
      const credentials = credentialsOf(connectionParams, readCredentials(extra.request))
      extra.principal = await principalOf(credentials)
      extra.credentials = credentials
      extra.known()
      return true
    },
    async onSubscribe({ extra }, id, payload) {
      const refused = refuse(extra)
      if (refused) return [refused]
      // Counted before anything is waited for.
      const work = inFlight.begin(extra.credentials)
      extra.operations.set(id, work)
      const { messageBytes } = extra
      const drop = (): void => {
        work.end()
        if (extra.operations.get(id) === work) extra.operations.delete(id)
      }
      try {
        if (messageBytes > smallBytes) work.hold(messageBytes)
        if (extra.principal) await runtimes.ready(extra.principal)
        const runtime = extra.principal ? runtimes.of(extra.principal) : runtimes.base
        const asked = await admitted(payload, extra)
        if ('errors' in asked) {
          drop()
          return asked.errors
        }
        const prepared = runtime.documents.prepare(asked.query, asked.operationName)
        if (prepared.outcome === 'REFUSED') {
          drop()
          return prepared.errors
        }
        const { document, operation } = prepared
        // Credentials that were good when the socket was opened may have been revoked since, or have expired.
        const principal = await principalOf(extra.credentials)
        work.signal.throwIfAborted()
        const context = runtime.contextFor({
          principal,
          credentials: extra.credentials,
          signal: work.signal,
          clientAddress: extra.credentials?.clientAddress,
          experimentKey: experimentIn(asked.extensions),
        })
        const args: ExecutionArgs = { schema: runtime.schema, document, contextValue: context }
        if (payload.operationName) args.operationName = payload.operationName
        const variables = payload.variables ?? undefined
        const extensions = asked.extensions ?? undefined
        executions.set(args, { runtime, execution: { document, operation, variables, extensions, context } })
        begun.set(payload, work)
        return args
      } catch (error) {
        drop()
        // The whole socket is closed.
        if (isUnauthenticated(error)) throw error
        return [runtimes.base.present(error)]
      }
    },
    execute(args) {
      const { runtime, execution } = executionOf(args)
      return runtime.executor.execute(execution)
    },
    subscribe(args) {
      const { runtime, execution } = executionOf(args)
      return runtime.executor.subscribe(execution)
    },
    onComplete({ extra }, id, payload) {
      const operation = begun.get(payload)
      // graphql-ws says `complete` behind this: a server that drains must not close the socket before.
      setImmediate(() => operation?.end())
      if (extra.operations.get(id) === operation) extra.operations.delete(id)
    },
  })

  const principalOf = async (credentials: Credentials = {}): Promise<Principal> => {
    const principal = await services.authenticate(credentials)
    if (!principal) throw noCredentials
    return principal
  }

  /** The document that is asked for, whether by its text or by its hash. */
  const admitted = async (payload: SubscribePayload, { principal }: Connection) => {
    const { query, operationName, extensions } = payload
    const asIs = { query, operationName: operationName ?? undefined, extensions }
    if (!principal) return asIs
    const admission = await admit(payload, principal)
    if (admission.outcome === 'REFUSED') return admission
    if (admission.outcome === 'AS_IS') return asIs
    const { query: text, extensions: rest } = admission.parameters
    return { ...asIs, query: String(text), extensions: rest as typeof extensions }
  }

  const refuse = ({ operations }: Connection): PresentedError | undefined => {
    if (!services.accepting()) return refusal('UNAVAILABLE', 'The gateway is not taking new calls; try again')
    if (overload.isTooMuch()) return turnedAway
    if (operations.size >= limits.operations)
      return refusal(
        'RATE_LIMITED',
        `This socket runs ${operations.size} operations already; open another one`,
      )
    return undefined
  }

  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    perMessageDeflate: false,
    handleProtocols,
  })
  const strangers = createStrangers(limits.strangers, request => readCredentials(request).clientAddress)
  const silent = new WeakSet<WebSocket>()
  const pings = setInterval(() => {
    for (const socket of server.clients) {
      if (silent.has(socket)) socket.terminate()
      else {
        silent.add(socket)
        socket.ping()
      }
    }
  }, limits.pingMs).unref()

  const open = (socket: WebSocket, request: IncomingMessage): void => {
    const known = strangers.enter(request)
    const connection: Connection = {
      request,
      operations: new Map(),
      credentials: undefined,
      principal: undefined,
      known,
      messageBytes: 0,
    }
    const close = (code: number, reason: string): void => {
      socket.close(code, closeReason(reason))
      // A stranger is not waited for.
      if (connection.credentials === undefined) dismiss(request.socket)
    }
    const fail = (error: unknown): void => {
      const [code, reason] = closing(error)
      if (code === CloseCode.InternalServerError) services.log.error({ err: error }, 'A WebSocket failed')
      close(code, reason)
    }
    const heard = (): void => void silent.delete(socket)
    const gather = gatherWrites(request.socket)
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send(data) {
          if (socket.readyState !== socket.OPEN) return undefined
          gather()
          if (socket.bufferedAmount >= limits.bufferedBytes) {
            // Pongs and errors are sent whatever the reader does: one who floods us without reading is cut off.
            if (socket.bufferedAmount > limits.messageBytes) socket.terminate()
            const stalled = setTimeout(() => socket.terminate(), limits.stalledMs)
            return new Promise(resolve =>
              socket.send(data, () => {
                clearTimeout(stalled)
                resolve()
              }),
            )
          }
          socket.send(data)
          return undefined
        },
        close,
        onMessage(take) {
          socket.on('message', data => {
            heard()
            const message = textOf(data)
            leave(connection, message)
            // Read by onSubscribe before anything else is waited for.
            connection.messageBytes = message.length
            take(message).catch(fail)
          })
        },
      },
      connection,
    )
    socket.on('pong', heard)
    // A broken frame, or one that is too large: ws closes the socket itself and says why.
    socket.on('error', error => services.log.info({ err: error }, 'A WebSocket was closed'))
    socket.once('close', (code, reason) => {
      for (const operation of connection.operations.values()) {
        operation.abort()
        operation.end()
      }
      connection.operations.clear()
      void closed(code, String(reason))
    })
  }

  return {
    admits: strangers.admits,
    upgrade(request, socket, head) {
      server.handleUpgrade(request, socket, head, open)
    },
    async close() {
      clearInterval(pings)
      for (const socket of server.clients) socket.close(goingAway, 'Going away')
      const stubborn = setTimeout(() => {
        for (const socket of server.clients) socket.terminate()
      }, 1_000)
      await new Promise(resolve => server.close(resolve))
      clearTimeout(stubborn)
    },
  }
}

const noCredentials = new GatewayError(
  'UNAUTHENTICATED',
  'Credentials are needed: send {"authorization": "Bearer <API key>"} as the payload of connection_init',
)

const isUnauthenticated = (error: unknown): boolean =>
  error instanceof GatewayError && error.code === 'UNAUTHENTICATED'

/**
 * Stops the work behind an operation as soon as its client says `complete`. graphql-ws only returns from the
 * stream, which a silent provider does not notice, and knows nothing of queries and mutations in flight.
 */
const leave = ({ operations }: Connection, message: string): void => {
  if (!message.includes('"complete"')) return
  const { type, id } = parsed(message)
  if (type !== 'complete' || typeof id !== 'string') return
  operations.get(id)?.abort()
  operations.get(id)?.end()
  operations.delete(id)
}

const parsed = (message: string): { readonly type?: unknown; readonly id?: unknown } => {
  try {
    return Object(JSON.parse(message))
  } catch {
    return {}
  }
}

/** From `connection_init`; clients that can set headers may send the usual one. */
const credentialsOf = (
  params: Readonly<Record<string, unknown>> | undefined,
  shown: Credentials,
): Credentials => {
  const authorization = params?.authorization ?? params?.Authorization ?? shown.authorization
  return { ...shown, authorization: typeof authorization === 'string' ? authorization : undefined }
}

/** How long the last words may take to pass through TLS, which loses them where its socket is destroyed behind them. */
const lastWordsMs = 1_000

/** Sends what is written and no more, whatever the other side does. */
const dismiss = (socket: Socket): void => {
  if (!(socket instanceof TLSSocket)) {
    socket.destroySoon()
    return
  }
  socket.end()
  const late = setTimeout(() => socket.destroy(), lastWordsMs)
  socket.once('close', () => clearTimeout(late))
}

const textOf = (data: RawData): string =>
  Array.isArray(data)
    ? Buffer.concat(data).toString()
    : Buffer.isBuffer(data)
      ? data.toString()
      : Buffer.from(data).toString()

/** What the extension `experimentKey` says that the caller wants to be divided by: an operation has no headers here. */
const experimentIn = (extensions: SubscribePayload['extensions']): string | undefined => {
  const key = extensions?.experimentKey
  return typeof key === 'string' && key !== '' ? key : undefined
}
