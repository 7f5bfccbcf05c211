import { areOneModel } from '../core/one-model.ts'
import { operatorTenant } from '../core/organisation.ts'
import type { Clock } from '../core/ports.ts'
import type { Principal } from '../core/principal.ts'
import {
  type Meter,
  memberElsewhere,
  type Quota,
  type QuotaCount,
  type QuotaScope,
  type QuotaState,
  type QuotaStore,
} from '../core/quota.ts'
import type { Call } from '../core/request.ts'
import { limitsOf } from './policy-limits.ts'
import { candidates } from './quota-index.ts'

/** What counts a call, rather than what it uses. */
export const callMeters: ReadonlySet<Meter> = new Set(['REQUESTS', 'CONCURRENT_CALLS'])

/** What of a call decides which quotas govern it. */
export type Governed = Pick<Call, 'input' | 'model' | 'policy' | 'principal' | 'snapshot'>

/** The counters on these meters that govern the call: none where the SDL says no `@quota`. */
export const countsOf = (call: Governed, meters: ReadonlySet<Meter>): readonly QuotaCount[] =>
  call.policy.quota
    ? governing(call)
        .filter(
          ({ meter, scope }) =>
            meters.has(meter) &&
            (scope.operation === undefined || scope.operation === call.policy.operation) &&
            (scope.tag === undefined || call.input.tags?.includes(scope.tag) === true) &&
            (scope.model === undefined || serves(scope.model, call)),
        )
        .map(quota => countOf(towards(call.model, quota), call.principal))
    : []

const governing = ({ policy, principal, snapshot }: Governed): readonly Quota[] => {
  const configured = covering(snapshot.quotas, principal)
  return policy.limits ? [...limitsOf(policy, principal.tenant), ...configured] : configured
}

/** The quotas that cover the principal, in the order of `candidates`. */
const covering = (quotas: readonly Quota[], principal: Principal): readonly Quota[] => {
  const known = remembered.get(principal)
  if (known?.quotas === quotas) return known.found
  const found = candidates(quotas, principal).filter(({ scope }) => covers(scope, principal))
  remembered.set(principal, { quotas, found })
  return found
}

/** Principals live for many calls, and quotas as long as their snapshot. */
const remembered = new WeakMap<
  Principal,
  { readonly quotas: readonly Quota[]; readonly found: readonly Quota[] }
>()

/** The principal's own counter of the quota. Who has no user is counted by the credential, lest nobody counts them. */
export const countOf = (quota: Quota, { id, original = id, tenant, user }: Principal): QuotaCount => {
  if (!quota.perUser) return { quota }
  const member = user === undefined ? `key:${original}` : memberOf(user)
  // Names of users mean something within a tenant only.
  const isElsewhere = quota.scope.tenant === undefined && tenant !== operatorTenant
  return { quota, member: isElsewhere ? memberElsewhere(tenant, member) : member }
}

/**
 * The counters of one user. Those of quotas for all tenants are among them for those alone who run the gateway: others
 * could begin anew beneath a limit that binds them.
 */
export const countsOfUser = (
  quotas: readonly Quota[],
  { tenant, user }: { readonly tenant: string; readonly user: string },
): readonly QuotaCount[] =>
  quotas
    .filter(({ scope }) => (scope.tenant ?? operatorTenant) === tenant)
    .flatMap((quota): readonly QuotaCount[] => {
      if (quota.perUser) return [{ quota, member: memberOf(user) }]
      return quota.scope.user === user ? [{ quota }] : []
    })

const memberOf = (user: string): string => `user:${user}`

/** Whether the counter tells what other tenants use, which only those who run the gateway may see. */
export const tellsOfOthers = ({ quota, member }: QuotaCount, { tenant }: Principal): boolean =>
  quota.scope.tenant === undefined && member === undefined && tenant !== operatorTenant

/** Beyond its limit, a quota sends calls to a cheaper model: there it only counts them. */
const towards = (model: string, quota: Quota): Quota => {
  if (quota.action !== 'REROUTE' || quota.rerouteTo !== model) return quota
  let counting = countingOnly.get(quota)
  if (!counting)
    countingOnly.set(quota, (counting = { ...quota, action: 'ALERT', thresholds: quota.thresholds ?? [] }))
  return counting
}

const countingOnly = new WeakMap<Quota, Quota>()

/** Whether a quota on one public name covers the model of the call: the same name, or another one for the same model. */
export const serves = (scoped: string, { model, snapshot }: Pick<Call, 'model' | 'snapshot'>): boolean => {
  if (scoped === model) return true
  const asked = snapshot.models.get(model)?.deployments ?? []
  const covered = snapshot.models.get(scoped)?.deployments ?? []
  return asked.some(one => covered.some(other => areOneModel(one, other)))
}

/** Whether the scope covers the principal, whatever the model and the tags. */
const covers = (scope: QuotaScope, principal: Principal): boolean =>
  (scope.tenant === undefined || scope.tenant === principal.tenant) &&
  (scope.team === undefined ||
    scope.team === principal.team ||
    principal.teams?.includes(scope.team) === true) &&
  (scope.application === undefined || scope.application === principal.application) &&
  (scope.user === undefined || scope.user === principal.user) &&
  (scope.key === undefined || scope.key === principal.id || scope.key === principal.original)

/**
 * The counter of every quota that covers the principal, whatever the model and the tags, but for those that would tell
 * what other tenants use.
 */
export const countsCovering = (principal: Principal, quotas: readonly Quota[]): readonly QuotaCount[] =>
  quotas
    .filter(({ scope }) => covers(scope, principal))
    .map(quota => countOf(quota, principal))
    .filter(count => !tellsOfOthers(count, principal))

/** The same as they stand now. */
export const standingOf = (
  principal: Principal,
  quotas: readonly Quota[],
  { store, clock }: { readonly store: QuotaStore; readonly clock: Clock },
): Promise<readonly QuotaState[]> =>
  Promise.all(countsCovering(principal, quotas).map(count => store.state(count, clock())))
