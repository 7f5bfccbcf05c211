import type { Pricing } from './provider.ts'

/** A price of a model, or of one deployment of it, from one moment on. Versions are never changed. */
export interface PriceVersion {
  /** Unique within the tenant: the model, its deployment if it names one, and when it begins. */
  readonly name: string
  readonly model: string
  /** Name of the one deployment that it is for; absent: for those that no other version names. */
  readonly deployment?: string
  /** Milliseconds since 1970, inclusive. */
  readonly effectiveFrom: number
  /** Exclusive; absent: until the next version begins. */
  readonly effectiveUntil?: number
  /** Nano-dollars for a million tokens, before the discount. */
  readonly perMillion: Pricing['perMillion']
  /** What is taken off, in hundredths of a per cent. */
  readonly discountBasisPoints?: number
}

/** An amount changed by hundredths of a per cent of it, rounded up. */
export const adjusted = (amount: bigint, basisPoints: number): bigint =>
  basisPoints === 0 ? amount : (amount * BigInt(10_000 + basisPoints) + 9_999n) / 10_000n

/** A price per million tokens with each of its amounts changed. */
export const adjustedPrice = (price: Pricing['perMillion'], basisPoints: number): Pricing['perMillion'] => ({
  input: adjusted(price.input, basisPoints),
  output: adjusted(price.output, basisPoints),
  ...(price.cachedInput !== undefined && { cachedInput: adjusted(price.cachedInput, basisPoints) }),
  ...(price.cacheWrite !== undefined && { cacheWrite: adjusted(price.cacheWrite, basisPoints) }),
})

/** What a version is called: two of one model cannot begin at the same moment. */
export const priceName = (about: {
  readonly model: string
  readonly deployment?: string | undefined
  readonly effectiveFrom: string
}): string =>
  `${about.model}${about.deployment === undefined ? '' : ` ${about.deployment}`}@${new Date(about.effectiveFrom).toISOString()}`
