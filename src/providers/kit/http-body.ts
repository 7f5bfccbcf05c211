import { errors } from 'undici'
import type { Chunk } from '../../core/chunk.ts'
import { ProviderFailure } from '../../core/provider.ts'
import type { AnswerReader } from './answer-reader.ts'
import type { Exchange } from './exchange.ts'

/** With what a body is read. */
export interface Reading {
  readonly reader: AnswerReader
  /** What the provider may take to close its answer behind `[DONE]`. */
  readonly closingMs: number
  readonly signal: AbortSignal
}

/**
 * A reader of the body: gives what its next piece says, and undefined behind the last. A body that breaks off is whole
 * if its terminal event had come.
 */
export const readBody = (body: Exchange, reading: Reading): (() => Promise<readonly Chunk[] | undefined>) => {
  const { reader, closingMs } = reading
  let over = false

  const rest = (): readonly Chunk[] => {
    over = true
    return reader.end()
  }

  return async () => {
    while (!over) {
      if (reader.done()) return rest()
      let piece: Buffer | undefined
      try {
        piece = await body.next()
      } catch (cause) {
        over = true
        return brokenOff(reading, cause)
      }
      const chunks = piece ? reader.push(piece) : rest()
      if (chunks.length > 0) return chunks
    }
    if (reader.done()) await closing(body, closingMs)
    return undefined
  }
}

const brokenOff = ({ reader, signal }: Reading, cause: unknown): readonly Chunk[] => {
  if (signal.aborted || isTimeout(cause)) throw cause
  try {
    return reader.end()
  } catch (error) {
    const usage = error instanceof ProviderFailure ? error.usage : undefined
    throw new ProviderFailure('INCOMPLETE_STREAM', 'The connection broke off in the middle of the answer', {
      retryable: true,
      usage,
      cause,
    })
  }
}

/** Reads on to the end of the body, for a moment: a connection that has been read out can be used again. */
const closing = async (body: Exchange, closingMs: number): Promise<void> => {
  const timer = setTimeout(body.close, closingMs)
  try {
    while (await body.next());
  } catch {
    // The answer is whole; how its connection ends is of no interest.
  } finally {
    clearTimeout(timer)
  }
}

/** The first bytes of an error's body, as text; what has come of it, if it breaks off or stalls. */
export const headOf = async (body: Exchange, maxBytes: number): Promise<string> => {
  const pieces: Buffer[] = []
  let bytes = 0
  try {
    while (bytes < maxBytes) {
      const piece = await body.next()
      if (!piece) break
      pieces.push(piece)
      bytes += piece.length
    }
  } catch {
    // The status has told what matters.
  }
  return Buffer.concat(pieces).toString('utf8', 0, maxBytes)
}

/** Whether one of the limits of time has ended the exchange. */
export const isTimeout = (error: unknown): boolean =>
  error instanceof errors.ConnectTimeoutError ||
  error instanceof errors.HeadersTimeoutError ||
  error instanceof errors.BodyTimeoutError
