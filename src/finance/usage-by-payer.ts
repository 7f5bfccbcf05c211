import type { PayerHistory, Period } from '../core/chargeback.ts'
import { GatewayError } from '../core/error.ts'
import type { LedgerDimension, UsageReader, UsageRow } from '../core/usage.ts'
import { createPayers } from './payers.ts'
import { sumOf } from './usage-sums.ts'

const mostRows = 10_000

/**
 * Usage by cost centre too: out of what the ledger knows of teams and applications, and whom they named as the payer
 * when a call began. Each change of that within the time costs a look at the roll-ups: throws INVALID_INPUT as well where
 * there are more than `mostChanges`.
 */
export const createUsageByPayer = ({
  usage,
  history,
  mostChanges = 200,
}: {
  readonly usage: UsageReader<LedgerDimension>
  readonly history: PayerHistory
  readonly mostChanges?: number
}): UsageReader => ({
  async report(query) {
    const { COST_CENTRE: wanted, ...where } = query.where
    const known = query.groupBy.filter(dimension => dimension !== 'COST_CENTRE')
    if (known.length === query.groupBy.length && wanted === undefined)
      return usage.report({ ...query, where, groupBy: known })

    const groupBy = [...new Set<LedgerDimension>(['TEAM', 'APPLICATION', ...known])]
    const payers = createPayers(await history(query.tenant))
    const rows = new Map<string, UsageRow>()
    const changes = payers.changes(query.from, query.to)
    if (changes.length > mostChanges) throw tooMuch(`more than ${mostChanges} changes of who pays`)
    for (const part of partsOf(query, changes))
      for (const row of await usage.report({ ...query, ...part, where, groupBy })) {
        const { TEAM: team = null, APPLICATION: application = null } = row.group
        const payer = payers.at({ team, application }, part.from)
        if (wanted && (payer === null || !wanted.includes(payer))) continue
        const values = { ...row.group, COST_CENTRE: payer }
        const group = Object.fromEntries(query.groupBy.map(name => [name, values[name] ?? null]))
        const start = query.interval === undefined ? query.from : row.start
        const key = JSON.stringify([start, ...Object.values(group)])
        const before = rows.get(key)
        rows.set(key, { start, group, ...(before ? sumOf(before, row) : sumsOf(row)) })
      }
    if (rows.size > mostRows) throw tooMuch(`more than ${mostRows} rows`)
    return [...rows.values()].sort(
      (one, other) => one.start - other.start || Number(other.costNanos - one.costNanos),
    )
  },
})

const sumsOf = ({ start: _, group: __, ...sums }: UsageRow) => sums

/** The parts of a time between which it changes who pays. */
const partsOf = ({ from, to }: Period, changes: readonly number[]): readonly Period[] => {
  const ends = [...changes, to]
  return ends.map((end, index) => ({ from: index === 0 ? from : (ends[index - 1] ?? from), to: end }))
}

const tooMuch = (what: string): GatewayError =>
  new GatewayError('INVALID_INPUT', `The report by cost centre has ${what}: ask for a shorter time`)
