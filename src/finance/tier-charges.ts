import type { CalendarDay, ChargebackDimension, TierCharge } from '../core/chargeback.ts'
import type { TierState } from '../core/tier.ts'
import type { Payers } from './payers.ts'

/**
 * What the monthly prices of tiers come to on these days. A day is charged to who has a tier when it ends (or at `now`,
 * if it has not ended yet), at the price that the tier has then: that share of the price which the day is of its month.
 * Days that have not begun are not charged.
 */
export const tierCharges = (
  history: readonly TierState[],
  days: readonly CalendarDay[],
  about: { readonly payers: Payers; readonly groupBy: readonly ChargebackDimension[]; readonly now: number },
): readonly TierCharge[] => {
  const { payers, groupBy, now } = about
  const prices = Map.groupBy(
    history.filter(state => state.kind === 'TIER'),
    ({ name }) => name,
  )
  const held = Map.groupBy(
    history.filter(state => state.kind === 'TIER_ASSIGNMENT'),
    ({ holder }) => `${holder.kind} ${holder.name}`,
  )
  const charges = new Map<string, TierCharge>()
  for (const ofHolder of held.values())
    for (const { from, to, day, daysInMonth } of days) {
      if (from > now) break
      const moment = Math.min(to - 1, now)
      const state = ofHolder.findLast(({ since }) => since <= moment)
      if (state?.tier === undefined) continue
      const price = prices.get(state.tier)?.findLast(({ since }) => since <= moment)?.pricePerMonthNanos
      if (price === undefined) continue
      const { holder, tier } = state
      const application = holder.kind === 'APPLICATION' ? holder.name : null
      const team = application === null ? holder.name : payers.teamOf(application, moment)
      const values = {
        COST_CENTRE: groupBy.includes('COST_CENTRE') ? payers.at({ team, application }, moment) : null,
        TEAM: team,
        APPLICATION: application,
        MODEL: null,
      }
      const group = Object.fromEntries(groupBy.map(dimension => [dimension, values[dimension]]))
      const key = JSON.stringify([group, tier, holder])
      const known = charges.get(key) ?? { group, tier, holder, days: 0, costNanos: 0n }
      charges.set(key, {
        ...known,
        days: known.days + 1,
        costNanos: known.costNanos + shareOf(price, day, daysInMonth),
      })
    }
  return [...charges.values()].sort((one, other) =>
    one.costNanos < other.costNanos ? 1 : one.costNanos > other.costNanos ? -1 : 0,
  )
}

/** What a day is of the price of its month: all its days together are the price, to the nano-dollar. */
const shareOf = (price: bigint, day: number, daysInMonth: number): bigint =>
  (price * BigInt(day)) / BigInt(daysInMonth) - (price * BigInt(day - 1)) / BigInt(daysInMonth)
