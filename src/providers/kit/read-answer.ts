import type { Chunk } from '../../core/chunk.ts'
import { pulled, type Said, type Source } from '../../core/pulled.ts'

/** An answer that has begun to come. */
export type OpenAnswer = Source<Buffer | undefined, Chunk>

/**
 * The chunks of an answer, which is opened when the first is read, and left behind the last, at a fault and when the
 * reader leaves. What is thrown is `faultOf` what happened.
 */
export const readAnswer = (
  open: () => Promise<OpenAnswer>,
  faultOf: (error: unknown) => Error,
): AsyncIterableIterator<Chunk> => {
  let answer: OpenAnswer | undefined

  const begin = async (): Promise<Buffer | undefined> => {
    answer = await open()
    return answer.next()
  }
  const fail = (error: unknown): never => {
    answer?.leave()
    throw faultOf(error)
  }
  const leftAtEnd = (said: Said<Chunk>): Said<Chunk> => {
    if (!said) answer?.leave()
    return said
  }
  return pulled({
    next: () => (answer ? answer.next() : begin()),
    read(piece) {
      try {
        const said = answer?.read(piece)
        return said instanceof Promise ? said.then(leftAtEnd, fail) : leftAtEnd(said)
      } catch (error) {
        return fail(error)
      }
    },
    failed(error) {
      if (!answer) return fail(error)
      try {
        return answer.failed(error)
      } catch (fault) {
        return fail(fault)
      }
    },
    leave: () => answer?.leave(),
  })
}
