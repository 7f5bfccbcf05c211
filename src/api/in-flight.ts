import type { Credentials } from '../core/principal.ts'
import { createByteBudget } from './byte-budget.ts'

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

/** Work in flight, none at first. */
export const createInFlight = (mostBytes?: number): InFlight => {
  const budget = createByteBudget(mostBytes)
  const running = new Map<AbortController, Credentials | undefined>()
  const waiting = new Set<() => void>()
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
          budget.hold(bytes, owner)
          bytesHeld += bytes
        },
        abort: reason => controller.abort(reason),
        end() {
          if (!running.delete(controller)) return
          if (bytesHeld > 0) budget.release(bytesHeld, owner)
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
