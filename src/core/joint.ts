import type { Chunk } from './chunk.ts'
import type { Call } from './request.ts'
import type { Run } from './stage.ts'

/**
 * A place among calls that may be answered together. Each is a call of its own in every other respect: authorised,
 * screened, metered, looked up in the cache and written down by itself.
 */
export interface Joint {
  /** The answer to the call, which `alone` would ask of a provider for this call only. */
  ask(call: Call, alone: Run): AsyncIterable<Chunk>
}
