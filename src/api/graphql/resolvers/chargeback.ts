import type { ChargebackDimension, ChargebackRow, Chargebacks, Period } from '../../../core/chargeback.ts'
import { callerOf } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { invalidInput } from '../invalid-input.ts'
import { money } from '../money.ts'
import { totalsShape } from '../usage-shape.ts'

/** Who pays for what was used. */
export const chargeback: contract.Resolvers = {
  Query: {
    chargeback: (_root, { period, groupBy }, context) => {
      const { tenant } = callerOf(context)
      const dimensions: readonly ChargebackDimension[] = groupBy?.length ? groupBy : ['COST_CENTRE']
      const repeated = dimensions.find((dimension, index) => dimensions.indexOf(dimension) < index)
      if (repeated)
        throw invalidInput('groupBy', `must hold each dimension once, and holds ${repeated} twice`)
      const { chargebacks } = context.services
      return chargebacks.report(tenant, {
        period: periodOf(period, chargebacks),
        groupBy: dimensions,
        ...(period.timeZone != null && { timeZone: period.timeZone }),
      })
    },
  },
  Chargeback: {
    totals: ({ totals }) => totalsShape(totals),
    due: ({ dueNanos }) => money(dueNanos),
    csv: (report, _args, { services }) => services.chargebacks.csv(report),
  },
  ChargebackRow: {
    group: ({ group }) => groupShape(group),
    totals: totalsShape,
  },
  ChargebackTier: {
    group: ({ group }) => groupShape(group),
    team: ({ holder: { kind, name } }) => (kind === 'TEAM' ? name : null),
    application: ({ holder: { kind, name } }) => (kind === 'APPLICATION' ? name : null),
    cost: ({ costNanos }) => money(costNanos),
  },
}

const groupShape = (group: ChargebackRow['group']) =>
  Object.entries(group).map(([dimension, value]) => ({
    dimension: dimension as ChargebackDimension,
    value: value ?? null,
  }))

/** Throws INVALID_INPUT. */
const periodOf = (
  { month, timeZone, from, to }: contract.ChargebackPeriod,
  { month: monthOf }: Pick<Chargebacks, 'month'>,
): Period => {
  if (month != null) {
    if (from != null || to != null)
      throw invalidInput('period', 'must be a month, or `from` and `to`, not both')
    if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(month))
      throw invalidInput('period.month', 'must be a month such as 2026-01')
    const found = monthOf(month, timeZone ?? 'UTC')
    if (!found)
      throw invalidInput('period.timeZone', 'must be the IANA name of a time zone, such as Europe/Berlin')
    return found
  }
  if (from == null || to == null) throw invalidInput('period', 'must be a month, or `from` and `to`')
  if (timeZone != null)
    throw invalidInput('period.timeZone', 'belongs to a month: `from` and `to` say theirs')
  if (from >= to) throw invalidInput('period.from', 'must be before `to`')
  return { from, to }
}
