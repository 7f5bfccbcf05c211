import { type Dispatcher, errors } from 'undici'
import type { Chunk } from '../../core/chunk.ts'
import { ProviderFailure } from '../../core/provider.ts'
import type { AnswerReader } from './answer-reader.ts'

type Body = Dispatcher.ResponseData['body']

/** With what a body is read. */
export interface Reading {
  readonly reader: AnswerReader
  /** What the provider may take to close its answer behind `[DONE]`. */
  readonly closingMs: number
  readonly signal: AbortSignal
}

/** Yields what the body says. One that breaks off is whole if its terminal event had come. */
export async function* readBody(body: Body, reading: Reading): AsyncGenerator<Chunk> {
  const { reader, closingMs } = reading
  const pieces: AsyncIterator<Buffer> = body[Symbol.asyncIterator]()
  try {
    while (!reader.done) {
      const piece = await pieces.next().catch((cause: unknown) => ({ done: true, cause }) as const)
      if ('cause' in piece) {
        for (const chunk of brokenOff(reading, piece.cause)) yield chunk
        return
      }
      if (piece.done) {
        for (const chunk of reader.end()) yield chunk
        return
      }
      for (const chunk of reader.push(piece.value)) yield chunk
    }
    for (const chunk of reader.end()) yield chunk
    await closing(body, pieces, closingMs)
  } finally {
    // A reader who left, or a fault of the decoder: the connection must not go on.
    body.on('error', ignore).destroy()
  }
}

const ignore = (): void => {}

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
const closing = async (body: Body, pieces: AsyncIterator<Buffer>, closingMs: number): Promise<void> => {
  const timer = setTimeout(() => body.on('error', ignore).destroy(), closingMs)
  try {
    while (!(await pieces.next()).done);
  } catch {
    // The answer is whole; how its connection ends is of no interest.
  } finally {
    clearTimeout(timer)
  }
}

/** The first bytes of an error's body, as text; what has come of it, if it breaks off or stalls. */
export const headOf = async (body: Body, maxBytes: number): Promise<string> => {
  const pieces: Buffer[] = []
  let bytes = 0
  try {
    for await (const piece of body) {
      pieces.push(piece)
      bytes += piece.length
      if (bytes >= maxBytes) break
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
