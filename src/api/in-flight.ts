import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Credentials } from '../core/principal.ts'
import type { ReadCredentials } from './credentials.ts'

/** One piece of work that a client waits for. */
export interface Operation {
  /** Aborted when the client leaves, or when the server can wait no longer. */
  readonly signal: AbortSignal
  abort(reason?: Error): void
  /** The work is over. May be called twice. */
  end(): void
}

/** Everything that is being answered, so that a server can stop when nothing is. */
export interface InFlight {
  /** `credentials`: those that it is for, as its client has sent them. */
  begin(credentials?: Credentials): Operation
  /** The credentials that something is in flight for, each once. */
  credentials(): readonly Credentials[]
  /** Aborts all of it, or what is for these credentials, for a reason that the clients are told. */
  abort(reason: Error, credentials?: Credentials): void
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>
}

/** Work in flight, none at first. */
export const createInFlight = (): InFlight => {
  const running = new Map<AbortController, Credentials | undefined>()
  const waiting = new Set<() => void>()
  return {
    begin(credentials) {
      const controller = new AbortController()
      running.set(controller, credentials)
      return {
        signal: controller.signal,
        abort: reason => controller.abort(reason),
        end() {
          if (!running.delete(controller) || running.size > 0) return
          for (const resolve of waiting) resolve()
          waiting.clear()
        },
      }
    },
    credentials() {
      const distinct = new Map<string, Credentials>()
      for (const credentials of running.values())
        if (credentials && (credentials.authorization ?? credentials.certificate) !== undefined)
          distinct.set(nameOf(credentials), credentials)
      return [...distinct.values()]
    },
    abort(reason, credentials) {
      const name = nameOf(credentials)
      for (const [controller, of] of running)
        if (credentials === undefined || nameOf(of) === name) controller.abort(reason)
    },
    idle: () => (running.size === 0 ? Promise.resolve() : new Promise(resolve => void waiting.add(resolve))),
  }
}

const nameOf = (credentials: Credentials | undefined): string =>
  `${credentials?.clientAddress} ${credentials?.authorization ?? credentials?.certificate?.fingerprint}`

/**
 * Makes every request a piece of work, aborted if its client leaves before the answer is written, and notes what it
 * shows of its sender.
 */
export const trackRequests = (
  app: FastifyInstance,
  { inFlight, readCredentials }: { readonly inFlight: InFlight; readonly readCredentials: ReadCredentials },
): void => {
  app.decorateRequest('work', null)
  app.decorateRequest('credentials', null)
  app.addHook('onRequest', (request, { raw }, done) => {
    const credentials = readCredentials(request.raw)
    request.setDecorator('credentials', credentials)
    const work = inFlight.begin(credentials)
    request.setDecorator('work', work)
    raw.once('close', () => {
      if (!raw.writableFinished) work.abort()
      work.end()
    })
    done()
  })
}

/** What a tracked request shows of its sender. */
export const credentialsOf = (request: FastifyRequest): Credentials =>
  request.getDecorator<Credentials>('credentials')

/** Where it comes from, to be spread into what is told of it. */
export const originOf = (request: FastifyRequest): { readonly clientAddress?: string } => {
  const { clientAddress } = credentialsOf(request)
  return clientAddress === undefined ? {} : { clientAddress }
}

/** Aborted when the client of a tracked request leaves, or when the server can wait no longer. */
export const signalOf = (request: FastifyRequest): AbortSignal =>
  request.getDecorator<Operation>('work').signal
