import type {
  CalendarDay,
  Chargeback,
  ChargebackDimension,
  ChargebackRow,
  Chargebacks,
  PayerHistory,
  Period,
} from '../core/chargeback.ts'
import { GatewayError } from '../core/error.ts'
import type { Clock } from '../core/ports.ts'
import type { TierHistory } from '../core/tier.ts'
import type { UsageDimension, UsageReader, UsageSums } from '../core/usage.ts'
import { chargebackCsv } from './chargeback-csv.ts'
import { createPayers } from './payers.ts'
import { tierCharges } from './tier-charges.ts'
import { noSums, sumOf } from './usage-sums.ts'

/** Each change of a payer within the period costs a look at the roll-ups. */
const mostChanges = 200
const mostRows = 10_000
const dayMs = 86_400_000
/** Days of tiers that are looked at, which takes half a second. */
const mostDays = 1_000_000

/** Chargebacks out of the roll-ups of the ledger, by the cost centres that teams and applications had when they called. */
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
    const dimensions: readonly UsageDimension[] = [
      'TEAM',
      'APPLICATION',
      ...(groupBy.includes('MODEL') ? (['MODEL'] as const) : []),
    ]
    const payers = createPayers(await about.history(tenant))
    const byPayer = groupBy.includes('COST_CENTRE')
    const rows = new Map<string, ChargebackRow>()
    let totals: UsageSums = noSums
    for (const part of partsOf(period, byPayer ? payers.changes(period.from, period.to) : []))
      for (const row of await about.usage.report({ tenant, ...part, where: {}, groupBy: dimensions })) {
        const { TEAM: team = null, APPLICATION: application = null } = row.group
        const values = {
          ...row.group,
          COST_CENTRE: byPayer ? payers.at({ team, application }, part.from) : null,
        }
        const group = Object.fromEntries(
          groupBy.map((dimension: ChargebackDimension) => [dimension, values[dimension] ?? null]),
        )
        const key = JSON.stringify(Object.values(group))
        rows.set(key, { group, ...sumOf(rows.get(key) ?? noSums, row) })
        totals = sumOf(totals, row)
      }
    if (rows.size > mostRows) throw tooMuch(`more than ${mostRows} rows`)
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
      rows: [...rows.values()].sort((one, other) =>
        one.costNanos < other.costNanos ? 1 : one.costNanos > other.costNanos ? -1 : 0,
      ),
      totals,
      tiers,
      dueNanos: tiers.reduce((sum, { costNanos }) => sum + costNanos, totals.costNanos),
    }
  },
})

/** The parts of a period between which it changes who pays. */
const partsOf = ({ from, to }: Period, changes: readonly number[]): readonly Period[] => {
  if (changes.length > mostChanges) throw tooMuch(`more than ${mostChanges} changes of who pays`)
  const ends = [...changes, to]
  return ends.map((end, index) => ({ from: index === 0 ? from : (ends[index - 1] ?? from), to: end }))
}

const tooMuch = (what: string): GatewayError =>
  new GatewayError('INVALID_INPUT', `period has ${what}; ask for a shorter one`, { path: 'period' })
