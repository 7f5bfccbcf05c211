/** By what usage can be broken down. TAG counts a call once for each of its tags; COST_CENTRE is who paid when it began. */
export type UsageDimension = LedgerDimension | 'COST_CENTRE'

/** What the ledger itself knows of a call. */
export type LedgerDimension =
  | 'MODEL'
  | 'PROVIDER'
  | 'DEPLOYMENT'
  | 'OPERATION'
  | 'TEAM'
  | 'APPLICATION'
  | 'USER'
  | 'API_KEY'
  | 'OUTCOME'
  | 'TAG'
  | 'SUBJECT'
  | 'PROMPT'
  | 'PROMPT_VERSION'

export type UsageInterval = 'HOUR' | 'DAY' | 'MONTH'

export interface UsageQuery<Dimension extends UsageDimension = UsageDimension> {
  readonly tenant: string
  /** Milliseconds since 1970; `from` inclusive, `to` exclusive. */
  readonly from: number
  readonly to: number
  /** Only calls whose dimension has one of these values. */
  readonly where: { readonly [dimension in Dimension]?: readonly string[] }
  readonly groupBy: readonly Dimension[]
  /** Absent: one row for the whole time. */
  readonly interval?: UsageInterval
}

export interface UsageRow extends UsageSums {
  /** Start of the interval, in milliseconds since 1970. */
  readonly start: number
  /** The value of each dimension of `groupBy`; null where the call had none. */
  readonly group: UsageGroup
}

export type UsageGroup = { readonly [dimension in UsageDimension]?: string | null }

/** What calls add up to. */
export interface UsageSums {
  readonly requests: number
  /** Calls that ended FAILED. */
  readonly failures: number
  /** Calls that ended REFUSED. */
  readonly refusals: number
  readonly cacheHits: number
  /** Calls without a known price; their cost is not in `costNanos`. */
  readonly unpriced: number
  readonly inputTokens: bigint
  readonly cachedInputTokens: bigint
  readonly cacheWriteTokens: bigint
  readonly outputTokens: bigint
  readonly reasoningTokens: bigint
  readonly costNanos: bigint
}

export interface UsageReader<Dimension extends UsageDimension = UsageDimension> {
  /** Every call whose row is durable is in the answer. Rows sorted by start, then by cost, dearest first. */
  report(query: UsageQuery<Dimension>): Promise<readonly UsageRow[]>
}

/** What is asked again and again: usage from a moment on. */
export type LiveUsageQuery = Pick<UsageQuery, 'tenant' | 'from' | 'where' | 'groupBy'>

/** An answer of one moment. */
export interface UsageReport {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly rows: readonly UsageRow[]
  /** Every call once. */
  readonly totals: UsageSums
}

/** What has changed since the answer before; of the first one, everything with deltas of 0. */
export interface UsageChange extends Pick<UsageReport, 'at' | 'totals'> {
  readonly from: number
  readonly delta: UsageSums
  /** The groups that have changed. */
  readonly rows: readonly {
    readonly group: UsageGroup
    readonly totals: UsageSums
    readonly delta: UsageSums
  }[]
}
