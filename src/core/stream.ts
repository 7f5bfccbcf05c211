import type { Chunk, FinishChunk, StartChunk, Usage } from './chunk.ts'
import type { ToolCall } from './message.ts'

/** A whole answer. */
export interface Answer {
  readonly start?: StartChunk
  readonly text: string
  readonly reasoning: string
  /** What the provider wants back with the reasoning in the next turn. */
  readonly reasoningState?: string
  readonly toolCalls: readonly ToolCall[]
  readonly embeddings: readonly (readonly number[])[]
  readonly finish: FinishChunk
}

/** Reads a stream to its end and puts the answer together. Throws what the stream throws. */
export async function collect(stream: AsyncIterable<Chunk>): Promise<Answer> {
  const answer = gather()
  for await (const chunk of stream) answer.add(chunk)
  return answer.whole()
}

/** Puts an answer together chunk by chunk, for those who also pass the chunks on. */
export function gather(): { add(chunk: Chunk): void; whole(): Answer; text(): string } {
  let start: StartChunk | undefined
  let finish: FinishChunk | undefined
  let text = ''
  let reasoning = ''
  let reasoningState: string | undefined
  const toolCalls: { id: string; name: string; arguments: string; providerState?: string }[] = []
  const embeddings: (readonly number[])[] = []
  return {
    add(chunk) {
      switch (chunk.type) {
        case 'start':
          start = chunk
          break
        case 'text':
          text += chunk.text
          break
        case 'reasoning':
          reasoning += chunk.text
          if (chunk.providerState !== undefined) reasoningState = (reasoningState ?? '') + chunk.providerState
          break
        case 'tool-call': {
          const call = (toolCalls[chunk.index] ??= { id: '', name: '', arguments: '' })
          if (chunk.id !== undefined) call.id = chunk.id
          if (chunk.name !== undefined) call.name = chunk.name
          if (chunk.providerState !== undefined) call.providerState = chunk.providerState
          call.arguments += chunk.arguments
          break
        }
        case 'embedding':
          embeddings[chunk.index] = chunk.vector
          break
        case 'finish':
          finish = chunk
          break
      }
    },
    whole() {
      if (!finish) throw new Error('The stream ended without a finish chunk')
      return {
        ...(start && { start }),
        text,
        reasoning,
        ...(reasoningState !== undefined && { reasoningState }),
        toolCalls,
        embeddings,
        finish,
      }
    },
    text: () => text,
  }
}

/** How a stream ended. `usage` is what the finish chunk said, if it came. */
export interface Ending {
  readonly outcome: 'FINISHED' | 'FAILED' | 'CANCELLED'
  readonly usage?: Usage
  readonly error?: unknown
}

/** Who looks at a stream while it passes. */
export interface Observer {
  readonly signal: AbortSignal
  /** Sees each chunk before it goes on. */
  readonly note?: (chunk: Chunk) => void
  /** What goes on in place of the finish chunk; `note` and `done` see this one. */
  readonly finish?: (chunk: FinishChunk) => FinishChunk | Promise<FinishChunk>
  /** What `done` and the reader get of an error. */
  readonly seen?: (error: unknown) => unknown
  readonly done: (ending: Ending) => void | Promise<void>
}

/**
 * Lets chunks pass and calls `done` exactly once, however the stream ends: FINISHED before the finish chunk
 * goes on (what `done` does is done when the reader sees the end), FAILED when it throws, CANCELLED when the
 * reader leaves before the finish chunk or `signal` is aborted. If `done` itself throws on the way to a finish,
 * the reader sees that error; after a failure the first error wins.
 *
 * Every chunk of every call passes here twice, so it is written without a generator, which would take three turns of
 * the microtask queue for a chunk instead of one.
 */
export const observe = (stream: AsyncIterable<Chunk>, observer: Observer): AsyncIterableIterator<Chunk> => {
  const { signal, note, finish, seen, done } = observer
  const chunks = stream[Symbol.asyncIterator]()
  let pending: Promise<IteratorResult<Chunk>> | undefined
  let ended = false

  const fail = async (error: unknown): Promise<never> => {
    const shown = seen ? seen(error) : error
    if (!ended) {
      ended = true
      await quietly(() => done({ outcome: signal.aborted ? 'CANCELLED' : 'FAILED', error: shown }))
    }
    throw shown
  }

  /** A fault on this side of the stream closes it. */
  const spoil = async (error: unknown): Promise<never> => {
    await quietly(() => chunks.return?.())
    return fail(error)
  }

  const end = async (chunk: FinishChunk): Promise<IteratorResult<Chunk>> => {
    const last = finish ? await finish(chunk) : chunk
    note?.(last)
    ended = true
    await done({ outcome: 'FINISHED', usage: last.usage })
    return { done: false, value: last }
  }

  const step = (result: IteratorResult<Chunk>): IteratorResult<Chunk> | Promise<IteratorResult<Chunk>> => {
    if (result.done) return ended ? result : fail(new Error('The stream ended without a finish chunk'))
    if (result.value.type === 'finish') return end(result.value).catch(spoil)
    try {
      note?.(result.value)
      return result
    } catch (error) {
      return spoil(error)
    }
  }

  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next() {
      pending = chunks.next().then(step, fail)
      return pending
    },
    async return() {
      if (pending) await quietly(() => pending)
      try {
        await chunks.return?.()
      } catch (error) {
        return fail(error)
      }
      // Of a stream that nobody has begun to read there is nothing to tell.
      if (!ended && pending) await quietly(() => done({ outcome: 'CANCELLED' }))
      ended = true
      return { done: true, value: undefined }
    },
  }
}

/** The stream that `begin` comes to when it is first read; what it throws, the reader gets. */
export const later = (
  begin: () => AsyncIterable<Chunk> | Promise<AsyncIterable<Chunk>>,
): AsyncIterableIterator<Chunk> => {
  let opening: Promise<AsyncIterator<Chunk>> | undefined
  let chunks: AsyncIterator<Chunk> | undefined
  const open = async (): Promise<AsyncIterator<Chunk>> => {
    chunks = (await begin())[Symbol.asyncIterator]()
    return chunks
  }
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next() {
      if (chunks) return chunks.next()
      opening ??= open()
      return opening.then(opened => opened.next())
    },
    async return() {
      opening ??= Promise.resolve(nothing)
      const opened = await opening.catch(() => nothing)
      chunks ??= opened
      await opened.return?.()
      return { done: true, value: undefined }
    },
  }
}

const nothing: AsyncIterator<Chunk> = { next: async () => ({ done: true, value: undefined }) }

/** A second error must not replace the one that is on its way to the reader. */
const quietly = async (work: () => unknown): Promise<void> => {
  try {
    await work()
  } catch {
    // Who works here reports its own faults; the stream's error is what the reader has to see.
  }
}
