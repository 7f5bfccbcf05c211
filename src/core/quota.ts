export type Meter =
  | 'REQUESTS'
  | 'CONCURRENT_CALLS'
  | 'INPUT_TOKENS'
  | 'OUTPUT_TOKENS'
  | 'TOTAL_TOKENS'
  | 'COST'
  | 'BYTES'

/** A stretch of the calendar in which a quota counts anew. */
export type CalendarWindow = 'SECOND' | 'MINUTE' | 'HOUR' | 'DAY' | 'WEEK' | 'MONTH'
/** The time that has just passed, whatever the clock shows. */
export type RollingWindow = 'ROLLING_SECOND' | 'ROLLING_MINUTE' | 'ROLLING_HOUR'
export type QuotaWindow = CalendarWindow | RollingWindow

/**
 * What happens to a call that could exceed the limit. BLOCK refuses it; REROUTE sends it to a cheaper model;
 * THROTTLE lets it wait for room; ALERT lets it pass and tells.
 */
export type QuotaAction = 'BLOCK' | 'REROUTE' | 'THROTTLE' | 'ALERT'

/**
 * What happens while the counters that all gateways share cannot be reached. DENY refuses; DEGRADE grants this
 * gateway its share of what was left; ALLOW lets pass.
 */
export type OnStoreFailure = 'DENY' | 'DEGRADE' | 'ALLOW'

/** A limit on one meter within a window, for everyone whom the scope covers together, or for each user of them. */
export interface Quota {
  readonly name: string
  readonly scope: QuotaScope
  readonly meter: Meter
  /** Calls, tokens, bytes, or nano-dollars where the meter is COST. */
  readonly limit: bigint
  /** Absent for CONCURRENT_CALLS only. */
  readonly window?: QuotaWindow
  /** IANA name of the time zone whose days, weeks and months count; UTC if absent. */
  readonly timeZone?: string
  /** First day of a WEEK (1, Monday, to 7) or of a MONTH (1 to 31; its last day if it is shorter); 1 if absent. */
  readonly anchor?: number
  /** Whether each user has a counter of their own; who has no user counts as their credential. */
  readonly perUser?: true
  /** Per cent of the limit, ascending, that are told of when use reaches them. */
  readonly thresholds?: readonly number[]
  readonly action: QuotaAction
  /** Of REROUTE: public name of the model that calls go to. */
  readonly rerouteTo?: string
  /** Of THROTTLE: how long a call waits at the most. */
  readonly maxWaitMs?: number
  /** DEGRADE if absent. */
  readonly onStoreFailure?: OnStoreFailure
}

/** What its own tenant calls a quota: snapshots put the tenant before the names of what is not everybody's. */
export const ownName = ({ name }: Pick<Quota, 'name'>): string => name.slice(name.lastIndexOf('/') + 1)

/** How a member of another tenant than `default` is called where a quota is for all tenants: no tenant has a slash in its name. */
export const memberElsewhere = (tenant: string, member: string): string => `tenant:${tenant}//${member}`

/** Whom a quota covers: all of these must match; absent matches everyone. */
export interface QuotaScope {
  readonly tenant?: string
  /** The teams below it are covered too. */
  readonly team?: string
  readonly application?: string
  readonly user?: string
  /** Id of an API key. */
  readonly key?: string
  /** Public name of a model. */
  readonly model?: string
  /** A governed operation, such as `prompts.summarizeReview`. */
  readonly operation?: string
  /** A tag that the call carries. */
  readonly tag?: string
}

/** One counter: that of a quota, or of one member of those whom it covers where the quota is `perUser`. */
export interface QuotaCount {
  readonly quota: Quota
  readonly member?: string
}

/** So much of one counter, wanted or used. */
export interface QuotaAmount extends QuotaCount {
  readonly amount: bigint
}

/** State of one counter in its present window. */
export interface QuotaState extends QuotaCount {
  readonly used: bigint
  readonly reserved: bigint
  /** When there is room again, in milliseconds since 1970; absent for CONCURRENT_CALLS. */
  readonly resetsAt?: number
}

/** A counter, and what has changed of it since it was told of last; 0 at first. */
export interface QuotaChange {
  readonly state: QuotaState
  readonly usedDelta: bigint
  readonly reservedDelta: bigint
}

/** How long a reservation holds that nobody renews, in milliseconds, unless the gateway is told otherwise. */
export const leaseMs = 30_000
/** The longest that it may be told. */
export const mostLeaseMs = 120_000

/**
 * Holds amounts until the call is over, or until nobody has renewed it for that long: then its gateway is taken for
 * dead and what it held is free again.
 */
export interface QuotaLease {
  renew(at: number): Promise<void>
  /**
   * Replaces each held amount by what was used; quotas that are not named used nothing. Settling twice does nothing
   * the second time. What was used counts although the lease had run out.
   */
  settle(used: readonly QuotaAmount[]): Promise<void>
}

/** Counts. The amounts of one `reserve` are taken all or none, atomically. */
export interface QuotaStore {
  /** `denied` is the first of `wanted` that has no room; those that only ALERT always have. */
  reserve(
    wanted: readonly QuotaAmount[],
    at: number,
  ): Promise<{ readonly lease: QuotaLease } | { readonly denied: QuotaState }>
  /** The same for several leases: what all of them want is taken, or nothing. Each is renewed and settled by itself. */
  reserveTogether(
    wanted: readonly (readonly QuotaAmount[])[],
    at: number,
  ): Promise<{ readonly leases: readonly QuotaLease[] } | { readonly denied: QuotaState }>
  state(count: QuotaCount, at: number): Promise<QuotaState>
  /** Takes counters away, with what was used and is reserved of them. Throws if they cannot be reached. */
  forget(counts: readonly QuotaCount[]): Promise<void>
}

/** Use of a quota has reached a threshold of it. */
export interface QuotaCrossing extends QuotaCount {
  /** Per cent of the limit. */
  readonly threshold: number
  readonly used: bigint
}

/** Is told once a window of each threshold that use reaches. */
export type QuotaAlerts = (crossing: QuotaCrossing) => void

/** How well quotas are counted now. */
export interface QuotaHealth {
  /** DEGRADED: the counters that the gateways share cannot be reached. */
  readonly mode: 'NORMAL' | 'DEGRADED'
  /**
   * EXACT: no limit is passed, over all gateways. SHARE: each gateway grants its share of what was left. PER_GATEWAY:
   * each gateway counts for itself, which is exact where there is one.
   */
  readonly accuracy: 'EXACT' | 'SHARE' | 'PER_GATEWAY'
  /** How many gateways were alive when that was known last. */
  readonly gateways: number
  /** Ended calls whose use the shared counters do not have yet. */
  readonly unwritten: number
  /** Since when it is degraded, in milliseconds since 1970. */
  readonly since?: number
}

/** What was used of a counter, as somebody has kept it. */
export interface QuotaPast {
  readonly count: QuotaCount
  /** Amounts, and when they were used; whatever lies before the present window is left out. */
  readonly slots: readonly { readonly at: number; readonly used: bigint }[]
}

/** What the ledger knows of the present windows of quotas at `at`. Of CONCURRENT_CALLS and BYTES it knows nothing. */
export type QuotaHistory = (quotas: readonly Quota[], at: number) => Promise<readonly QuotaPast[]>
