import type { Usage } from '../core/chunk.ts'
import { adjusted } from '../core/price-version.ts'
import type { Pricing } from '../core/provider.ts'
import type { ChargedPrice } from '../core/record.ts'
import type { Call } from '../core/request.ts'
import { tierOf } from '../core/tier.ts'

/** When a call is charged for, and what its tier adds to each price. */
export interface Terms {
  /** When it began, in milliseconds since 1970. */
  readonly at: number
  /** Hundredths of a per cent. */
  readonly adjustment: number
}

/** The terms of calls of this principal that begin at `at`. */
export const termsOf = (
  { principal, snapshot }: Pick<Call, 'principal' | 'snapshot'>,
  at: number,
): Terms => ({
  at,
  adjustment: tierOf(principal, snapshot.tiers)?.adjustmentBasisPoints ?? 0,
})

/**
 * A million dollars. No call costs as much; what would, by a price or a number of tokens that somebody has made up, must
 * not come to sums beyond the 64 bits of ledger and counters, which are everybody's.
 */
const mostCostNanos = 10n ** 15n

/** What usage costs on these terms, in nano-dollars. */
export const chargeFor = (pricing: Pricing, usage: Usage, { at, adjustment }: Terms): bigint => {
  const cost = adjusted(pricing.cost(usage, at), adjustment)
  return cost < mostCostNanos ? cost : mostCostNanos
}

/** The price as the ledger keeps it: one object for each price and adjustment. */
export const chargedPrice = (pricing: Pricing, { adjustment }: Terms): ChargedPrice => {
  const known = kept.get(pricing) ?? new Map<number, ChargedPrice>()
  kept.set(pricing, known)
  let price = known.get(adjustment)
  if (!price) known.set(adjustment, (price = priceOf(pricing, adjustment)))
  return price
}

const kept = new WeakMap<Pricing, Map<number, ChargedPrice>>()

const priceOf = ({ source, version, perMillion }: Pricing, adjustment: number): ChargedPrice => {
  const { input, output, cachedInput, cacheWrite } = perMillion
  return Object.freeze({
    source,
    ...(version !== undefined && { version }),
    input: input.toString(),
    output: output.toString(),
    ...(cachedInput !== undefined && { cachedInput: cachedInput.toString() }),
    ...(cacheWrite !== undefined && { cacheWrite: cacheWrite.toString() }),
    ...(adjustment !== 0 && { adjustmentBasisPoints: adjustment }),
  })
}
