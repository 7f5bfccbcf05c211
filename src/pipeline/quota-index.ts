import type { Principal } from '../core/principal.ts'
import type { Quota, QuotaAction, QuotaScope } from '../core/quota.ts'

/** The quotas of one snapshot by the narrowest thing that each names: however many there are, a call looks at its own. */
type QuotaIndex = ReadonlyMap<string, readonly Quota[]>

const indexes = new WeakMap<readonly Quota[], QuotaIndex>()

/** The quotas that may cover the principal, those that refuse outright first: nobody shall wait for a refusal. */
export const candidates = (quotas: readonly Quota[], principal: Principal): readonly Quota[] => {
  if (quotas.length === 0) return quotas
  let index = indexes.get(quotas)
  if (!index) indexes.set(quotas, (index = Map.groupBy(quotas, ({ scope }) => placeOf(scope))))
  const { id, original, tenant, team, teams, application, user } = principal
  const found: Quota[] = []
  const add = (place: string): void => {
    for (const quota of index.get(place) ?? []) found.push(quota)
  }
  add('')
  add(`tenant:${tenant}`)
  for (const name of teams ?? (team === undefined ? [] : [team])) add(`team:${name}`)
  if (application !== undefined) add(`application:${application}`)
  if (user !== undefined) add(`user:${user}`)
  add(`key:${id}`)
  if (original !== undefined) add(`key:${original}`)
  return found.length > 1 ? found.sort((one, other) => rank[one.action] - rank[other.action]) : found
}

const placeOf = ({ key, user, application, team, tenant }: QuotaScope): string => {
  if (key !== undefined) return `key:${key}`
  if (user !== undefined) return `user:${user}`
  if (application !== undefined) return `application:${application}`
  if (team !== undefined) return `team:${team}`
  return tenant === undefined ? '' : `tenant:${tenant}`
}

const rank: { readonly [action in QuotaAction]: number } = { BLOCK: 0, REROUTE: 1, THROTTLE: 2, ALERT: 3 }
