import type { ConditionalPrice, ModelInfo, ModelPrice, TieredPrices } from '@pydantic/genai-prices'
import type { Clock } from '../core/ports.ts'
import type { Pricing } from '../core/provider.ts'
import { costAt, type Tier, tierOf } from './rates.ts'

/**
 * The price of a catalogue model, by the rules of genai-prices: the last price whose condition holds counts; a
 * tier holds for the whole call once all input together is above its start; what has no price of its own costs
 * what the kind that it belongs to does. Undefined where no call could be charged: a model without prices (the
 * package cannot tell "free" from "unknown"), or one whose price depends on what our usage does not tell, such
 * as minutes of audio or generated images. `clock` decides which price readers are shown.
 */
export const cataloguePricing = (
  { prices }: Pick<ModelInfo, 'prices'>,
  { embedding, clock }: { readonly embedding: boolean; readonly clock: Clock },
): Pricing | undefined => {
  const conditional = Array.isArray(prices) ? prices : [{ prices }]
  if (!conditional.every(({ prices }) => chargeable(prices, embedding))) return undefined
  const dated = conditional.map(({ constraint, prices }) => ({
    holds: holdsAt(constraint),
    tiers: tiersOf(prices),
    shown: shownPrice(prices),
  }))
  const inForce = (at: number) => {
    const price = dated.findLast(({ holds }) => holds(at)) ?? dated[0]
    if (!price) throw new Error('A price must have at least one entry')
    return price
  }
  return dated.length === 0
    ? undefined
    : {
        source: 'CATALOGUE',
        cost: (usage, at) => costAt(tierOf(inForce(at).tiers, usage), usage),
        get perMillion() {
          return inForce(clock()).shown
        },
      }
}

const chargeable = (price: ModelPrice, embedding: boolean): boolean =>
  price.input_mtok !== undefined &&
  (embedding || price.output_mtok !== undefined) &&
  ['output_audio_mtok', 'output_image_mtok', 'output_video_mtok'].every(key => price[key] === undefined)

const holdsAt = (constraint: ConditionalPrice['constraint']): ((at: number) => boolean) => {
  if (constraint === undefined) return () => true
  if (constraint.type === 'start_date') {
    const start = Date.parse(constraint.start_date)
    return at => at >= start
  }
  const start = timeOfDay(constraint.start_time)
  const end = timeOfDay(constraint.end_time)
  return at => {
    const time = at % dayMs
    return start <= end ? start <= time && time < end : start <= time || time < end
  }
}

const dayMs = 86_400_000

/** Milliseconds since midnight, UTC, of `16:30:00Z` or `09:00:00+08:00`. */
const timeOfDay = (time: string): number => {
  const at = Date.parse(`1970-01-02T${time}`)
  if (Number.isNaN(at)) throw new Error(`The catalogue has a time of day that cannot be read: ${time}`)
  return at % dayMs
}

const tiersOf = (price: ModelPrice): readonly Tier[] => {
  const starts = Object.values(price).flatMap(amount =>
    typeof amount === 'object' ? amount.tiers.map(({ start }) => start) : [],
  )
  return [-1, ...new Set(starts)]
    .sort((a, b) => a - b)
    .map(above => {
      const rate = (key: string) => nanosAbove(price[key], above)
      const input = rate('input_mtok') ?? 0n
      const output = rate('output_mtok') ?? 0n
      return {
        above,
        rates: {
          input,
          output,
          cachedInput: rate('cache_read_mtok') ?? input,
          cacheWrite: rate('cache_write_mtok') ?? input,
          reasoning: rate('output_reasoning_mtok') ?? output,
          request: (rate('requests_kcount') ?? 0n) / 1000n,
        },
      }
    })
}

const shownPrice = (price: ModelPrice): Pricing['perMillion'] => {
  const cachedInput = nanosAbove(price.cache_read_mtok, -1)
  const cacheWrite = nanosAbove(price.cache_write_mtok, -1)
  return {
    input: nanosAbove(price.input_mtok, -1) ?? 0n,
    output: nanosAbove(price.output_mtok, -1) ?? 0n,
    ...(cachedInput !== undefined && { cachedInput }),
    ...(cacheWrite !== undefined && { cacheWrite }),
  }
}

/** The amount that holds for more than `above` input tokens, in nano-dollars. */
const nanosAbove = (amount: number | TieredPrices | undefined, above: number): bigint | undefined => {
  if (amount === undefined) return undefined
  if (typeof amount === 'number') return nanos(amount)
  const started = amount.tiers.filter(({ start }) => start <= above)
  const highest = started.reduce((high, tier) => (tier.start >= high.start ? tier : high), {
    start: -1,
    price: amount.base,
  })
  return nanos(highest.price)
}

/** The package has doubles; rounding to nine places restores the decimal that was meant. */
const nanos = (usd: number): bigint => {
  if (!(usd >= 0)) throw new RangeError(`The catalogue has a price that is no amount: ${usd}`)
  return BigInt(Math.round(usd * 1e9))
}
