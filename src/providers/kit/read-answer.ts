import type { Chunk } from '../../core/chunk.ts'
import { pulled } from '../../core/pulled.ts'

/** An answer that has begun to come. */
export interface OpenAnswer {
  /** What the next piece of it says, undefined behind the last. */
  read(): Promise<readonly Chunk[] | undefined>
  close(): void
}

/**
 * The chunks of an answer, which is opened when the first is read, and closed behind the last, at a fault and when the
 * reader leaves. What is thrown is `faultOf` what happened.
 */
export const readAnswer = (
  open: () => Promise<OpenAnswer>,
  faultOf: (error: unknown) => Error,
): AsyncIterableIterator<Chunk> => {
  let answer: OpenAnswer | undefined
  const begin = async (): Promise<readonly Chunk[] | undefined> => {
    answer = await open()
    return answer.read()
  }
  const came = (chunks: readonly Chunk[] | undefined): readonly Chunk[] | undefined => {
    if (!chunks) answer?.close()
    return chunks
  }
  const failed = (error: unknown): never => {
    answer?.close()
    throw faultOf(error)
  }
  return pulled({
    pull: () => (answer ? answer.read() : begin()).then(came, failed),
    leave: () => answer?.close(),
  })
}
