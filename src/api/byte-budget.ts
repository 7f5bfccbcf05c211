import { getHeapStatistics } from 'node:v8'
import { GatewayError } from '../core/error.ts'

/** What questions in flight hold of memory, in bytes as they came. */
export interface ByteBudget {
  /** Throws RATE_LIMITED where the owner holds too much, and UNAVAILABLE where all together do. */
  hold(bytes: number, owner: string): void
  release(bytes: number, owner: string): void
}

/**
 * What all questions in flight may take of memory: a question is in it several times over, as text and as values, and
 * half of the heap is left for answers and all else.
 */
const shareOfHeap = getHeapStatistics().heap_size_limit / 8

/** What is not counted: the number of connections and of operations on each bounds it well enough. */
export const smallBytes = 16 * 1024

/** One owner may hold half of `mostBytes`. */
export const createByteBudget = (mostBytes = shareOfHeap): ByteBudget => {
  const heldBy = new Map<string, number>()
  let held = 0
  return {
    hold(bytes, owner) {
      const own = heldBy.get(owner) ?? 0
      if (own + bytes > mostBytes / 2) throw tooMuchOfOne
      if (held + bytes > mostBytes) throw tooMuchOfAll
      heldBy.set(owner, own + bytes)
      held += bytes
    },
    release(bytes, owner) {
      const left = (heldBy.get(owner) ?? 0) - bytes
      if (left > 0) heldBy.set(owner, left)
      else heldBy.delete(owner)
      held -= bytes
    },
  }
}

const tooMuchOfOne = new GatewayError(
  'RATE_LIMITED',
  'The questions in flight with these credentials are too large together; wait until some are answered',
  { retryAfterMs: 1_000 },
)

const tooMuchOfAll = new GatewayError(
  'UNAVAILABLE',
  'The gateway holds as many large questions as it can; ask again in a moment',
  { retryAfterMs: 1_000 },
)
