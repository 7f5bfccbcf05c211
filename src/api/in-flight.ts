import type { FastifyInstance, FastifyRequest } from 'fastify'

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
  /** `authorization`: the credentials that it is for, as its client has sent them. */
  begin(authorization?: string): Operation
  /** The credentials that something is in flight for, each once. */
  authorizations(): ReadonlySet<string>
  /** Aborts all of it, or what is for these credentials, for a reason that the clients are told. */
  abort(reason: Error, authorization?: string): void
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>
}

/** Work in flight, none at first. */
export const createInFlight = (): InFlight => {
  const running = new Map<AbortController, string | undefined>()
  const waiting = new Set<() => void>()
  return {
    begin(authorization) {
      const controller = new AbortController()
      running.set(controller, authorization)
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
    authorizations: () => new Set([...running.values()].filter(authorization => authorization !== undefined)),
    abort(reason, authorization) {
      for (const [controller, of] of running)
        if (authorization === undefined || of === authorization) controller.abort(reason)
    },
    idle: () => (running.size === 0 ? Promise.resolve() : new Promise(resolve => void waiting.add(resolve))),
  }
}

/** Makes every request a piece of work: aborted if its client leaves before the answer is written. */
export const trackRequests = (app: FastifyInstance, inFlight: InFlight): void => {
  app.decorateRequest('work', null)
  app.addHook('onRequest', (request, { raw }, done) => {
    const work = inFlight.begin(request.headers.authorization)
    request.setDecorator('work', work)
    raw.once('close', () => {
      if (!raw.writableFinished) work.abort()
      work.end()
    })
    done()
  })
}

/** Aborted when the client of a tracked request leaves, or when the server can wait no longer. */
export const signalOf = (request: FastifyRequest): AbortSignal =>
  request.getDecorator<Operation>('work').signal
