import { setImmediate } from 'node:timers/promises'

/**
 * So many UTF-16 units of text are screened before the event loop turns: some milliseconds of work for the worst
 * text, and more than most calls have.
 */
export const stretchUnits = 8192

/** Work that yields wherever the event loop may turn. */
export type Paced<Result> = Generator<void, Result, void>

/** The text in stretches, the last one shorter. A short text is one. */
export function* stretchesOf(text: string): Generator<string> {
  if (text.length <= stretchUnits) yield text
  else for (let at = 0; at < text.length; at += stretchUnits) yield text.slice(at, at + stretchUnits)
}

/** Does the rest of the work with a turn of the event loop before each part. Throws when the signal is aborted. */
export const inTurns = async <Result>(work: Paced<Result>, signal: AbortSignal): Promise<Result> => {
  for (;;) {
    await setImmediate()
    signal.throwIfAborted()
    const step = work.next()
    if (step.done) return step.value
  }
}

/** Does the work on each item, in order. */
export function* each<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Paced<Result>,
): Paced<readonly Result[]> {
  const results: Result[] = []
  for (const item of items) results.push(yield* work(item))
  return results
}
