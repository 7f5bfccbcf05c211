import { setImmediate as otherWork } from 'node:timers/promises'

/** Work that can be left for a moment wherever it yields. */
export type Yielding<Result> = Generator<undefined, Result, undefined>

/** How long the event loop is held at a stretch, in milliseconds, unless a single step takes longer. */
const stretchMs = 5

/** Does the work while everything else goes on. */
export const inTurns = async <Result>(work: Yielding<Result>): Promise<Result> => {
  let since = performance.now()
  while (true) {
    const step = work.next()
    if (step.done) return step.value
    if (performance.now() - since < stretchMs) continue
    await otherWork()
    since = performance.now()
  }
}

/** Does the work at once. */
export const atOnce = <Result>(work: Yielding<Result>): Result => {
  while (true) {
    const step = work.next()
    if (step.done) return step.value
  }
}
