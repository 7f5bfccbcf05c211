import { getHeapStatistics } from 'node:v8'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GatewayError } from '../core/error.ts'
import type { Credentials } from '../core/principal.ts'
import type { ReadCredentials } from './credentials.ts'

/** One piece of work that a client waits for. */
export interface Operation {
  /** Aborted when the client leaves, or when the server can wait no longer. */
  readonly signal: AbortSignal
  /**
   * The work keeps a question of so many bytes in memory until it ends. Throws RATE_LIMITED where its credentials have
   * too much in flight, and UNAVAILABLE where all have.
   */
  hold(bytes: number): void
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
  /** How much is in flight. */
  size(): number
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>
}

/**
 * What all questions in flight may take of memory: a question is in it several times over, as text and as values, and
 * half of the heap is left for answers and all else.
 */
const mostBytesInFlight = getHeapStatistics().heap_size_limit / 8

/** What is not counted: the number of connections and of operations on each bounds it well enough. */
export const smallBytes = 16 * 1024

/** Work in flight, none at first. One set of credentials may hold half of `mostBytes`. */
export const createInFlight = (mostBytes = mostBytesInFlight): InFlight => {
  const running = new Map<AbortController, Credentials | undefined>()
  const waiting = new Set<() => void>()
  /** By what credentials show, wherever they come from. */
  const heldBy = new Map<string, number>()
  let held = 0

  const hold = (bytes: number, owner: string): void => {
    const own = heldBy.get(owner) ?? 0
    if (own + bytes > mostBytes / 2) throw tooMuchOfOne
    if (held + bytes > mostBytes) throw tooMuchOfAll
    heldBy.set(owner, own + bytes)
    held += bytes
  }
  const release = (bytes: number, owner: string): void => {
    const left = (heldBy.get(owner) ?? 0) - bytes
    if (left > 0) heldBy.set(owner, left)
    else heldBy.delete(owner)
    held -= bytes
  }

  return {
    begin(credentials) {
      const controller = new AbortController()
      running.set(controller, credentials)
      const owner = secretOf(credentials)
      let bytesHeld = 0
      return {
        signal: controller.signal,
        hold(bytes) {
          if (!running.has(controller)) return
          hold(bytes, owner)
          bytesHeld += bytes
        },
        abort: reason => controller.abort(reason),
        end() {
          if (!running.delete(controller)) return
          if (bytesHeld > 0) release(bytesHeld, owner)
          if (running.size > 0) return
          for (const resolve of waiting) resolve()
          waiting.clear()
        },
      }
    },
    credentials() {
      const distinct = new Map<string, Credentials>()
      for (const credentials of running.values())
        if (credentials && shownOf(credentials) !== undefined) distinct.set(nameOf(credentials), credentials)
      return [...distinct.values()]
    },
    abort(reason, credentials) {
      const name = nameOf(credentials)
      for (const [controller, of] of running)
        if (credentials === undefined || nameOf(of) === name) controller.abort(reason)
    },
    size: () => running.size,
    idle: () => (running.size === 0 ? Promise.resolve() : new Promise(resolve => void waiting.add(resolve))),
  }
}

const nameOf = (credentials: Credentials | undefined): string =>
  `${credentials?.clientAddress} ${secretOf(credentials)}`

const secretOf = (credentials: Credentials | undefined): string => `${credentials && shownOf(credentials)}`

const shownOf = ({ authorization, session, certificate }: Credentials): string | undefined =>
  authorization ?? session?.sealed ?? certificate?.fingerprint

const tooMuchOfOne = new GatewayError(
  'RATE_LIMITED',
  'The questions in flight with these credentials are too large together; wait until some are answered',
  { retryAfterMs: 1_000 },
)

const tooMuchOfAll = new GatewayError(
  'UNAVAILABLE',
  'The gateway holds as many large questions as it can; ask again in a moment',
  { retryAfterMs: 1_000 },
)

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
  app.decorateRequest('readBefore', 0)
  app.addHook('onRequest', (request, { raw }, done) => {
    const credentials = readCredentials(request.raw)
    request.setDecorator('credentials', credentials)
    const work = inFlight.begin(credentials)
    request.setDecorator('work', work)
    request.setDecorator('readBefore', request.raw.socket.bytesRead)
    raw.once('close', () => {
      if (!raw.writableFinished) work.abort()
      work.end()
    })
    done()
  })
  // Once the body is here: who only announces a large one holds nothing. What came with the head is not counted.
  app.addHook('preHandler', (request, _, done) => {
    const bytes = request.raw.socket.bytesRead - request.getDecorator<number>('readBefore')
    if (bytes > smallBytes) request.getDecorator<Operation>('work').hold(bytes)
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
