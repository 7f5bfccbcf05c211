import type { Usage } from './chunk.ts'
import type { QuotaAmount, QuotaCount, QuotaLease } from './quota.ts'

/**
 * Calls that are paid for together: what all of them may use is reserved before any of them begins, or nothing is and
 * none of them is let through. Each draws its share when it runs, and settles it by itself.
 */
export interface Bundle {
  /** One for each call, in their order. */
  readonly shares: readonly Share[]
  /** What they may cost at the most, and what they have cost by now. */
  cost(): BundleCost
  /** Gives back what nobody has drawn. */
  end(): Promise<void>
}

/** How the calls of one operation of a client are to be paid for. */
export interface BundleTerms {
  /** The most that all of them may cost, in nano-dollars. */
  readonly maxCostNanos?: bigint
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal
}

/** What was set aside for one call of a bundle. */
export interface Share {
  /**
   * Undefined the second time, and for a call that could not be priced: it reserves by itself, and is told what is
   * wrong. Throws why the whole bundle was refused.
   */
  draw(): Drawn | undefined
  /** Why its call could not be priced, which it will be told; absent: it could. */
  readonly fault?: unknown
  /** The most that an answer may hold to any call on this share, the first one or another; undefined: nothing limits it. */
  longest(): number | undefined
  /** Whether all calls together may cost so much more (in nano-dollars) than was priced; if so, it is set aside. */
  afford(costNanos: bigint): boolean
  /** A call on this share has used something. */
  spent(used: Spent): void
}

/** What one call has used, and its cost in nano-dollars where the model has a price. */
export interface Spent {
  readonly usage: Usage
  readonly costNanos?: bigint
}

/** A share, in the hands of its call. */
export interface Drawn {
  /** The model that it was priced for: another one than was asked for where a quota has sent the call there. */
  readonly model: string
  /** The most tokens that were reserved of the input. */
  readonly inputTokens: number
  /** The most that the answer may hold; absent: nothing limits it. */
  readonly outputTokens?: number
  /** What counts the call itself, and the lease on that. */
  readonly requests: { readonly held: readonly QuotaAmount[]; readonly lease: QuotaLease }
  /** What counts its tokens, bytes and money. */
  readonly spending: { readonly counts: readonly QuotaCount[]; readonly lease: QuotaLease }
}

/** Tokens of input and output, and money in nano-dollars. */
export interface Amounts {
  readonly tokens: number
  readonly costNanos: bigint
}

export interface BundleCost {
  /** The most that the calls may use. */
  readonly estimated: Amounts
  readonly actual: Amounts
  /** Whether something was used that has no price, and so is in no cost. */
  readonly isUnpriced: boolean
}
