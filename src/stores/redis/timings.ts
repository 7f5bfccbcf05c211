/** What gateways that count together wait for, all in milliseconds. */
export interface RedisTimings {
  /** The longest that a command may take. */
  readonly commandMs: number
  /** The longest that filling the counters of a tenant may hold up a call. */
  readonly fillMs: number
  /** Between two looks whether Redis answers again. */
  readonly probeMs: number
  /** Between two signs of life to the other gateways. */
  readonly beatMs: number
  /** Until the ledger has the rows that were on their way when counters were filled from it. */
  readonly lookAgainMs: number
}

export const redisTimings: RedisTimings = {
  commandMs: 50,
  fillMs: 1_000,
  probeMs: 200,
  beatMs: 2_000,
  lookAgainMs: 2_000,
}
