import { didYouMean } from '../core/closest.ts'
import { operatorTenant } from '../core/organisation.ts'
import type { Quota } from '../core/quota.ts'
import type { Tier, TierAssignment } from '../core/tier.ts'
import type { ReadQuota } from './quotas.ts'
import type { ConfigFile } from './schema.ts'
import { type Report, reportTwins, type Surroundings } from './surroundings.ts'

/** The tiers of the file, and what follows for each team and application that is assigned to one. */
export const tiersOf = (
  file: ConfigFile,
  readQuota: ReadQuota,
  {
    report,
    elsewhere,
  }: { readonly report: Report; readonly elsewhere?: Surroundings['elsewhere'] | undefined },
): {
  readonly tiers: readonly Tier[]
  readonly assignments: readonly TierAssignment[]
  readonly quotas: readonly Quota[]
} => {
  reportTwins(file.tiers, ['tiers'], report)
  const tiers = file.tiers.map((entry, index): Tier => {
    const { quotas = [], priority = 'NORMAL', pricePerMonthUsd, ...rest } = entry
    const path = ['tiers', index, 'quotas']
    reportTwins(quotas, path, report)
    return {
      ...rest,
      priority,
      ...(pricePerMonthUsd !== undefined && { pricePerMonthNanos: pricePerMonthUsd }),
      quotas: quotas.map((quota, position) => readQuota(quota, [...path, position])),
    }
  })
  const known = new Map(tiers.map(tier => [tier.name, tier]))
  const teams = new Set(file.teams.map(({ name }) => name))
  const applications = new Set(
    file.teams.flatMap(({ applications = [] }) => applications.map(({ name }) => name)),
  )
  const taken = new Set<string>()
  for (const [index, { tier, team, application }] of file.tierAssignments.entries()) {
    const path = ['tierAssignments', index]
    if ((team === undefined) === (application === undefined))
      report(path, 'must name a team or an application, and not both')
    const isThere = (kind: 'team' | 'application', name: string): boolean =>
      (kind === 'team' ? teams : applications).has(name) || elsewhere?.[`${kind}s`].has(name) === true
    if (team !== undefined && !isThere('team', team))
      report([...path, 'team'], `there is no team \`${team}\``)
    if (application !== undefined && !isThere('application', application))
      report([...path, 'application'], `there is no application \`${application}\``)
    if (!known.has(tier))
      report([...path, 'tier'], `there is no tier \`${tier}\`${didYouMean(tier, known.keys())}`)
    const holder = (team === undefined ? `application ${application}` : `team ${team}`).toLowerCase()
    if (taken.has(holder)) report(path, 'is assigned to a tier above already')
    taken.add(holder)
  }
  return {
    tiers,
    assignments: file.tierAssignments,
    quotas: file.tierAssignments.flatMap(assignment => expanded(known.get(assignment.tier), assignment)),
  }
}

/** The quotas of a tier for one who is assigned to it: counters of their own, which each tier counts apart. */
const expanded = (tier: Tier | undefined, { team, application }: TierAssignment): readonly Quota[] => {
  const holder = team === undefined ? `application:${application}` : `team:${team}`
  const who = team === undefined ? { ...(application !== undefined && { application }) } : { team }
  return (tier?.quotas ?? []).map(quota => ({
    ...quota,
    name: `${tier?.name}.${quota.name}@${holder}`,
    scope: { tenant: operatorTenant, ...quota.scope, ...who },
  }))
}
