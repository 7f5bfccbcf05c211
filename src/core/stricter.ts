import type { Policy, PolicyLimit } from './policy.ts'

/** A policy with everything that the other one demands as well. What may be cached is no demand. */
export const stricter = (own: Policy, other: Policy): Policy => {
  const limits = tightest([...(own.limits ?? []), ...(other.limits ?? [])])
  const kinds = new Set([...(own.redact?.kinds ?? []), ...(other.redact?.kinds ?? [])])
  return {
    ...own,
    roles: [...new Set([...own.roles, ...other.roles])],
    quota: own.quota || other.quota,
    ...(limits.length > 0 && { limits }),
    ...((own.redact || other.redact) && { redact: { kinds: [...kinds] } }),
  }
}

/** Of each meter and window the lowest limit. */
const tightest = (limits: readonly PolicyLimit[]): readonly PolicyLimit[] => {
  const lowest = new Map<string, PolicyLimit>()
  for (const limit of limits) {
    const key = `${limit.meter} ${limit.window}`
    const known = lowest.get(key)
    if (!known || limit.limit < known.limit) lowest.set(key, limit)
  }
  return [...lowest.values()]
}
