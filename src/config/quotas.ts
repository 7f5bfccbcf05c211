import { z } from 'zod'
import { didYouMean } from '../core/closest.ts'
import { nanosFromUsd } from '../core/money.ts'
import { operatorTenant } from '../core/organisation.ts'
import type { Quota, QuotaScope } from '../core/quota.ts'
import { contradictionOf } from '../core/quota-overlap.ts'
import { quotaFaults } from '../core/quota-rules.ts'
import type { ConfigDocument, Path } from './document.ts'
import { quotaLimit, quotaMeter } from './quota-schema.ts'
import type { ConfigFile } from './schema.ts'
import { type Names, type Report, reportTwins, type Surroundings } from './surroundings.ts'

/** Reads what stands at a path as a quota, and reports what is wrong with it. */
export type ReadQuota = (
  entry: ConfigFile['quotas'][number] | NonNullable<ConfigFile['tiers'][number]['quotas']>[number],
  path: Path,
) => Quota

/** The quotas of the file. A quota on a team, application or model that does not exist would limit nothing. */
export const quotasOf = (file: ConfigFile, read: ReadQuota, report: Report): readonly Quota[] => {
  reportTwins(file.quotas, ['quotas'], report)
  const quotas = file.quotas.map((entry, index) => read(entry, ['quotas', index]))
  for (const [index, quota] of quotas.entries()) {
    const other = contradictionOf(quota, quotas.slice(0, index))
    if (other)
      report(
        ['quotas', index, 'rerouteTo'],
        `contradicts the quota \`${other.name}\`, which sends calls back to \`${other.rerouteTo}\`; leave out one of them`,
      )
  }
  return quotas
}

export const quotaReader = (
  file: ConfigFile,
  models: () => Names,
  {
    document,
    report,
    elsewhere,
  }: {
    readonly document: ConfigDocument
    readonly report: Report
    readonly elsewhere?: Surroundings['elsewhere']
  },
): ReadQuota => {
  return (entry, path) => {
    const { limit, anchor, perUser, maxWaitSeconds, ...others } = entry
    const { scope: given, ...rest } = others
    const scope: QuotaScope = given ?? {}
    const mustExist = (key: 'team' | 'application' | 'model', names: Names): void => {
      if (scope[key] === undefined || names.has(scope[key]) || elsewhere?.[`${key}s`].has(scope[key])) return
      const written = document.written([...path, 'scope', key])
      report(
        [...path, 'scope', key],
        `there is no ${key} \`${written}\`${didYouMean(written, [...names, ...(elsewhere?.[`${key}s`].keys() ?? [])])}`,
      )
    }
    mustExist('team', new Set(file.teams.map(team => team.name)))
    mustExist('application', applicationsOf(file, scope.team))
    if (scope.model !== undefined) mustExist('model', models())
    const isThere = (model: string) => models().has(model) || elsewhere?.models.has(model) === true
    if (rest.rerouteTo !== undefined && !isThere(rest.rerouteTo)) {
      const written = document.written([...path, 'rerouteTo'])
      report([...path, 'rerouteTo'], `there is no model \`${written}\`${didYouMean(written, models())}`)
    }
    if (anchor && (rest.window === 'WEEK') !== 'weekday' in anchor)
      report(
        [...path, 'anchor'],
        rest.window === 'WEEK' ? 'must be a weekday, such as MONDAY' : 'must be a day from 1 to 31',
      )

    const quota: Quota = {
      ...rest,
      scope: ownedScope(scope),
      limit: limitOf({ meter: rest.meter, limit }, [...path, 'limit'], report),
      action: rest.action ?? 'BLOCK',
      ...(anchor && { anchor: 'day' in anchor ? anchor.day : anchor.weekday }),
      ...(perUser && { perUser }),
      ...(maxWaitSeconds !== undefined && { maxWaitMs: maxWaitSeconds * 1000 }),
    }
    for (const { key, message } of quotaFaults(quota)) report([...path, key], message)
    return quota
  }
}

/** Names of teams, applications, users and prompts mean something within a tenant only: that of those who run the gateway. */
const ownedScope = (scope: QuotaScope): QuotaScope => {
  const isOwn =
    (scope.team ?? scope.application ?? scope.user) !== undefined ||
    scope.operation?.startsWith('prompts.') === true
  return scope.tenant === undefined && isOwn ? { tenant: operatorTenant, ...scope } : scope
}

/** The limits that are none, in a file that is not of the right shape elsewhere: so that these are told with the rest. */
export const reportLimits = (value: unknown, report: Report): void => {
  const file = z.object({ quotas: z.array(z.unknown()) }).safeParse(value)
  for (const [index, entry] of file.data?.quotas.entries() ?? []) {
    const quota = z.object({ meter: quotaMeter, limit: quotaLimit }).safeParse(entry)
    if (quota.success) limitOf(quota.data, ['quotas', index, 'limit'], report)
  }
}

const applicationsOf = (file: ConfigFile, team: string | undefined): ReadonlySet<string> =>
  new Set(
    file.teams
      .filter(({ name }) => team === undefined || name === team)
      .flatMap(({ applications = [] }) => applications.map(({ name }) => name)),
  )

const limitOf = (
  { meter, limit: text }: Pick<ConfigFile['quotas'][number], 'meter' | 'limit'>,
  path: Path,
  report: Report,
): bigint => {
  const limit = meter === 'COST' ? nanosFromUsd(text) : /^-?\d{1,18}$/.test(text) ? BigInt(text) : undefined
  if (limit === undefined)
    report(
      path,
      meter === 'COST'
        ? 'must be an amount of US dollars with at most nine decimals, such as 25.50'
        : 'must be a whole number',
    )
  else if (limit <= 0n)
    report(path, 'must be more than 0; to refuse everything, take away the role or the key')
  return limit !== undefined && limit > 0n ? limit : 1n
}
