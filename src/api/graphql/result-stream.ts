import { setImmediate } from 'node:timers/promises'
import type { ExecutionResult } from 'graphql'
import { GatewayError } from '../../core/error.ts'
import type { Present, PresentedError } from './errors.ts'

/** Results of a subscription, one an event, for one reader at a time. Throws PresentedError if its source fails. */
export type ResultStream = AsyncIterableIterator<ExecutionResult> & {
  return(): Promise<IteratorResult<ExecutionResult>>
}

/** How many events may follow each other before other work has its turn. */
const eventsInARow = 100

/** What a source may take to end with an event of its own when the gateway ends its stream. */
const lastEventMs = 2_000

const end: IteratorReturnResult<undefined> = { done: true, value: undefined }

/**
 * Turns events into results. Ends at once when `signal` aborts, also while the source is silent: `return()` of an
 * async generator would wait for its pending `next()`. Where the reason of the abort is a GatewayError, the reader
 * is still there: it gets the last event of the source, which has the same signal, or that error if none comes soon.
 */
export const streamResults = (about: {
  readonly source: AsyncIterator<unknown>
  readonly signal: AbortSignal
  readonly result: (event: unknown) => Promise<ExecutionResult> | ExecutionResult
  readonly present: Present
}): ResultStream => {
  const { source, signal, present } = about
  let ended = false
  let lastWord: PresentedError | undefined
  let reader: PromiseWithResolvers<IteratorResult<ExecutionResult>> | undefined
  let late: NodeJS.Timeout | undefined

  const finish = (): void => {
    ended = true
    clearTimeout(late)
    signal.removeEventListener('abort', onAbort)
  }
  const close = (): void => {
    finish()
    if (reader) answer(last())
    // The source hears of it, but nobody waits for it; an error on its way out has no reader any more.
    source.return?.()?.catch(() => {})
  }
  const onAbort = (): void => {
    if (signal.reason instanceof GatewayError) {
      lastWord = present(signal.reason)
      late = setTimeout(close, lastEventMs)
    } else close()
  }
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()

  const last = (): Promise<typeof end> => {
    const error = lastWord
    lastWord = undefined
    return error ? Promise.reject(error) : Promise.resolve(end)
  }

  const answer = (step: IteratorResult<ExecutionResult> | Promise<typeof end>): void => {
    reader?.resolve(step)
    reader = undefined
  }
  const show = (result: ExecutionResult): void => answer({ done: false, value: result })
  const failed = (error: unknown): void => {
    lastWord = undefined
    reader?.reject(present(error))
    reader = undefined
    if (!ended) close()
  }
  const came = (step: IteratorResult<unknown>): void => {
    if (ended) return
    if (step.done) {
      finish()
      answer(last())
      return
    }
    // What the source itself says to its end is all that needs to be said.
    lastWord = undefined
    try {
      const result = about.result(step.value)
      if (result instanceof Promise) result.then(show, failed)
      else show(result)
    } catch (error) {
      failed(error)
    }
  }

  let pulled = 0
  const pull = (): Promise<IteratorResult<unknown>> =>
    // A source that never waits would hold the event loop, and nobody could hear that the client has left.
    ++pulled % eventsInARow === 0 ? setImmediate().then(() => source.next()) : source.next()

  return {
    // No async function: it would keep a frame alive for every event of every stream.
    next() {
      if (ended) return last()
      const { promise } = (reader = Promise.withResolvers())
      pull().then(came, failed)
      return promise
    },
    async return() {
      if (!ended) close()
      return end
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
