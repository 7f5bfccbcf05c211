import type { CalendarDay, Chargeback, Chargebacks, PayerHistory, Period } from '../core/chargeback.ts'
import { GatewayError } from '../core/error.ts'
import type { Clock } from '../core/ports.ts'
import type { TierHistory } from '../core/tier.ts'
import type { UsageReader, UsageSums } from '../core/usage.ts'
import { chargebackCsv } from './chargeback-csv.ts'
import { createPayers } from './payers.ts'
import { tierCharges } from './tier-charges.ts'
import { noSums, sumOf } from './usage-sums.ts'

const dayMs = 86_400_000
/** Days of tiers that are looked at, which takes half a second. */
const mostDays = 1_000_000

/** Chargebacks: what was used, as usage tells it by who paid, and what tiers cost besides. */
export const createChargebacks = (about: {
  readonly usage: UsageReader
  readonly history: PayerHistory
  readonly tiers: TierHistory
  readonly month: Chargebacks['month']
  /** The days that begin within a period. */
  readonly days: (period: Period, timeZone: string) => readonly CalendarDay[]
  readonly clock: Clock
}): Chargebacks => ({
  month: about.month,
  csv: chargebackCsv,
  async report(tenant, { period, groupBy, timeZone = 'UTC' }): Promise<Chargeback> {
    const rows = await about.usage.report({ tenant, ...period, where: {}, groupBy })
    const totals = rows.reduce<UsageSums>(sumOf, noSums)
    const payers = createPayers(await about.history(tenant))
    const now = about.clock()
    const history = await about.tiers(tenant)
    const since = history[0]?.since ?? now
    const charged = { from: Math.max(period.from, since - dayMs), to: Math.min(period.to, now + 1) }
    if (((charged.to - charged.from) / dayMs) * history.length > mostDays)
      throw tooMuch('too many days for the changes of tiers that there have been')
    const tiers = tierCharges(history, about.days(charged, timeZone), { payers, groupBy, now })
    return {
      ...period,
      groupBy,
      rows,
      totals,
      tiers,
      dueNanos: tiers.reduce((sum, { costNanos }) => sum + costNanos, totals.costNanos),
    }
  },
})

const tooMuch = (what: string): GatewayError =>
  new GatewayError('INVALID_INPUT', `period has ${what}; ask for a shorter one`, { path: 'period' })
