import { adjustedPrice, type PriceVersion } from '../core/price-version.ts'
import type { Pricing } from '../core/provider.ts'

/** Makes a price of what a version says, in nano-dollars for a million tokens. */
type Configured = (perMillion: Pricing['perMillion']) => Pricing

/** The price of a deployment by the book, over what it costs where the book says nothing. */
export type PriceBook = (
  where: { readonly models: readonly string[]; readonly deployment: string },
  listed: Pricing | undefined,
) => Pricing | undefined

/** A book of these versions. Of a model's versions, those that name the deployment win over those that name none. */
export const createPriceBook = (
  versions: readonly PriceVersion[],
  configuredPricing: Configured,
): PriceBook => {
  if (versions.length === 0) return (_, listed) => listed
  const priced = versions.map(version => ({ version, pricing: pricingOf(version, configuredPricing) }))
  return ({ models, deployment }, listed) => {
    const own = priced
      .filter(({ version }) => models.includes(version.model))
      .filter(({ version }) => version.deployment === undefined || version.deployment === deployment)
      .sort(latestFirst)
    if (own.length === 0) return listed
    const at = (time: number): Pricing | undefined =>
      own.find(
        ({ version: { effectiveFrom, effectiveUntil } }) =>
          effectiveFrom <= time && time < (effectiveUntil ?? Infinity),
      )?.pricing ?? listed
    const shown = listed ?? own[0]?.pricing
    return (
      shown && {
        source: shown.source,
        perMillion: shown.perMillion,
        at,
        cost: (usage, time) => at(time)?.cost(usage, time) ?? 0n,
      }
    )
  }
}

interface Priced {
  readonly version: PriceVersion
  readonly pricing: Pricing
}

/** Those of one deployment before those of the model, and of each the one that begins last. */
const latestFirst = ({ version: one }: Priced, { version: other }: Priced): number =>
  Number(other.deployment !== undefined) - Number(one.deployment !== undefined) ||
  other.effectiveFrom - one.effectiveFrom

const pricingOf = (
  { name, perMillion, discountBasisPoints = 0 }: PriceVersion,
  configuredPricing: Configured,
): Pricing =>
  Object.freeze({
    ...configuredPricing(adjustedPrice(perMillion, -discountBasisPoints)),
    source: 'PRICE_BOOK' as const,
    version: name,
  })
