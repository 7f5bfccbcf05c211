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

/**
 * Lets chunks pass and calls `done` exactly once, however the stream ends: FINISHED before the finish chunk
 * goes on (what `done` does is done when the reader sees the end), FAILED when it throws, CANCELLED when the
 * reader leaves before the finish chunk or `signal` is aborted. If `done` itself throws on the way to a finish,
 * the reader sees that error; after a failure the first error wins.
 */
export async function* observe(
  stream: AsyncIterable<Chunk>,
  signal: AbortSignal,
  done: (ending: Ending) => void | Promise<void>,
): AsyncGenerator<Chunk> {
  let ended = false
  try {
    for await (const chunk of stream) {
      if (chunk.type === 'finish') {
        ended = true
        await done({ outcome: 'FINISHED', usage: chunk.usage })
      }
      yield chunk
    }
    if (!ended) throw new Error('The stream ended without a finish chunk')
  } catch (error) {
    if (!ended) {
      ended = true
      await quietly(() => done({ outcome: signal.aborted ? 'CANCELLED' : 'FAILED', error }))
    }
    throw error
  } finally {
    if (!ended) await quietly(() => done({ outcome: 'CANCELLED' }))
  }
}

/** A second error must not replace the one that is on its way to the reader. */
const quietly = async (work: () => void | Promise<void>): Promise<void> => {
  try {
    await work()
  } catch {
    // `done` reports its own faults; the stream's error is what the reader has to see.
  }
}
