import type { Chunk } from './chunk.ts'
import type { Quota } from './quota.ts'
import type { CallRecord } from './record.ts'
import type { GatewayRequest } from './request.ts'

/** An answer on its way, and what is known of the call while it runs. */
export interface Answering extends AsyncIterable<Chunk> {
  readonly record: CallRecord
}

/** The one door to every model: each API comes through here, and nothing else reaches a provider. */
export interface Gateway {
  /**
   * Runs nothing until the answer is read. Reading throws GatewayError, and nothing else. To leave early, abort
   * `request.signal` (a pending read ends at once) or return from the loop.
   */
  run(request: GatewayRequest): Answering
}

/** What a call would cost, and whether it would pass. Spends nothing. */
export interface Estimate {
  readonly inputTokens: number
  /** The most that the answer may hold. */
  readonly maxOutputTokens: number
  /** Absent where the model has no price. */
  readonly expectedCostNanos?: bigint
  readonly worstCaseCostNanos?: bigint
  /** The quota that would refuse the call now. */
  readonly refusedBy?: Quota
}
