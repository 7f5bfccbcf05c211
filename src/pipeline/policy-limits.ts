import type { Policy } from '../core/policy.ts'
import type { Quota } from '../core/quota.ts'

/** The quotas of each tenant that a policy has met; gone with the policy. */
const made = new WeakMap<Policy, Map<string, readonly Quota[]>>()

/** Beyond so many tenants they are made anew. */
const mostTenants = 10_000

/** The limits that the SDL itself sets on an operation, as quotas of one tenant. */
export const limitsOf = (policy: Policy, tenant: string): readonly Quota[] => {
  const { limits, operation } = policy
  if (!limits) return none
  const known = made.get(policy) ?? new Map<string, readonly Quota[]>()
  made.set(policy, known)
  let quotas = known.get(tenant)
  if (!quotas) {
    if (known.size >= mostTenants) known.clear()
    quotas = limits.map(limit => ({
      ...limit,
      name: `${operation}:${limit.meter}`,
      scope: { tenant, operation },
      action: 'BLOCK',
    }))
    known.set(tenant, quotas)
  }
  return quotas
}

const none: readonly Quota[] = []
