import { z } from 'zod'
import { didYouMean } from '../core/closest.ts'
import { nanosFromUsd } from '../core/money.ts'
import type { Quota } from '../core/quota.ts'
import type { ConfigDocument, Path } from './document.ts'
import type { Names } from './models.ts'
import { type ConfigFile, quotaLimit, quotaMeter } from './schema.ts'
import { type Report, reportTwins } from './surroundings.ts'

/** The quotas of the file. A quota on a team, application or model that does not exist would limit nothing. */
export const quotasOf = (
  file: ConfigFile,
  models: () => Names,
  { document, report }: { readonly document: ConfigDocument; readonly report: Report },
): readonly Quota[] => {
  reportTwins(file.quotas, ['quotas'], report)
  return file.quotas.map(({ scope = {}, limit, window, ...quota }, index) => {
    const path = ['quotas', index]
    const mustExist = (key: 'team' | 'application' | 'model', names: Names): void => {
      if (scope[key] === undefined || names.has(scope[key])) return
      const written = document.written([...path, 'scope', key])
      report([...path, 'scope', key], `there is no ${key} \`${written}\`${didYouMean(written, names)}`)
    }
    mustExist('team', new Set(file.teams.map(team => team.name)))
    mustExist('application', applicationsOf(file, scope.team))
    if (scope.model !== undefined) mustExist('model', models())

    if (quota.meter === 'CONCURRENT_CALLS' && window !== undefined)
      report([...path, 'window'], 'calls at the same time have no window; remove it')
    if (quota.meter !== 'CONCURRENT_CALLS' && window === undefined)
      report([...path, 'window'], 'is required: SECOND, MINUTE, HOUR, DAY, WEEK or MONTH')

    return {
      name: quota.name,
      scope,
      meter: quota.meter,
      limit: limitOf({ meter: quota.meter, limit }, [...path, 'limit'], report),
      ...(window !== undefined && { window }),
      action: quota.action ?? 'BLOCK',
    }
  })
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
  return limit ?? 0n
}
