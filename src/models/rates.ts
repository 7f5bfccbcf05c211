import { totalTokens, type Usage } from '../core/chunk.ts'
import type { Pricing } from '../core/provider.ts'

/** Prices of the five kinds of tokens, in nano-dollars for a million, and of the call itself, in nano-dollars. */
export interface Rates {
  readonly input: bigint
  readonly cachedInput: bigint
  readonly cacheWrite: bigint
  readonly output: bigint
  readonly reasoning: bigint
  readonly request: bigint
}

/** Rates that hold for calls with more than `above` input tokens of all kinds. */
export interface Tier {
  readonly above: number
  readonly rates: Rates
}

/** What `usage` costs at `rates`, in nano-dollars; exact until the one rounding, which goes up. */
export const costAt = (rates: Rates, usage: Usage): bigint => {
  if (totalTokens(usage) === 0) return 0n
  const perMillion =
    BigInt(usage.inputTokens) * rates.input +
    BigInt(usage.cachedInputTokens) * rates.cachedInput +
    BigInt(usage.cacheWriteTokens) * rates.cacheWrite +
    BigInt(usage.outputTokens) * rates.output +
    BigInt(usage.reasoningTokens) * rates.reasoning
  return rates.request + (perMillion + 999_999n) / 1_000_000n
}

/** The highest tier that the call's input has passed. `tiers` are sorted, and the first one is above -1: it always holds. */
export const tierOf = (tiers: readonly Tier[], usage: Usage): Rates => {
  const input = usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens
  const tier = tiers.findLast(({ above }) => input > above)
  if (!tier) throw new Error('The first tier of a price must hold for every call')
  return tier.rates
}

/**
 * A price that `weir.yaml` gives, in nano-dollars for a million tokens. Tokens from or to the provider's cache
 * cost what plain input does unless they have their own price; thinking costs what output does.
 */
export const configuredPricing = (perMillion: Pricing['perMillion']): Pricing => {
  const { input, output, cachedInput = input, cacheWrite = input } = perMillion
  const all = { input, output, cachedInput, cacheWrite }
  for (const [kind, price] of Object.entries(all))
    if (price < 0n) throw new RangeError(`The price of ${kind} must not be negative`)
  const rates: Rates = { ...all, reasoning: output, request: 0n }
  return { source: 'CONFIGURED', perMillion, cost: usage => costAt(rates, usage) }
}
