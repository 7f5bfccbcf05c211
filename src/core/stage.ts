import type { Chunk } from './chunk.ts'
import type { Call } from './request.ts'

/** Answers a call with a stream of chunks. Throws before or between chunks if it cannot. */
export type Run = (call: Call) => AsyncIterable<Chunk>

/** Wraps a Run: looks at the call on its way in and at the chunks on their way out. */
export type Stage = (next: Run) => Run

/** The stages around `end`, the first one outermost. */
export const compose = (stages: readonly Stage[], end: Run): Run =>
  stages.reduceRight((next, stage) => stage(next), end)
