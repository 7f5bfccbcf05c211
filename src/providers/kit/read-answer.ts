import type { Chunk } from '../../core/chunk.ts'

/** An answer that has begun to come. */
export interface OpenAnswer {
  /** What the next piece of it says, undefined behind the last. */
  read(): Promise<readonly Chunk[] | undefined>
  close(): void
}

/**
 * The chunks of an answer, which is opened when the first is read, and closed behind the last, at a fault and when the
 * reader leaves. What is thrown is `faultOf` what happened. Without a generator, as chunks of every call pass here.
 */
export const readAnswer = (
  open: () => Promise<OpenAnswer>,
  faultOf: (error: unknown) => Error,
): AsyncIterableIterator<Chunk> => {
  let answer: OpenAnswer | undefined
  let chunks: readonly Chunk[] = []
  let taken = 0
  let pending: Promise<IteratorResult<Chunk>> | undefined
  let over = false

  const close = (): void => {
    over = true
    answer?.close()
  }

  const pull = async (): Promise<IteratorResult<Chunk>> => {
    try {
      answer ??= await open()
      while (!over) {
        const read = await answer.read()
        if (!read) break
        const [first] = read
        if (!first) continue
        chunks = read
        taken = 1
        return { done: false, value: first }
      }
      close()
      return { done: true, value: undefined }
    } catch (error) {
      close()
      throw faultOf(error)
    }
  }

  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next() {
      const value = chunks[taken++]
      if (value && !over) pending = Promise.resolve({ done: false, value })
      else pending = over ? Promise.resolve({ done: true, value: undefined }) : pull()
      return pending
    },
    async return() {
      await pending?.catch(() => undefined)
      close()
      return { done: true, value: undefined }
    },
  }
}
