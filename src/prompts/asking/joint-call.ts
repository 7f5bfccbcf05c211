import type { Chunk } from '../../core/chunk.ts'
import type { Joint } from '../../core/joint.ts'
import { samePack } from '../../core/packed-input.ts'
import { later } from '../../core/stream.ts'
import { askAlike, type Waiting } from './ask-alike.ts'
import { grouped } from './grouped.ts'

export interface JointCallOptions {
  /** How many calls are to come. */
  readonly expected: number
  /** Resolves when those that are here have waited long enough for the others. */
  readonly patience: () => Promise<void>
  /** An id that nobody can guess. */
  readonly newId: () => string
}

/** Calls of one prompt that are answered by as few calls of a provider as can be. */
export interface JointCall {
  readonly joint: Joint
  /** One of the expected has ended, or will not come. To be called once for each. */
  leave(): void
}

/**
 * Gathers calls where they would ask a provider. When all have come that will come, equal questions are asked once and
 * different ones together. Whoever comes later asks alone.
 */
export const createJointCall = ({ expected, patience, newId }: JointCallOptions): JointCall => {
  const here: Waiting[] = []
  let left = 0
  let closed = false

  const close = (): void => {
    if (closed) return
    closed = true
    // Quotas may have sent some of them to another model, and a system message may speak of its own entity.
    for (const alike of grouped(here, ({ call, input }) => `${call.model} ${samePack(input)}`))
      void askAlike(alike, newId)
  }

  return {
    joint: {
      ask(call, alone) {
        const { input } = call
        if (closed || input.task !== 'completion') return alone(call)
        const answer = Promise.withResolvers<readonly Chunk[]>()
        // Who has left before it comes does not hear of its failure.
        answer.promise.catch(() => undefined)
        here.push({ call, input, alone, answer })
        // They come at about the same moment, unless a quota lets one of them wait.
        if (here.length === 1) void patience().then(close)
        if (here.length + left >= expected) close()
        return later(async () => each(await answer.promise))
      },
    },
    leave() {
      left++
      if (here.length > 0 && here.length + left >= expected) close()
    },
  }
}

async function* each(chunks: readonly Chunk[]): AsyncGenerator<Chunk> {
  yield* chunks
}
