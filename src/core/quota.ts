export type Meter =
  | 'REQUESTS'
  | 'CONCURRENT_CALLS'
  | 'INPUT_TOKENS'
  | 'OUTPUT_TOKENS'
  | 'TOTAL_TOKENS'
  | 'COST'
export type QuotaWindow = 'SECOND' | 'MINUTE' | 'HOUR' | 'DAY' | 'WEEK' | 'MONTH'

/** A limit on one meter within a calendar window (UTC), for everyone whom the scope covers together. */
export interface Quota {
  readonly name: string
  readonly scope: QuotaScope
  readonly meter: Meter
  /** Calls, tokens, or nano-dollars where the meter is COST. */
  readonly limit: bigint
  /** Absent for CONCURRENT_CALLS only. */
  readonly window?: QuotaWindow
  /** BLOCK refuses; ALERT lets pass and is written to the log. */
  readonly action: 'BLOCK' | 'ALERT'
}

/** Whom a quota covers: all of these must match; absent matches everyone. */
export interface QuotaScope {
  readonly tenant?: string
  readonly team?: string
  readonly application?: string
  readonly user?: string
  /** Id of an API key. */
  readonly key?: string
  /** Public name of a model. */
  readonly model?: string
}

/** So much of one quota, wanted or used. */
export interface QuotaAmount {
  readonly quota: Quota
  readonly amount: bigint
}

/** State of one quota in its present window. */
export interface QuotaState {
  readonly quota: Quota
  readonly used: bigint
  readonly reserved: bigint
  /** Milliseconds since 1970; absent for CONCURRENT_CALLS. */
  readonly resetsAt?: number
}

/** Holds amounts until the call is over. Settling twice does nothing the second time. */
export interface QuotaLease {
  /** Replaces each held amount by what was used; quotas that are not named used nothing. */
  settle(used: readonly QuotaAmount[]): Promise<void>
}

/** Counts. The amounts of one `reserve` are taken all or none, atomically. */
export interface QuotaStore {
  reserve(
    wanted: readonly QuotaAmount[],
    at: number,
  ): Promise<
    | {
        readonly lease: QuotaLease
        /** Quotas that only ALERT and are above their limit now. */
        readonly exceeded: readonly QuotaState[]
      }
    | { readonly denied: QuotaState }
  >
  state(quota: Quota, at: number): Promise<QuotaState>
}
