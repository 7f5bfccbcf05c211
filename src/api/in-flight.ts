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
  begin(): Operation
  /** Aborts all of it, for a reason that the clients are told. */
  abort(reason: Error): void
  /** Resolves when nothing is in flight. */
  idle(): Promise<void>
}

/** Work in flight, none at first. */
export const createInFlight = (): InFlight => {
  const running = new Set<AbortController>()
  const waiting = new Set<() => void>()
  return {
    begin() {
      const controller = new AbortController()
      running.add(controller)
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
    abort(reason) {
      for (const controller of running) controller.abort(reason)
    },
    idle: () => (running.size === 0 ? Promise.resolve() : new Promise(resolve => void waiting.add(resolve))),
  }
}

/** Makes every request a piece of work: aborted if its client leaves before the answer is written. */
export const trackRequests = (app: FastifyInstance, inFlight: InFlight): void => {
  app.decorateRequest('work', null)
  app.addHook('onRequest', (request, { raw }, done) => {
    const work = inFlight.begin()
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
