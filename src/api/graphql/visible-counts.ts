import { accessOf, meets } from '../../core/access.ts'
import { GatewayError } from '../../core/error.ts'
import type { QuotaCount } from '../../core/quota.ts'
import { callerOf, type GraphqlContext } from './context.ts'
import { nameInForce } from './declared-quota.ts'
import { readGlobalId } from './global-id.ts'

/**
 * The counters that the caller may see at each moment: those of quotas that cover them, and to analysts those of all
 * quotas of the tenant that have one counter; or of those the one with this id. Throws NOT_FOUND if that is none.
 */
export const visibleCounts = async (
  id: string | undefined,
  context: GraphqlContext,
): Promise<() => readonly QuotaCount[]> => {
  const principal = callerOf(context)
  const { services } = context
  const { tenant } = principal

  const visible = (): readonly QuotaCount[] => {
    const counts = services.quotaCounts(principal)
    const snapshot = services.snapshot(tenant)
    if (!meets(accessOf(principal, snapshot), 'ANALYST', { operation: 'quotaUpdated' })) return counts
    const own = new Set(counts.map(({ quota }) => quota.name))
    const others = snapshot.quotas.filter(
      quota => !quota.perUser && !own.has(quota.name) && nameInForce(tenant, quota.name) !== undefined,
    )
    return [...counts, ...others.map(quota => ({ quota }))]
  }
  if (id === undefined) return visible

  const known = readGlobalId(id)
  const [declared] =
    known?.type === 'DeclaredQuota' ? await services.declarations.find(tenant, [known.id]) : []
  const named = (): readonly QuotaCount[] =>
    visible().filter(({ quota }) => declared && nameInForce(tenant, quota.name) === declared.name)
  if (declared?.kind !== 'QUOTA' || named().length === 0)
    throw new GatewayError(
      'NOT_FOUND',
      'There is no such quota in use whose counter you may see: check `id`, and whether each user has a counter',
      { path: 'id' },
    )
  return named
}
