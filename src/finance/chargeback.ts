import type { Chargeback, ChargebackDimension, ChargebackRow, Chargebacks } from '../core/chargeback.ts'
import type { Application, Organisation, Team } from '../core/organisation.ts'
import type { UsageDimension, UsageGroup, UsageReader, UsageSums } from '../core/usage.ts'
import { chargebackCsv } from './chargeback-csv.ts'
import { noSums, sumOf } from './usage-sums.ts'

/** Chargebacks out of the roll-ups of the ledger, by the cost centres that teams and applications have now. */
export const createChargebacks = (about: {
  readonly usage: UsageReader
  readonly organisation: Pick<Organisation, 'teams' | 'applications'>
  readonly month: Chargebacks['month']
}): Chargebacks => ({
  month: about.month,
  csv: chargebackCsv,
  async report(tenant, { period, groupBy }): Promise<Chargeback> {
    const dimensions: readonly UsageDimension[] = [
      'TEAM',
      'APPLICATION',
      ...(groupBy.includes('MODEL') ? (['MODEL'] as const) : []),
    ]
    const used = await about.usage.report({ tenant, ...period, where: {}, groupBy: dimensions })
    const payer = groupBy.includes('COST_CENTRE')
      ? await payers(
          tenant,
          used.map(({ group }) => group),
          about.organisation,
        )
      : () => null
    const rows = new Map<string, ChargebackRow>()
    for (const row of used) {
      const values = { ...row.group, COST_CENTRE: payer(row.group) }
      const group = Object.fromEntries(
        groupBy.map((dimension: ChargebackDimension) => [dimension, values[dimension] ?? null]),
      )
      const key = JSON.stringify(Object.values(group))
      rows.set(key, { group, ...sumOf(rows.get(key) ?? noSums, row) })
    }
    return {
      ...period,
      groupBy,
      rows: [...rows.values()].sort((one, other) => (one.costNanos < other.costNanos ? 1 : -1)),
      totals: used.reduce<UsageSums>(sumOf, noSums),
    }
  },
})

/** Who pays for the calls of a group: the application, else its team, else the next team above that says so. */
const payers = async (
  tenant: string,
  groups: readonly UsageGroup[],
  { teams, applications }: Pick<Organisation, 'teams' | 'applications'>,
): Promise<(group: UsageGroup) => string | null> => {
  const namesIn = (name: 'TEAM' | 'APPLICATION'): readonly string[] => [
    ...new Set(groups.map(group => group[name] ?? null).filter(name => name !== null)),
  ]
  const known = new Map<string, Team>()
  const programs = new Map<string, Application>()
  for (const found of await applications.named(tenant, namesIn('APPLICATION')))
    programs.set(found.name, found)
  // One look a level, until all that are above are known.
  const asked = new Set<string>()
  for (let wanted = namesIn('TEAM'); wanted.length > 0; ) {
    const found = await teams.named(tenant, wanted)
    for (const team of found) known.set(team.name, team)
    for (const name of wanted) asked.add(name)
    wanted = [
      ...new Set(found.flatMap(({ parent }) => (parent === undefined || asked.has(parent) ? [] : [parent]))),
    ]
  }
  return ({ TEAM: team, APPLICATION: application }) => {
    const own = application == null ? undefined : programs.get(application)?.costCentre
    if (own !== undefined) return own
    const seen = new Set<string>()
    for (let at = team ?? undefined; at !== undefined && !seen.has(at); at = known.get(at)?.parent) {
      seen.add(at)
      const centre = known.get(at)?.costCentre
      if (centre !== undefined) return centre
    }
    return null
  }
}
