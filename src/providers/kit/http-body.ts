import { errors } from 'undici'
import type { Chunk } from '../../core/chunk.ts'
import { ProviderFailure } from '../../core/provider.ts'
import type { AnswerReader } from './answer-reader.ts'
import type { Exchange } from './exchange.ts'
import type { OpenAnswer } from './read-answer.ts'

/** With what a body is read. */
export interface Reading {
  readonly reader: AnswerReader
  /** What the provider may take to close its answer behind `[DONE]`. */
  readonly closingMs: number
  readonly signal: AbortSignal
}

/**
 * What the body says, piece by piece. A body that breaks off is whole if its terminal event had come, and behind that
 * event nothing is waited for: the rest is read for a moment, since a connection that has been read out can be used again.
 */
export const bodySource = (body: Exchange, reading: Reading): OpenAnswer => {
  const { reader, closingMs } = reading
  let over = false

  const rest = (): readonly Chunk[] => {
    over = true
    return reader.end()
  }

  return {
    next: () => (over || reader.done() ? nothing : Promise.resolve(body.next())),
    read(piece) {
      if (piece) return reader.push(piece)
      if (!over) return rest()
      return reader.done() ? closing(body, closingMs) : undefined
    },
    failed(cause) {
      over = true
      return brokenOff(reading, cause)
    },
    leave: body.close,
  }
}

const nothing = Promise.resolve(undefined)

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

/** Reads on to the end of the body. */
const closing = async (body: Exchange, closingMs: number): Promise<undefined> => {
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
