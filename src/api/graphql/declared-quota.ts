import type { StoredDeclaration } from '../../core/declaration.ts'
import { originalOf } from '../../core/key-principal.ts'
import { operatorTenant } from '../../core/organisation.ts'
import type { Quota, QuotaState } from '../../core/quota.ts'
import type { GraphqlContext } from './context.ts'
import type * as contract from './generated/resolvers.ts'
import { readGlobalId } from './global-id.ts'
import { invalidInput } from './invalid-input.ts'

/** What a tenant calls one of its own quotas that is in force under this name; undefined if it is none of its own. */
export const nameInForce = (tenant: string, name: string): string | undefined => {
  const prefix = prefixOf(tenant)
  if (!name.startsWith(prefix)) return undefined
  const own = name.slice(prefix.length)
  return own.includes('//') ? undefined : own
}

/** What is a tenant's own stands in snapshots under its tenant's name. */
const prefixOf = (tenant: string): string => (tenant === operatorTenant ? '' : `${tenant}//`)

/** A declared quota as calls meet it; undefined if it is out of use. */
export const quotaInForce = (
  { tenant, name }: StoredDeclaration,
  { snapshot }: GraphqlContext['services'],
): Quota | undefined => {
  const known = `${prefixOf(tenant)}${name}`
  return snapshot(tenant).quotas.find(quota => quota.name === known)
}

/** What is left of a quota that is in use and has one counter for all; undefined of others. */
export const declaredState = async (
  declared: StoredDeclaration,
  { services }: GraphqlContext,
): Promise<QuotaState | undefined> => {
  const quota = quotaInForce(declared, services)
  return quota && !quota.perUser ? services.quotaState(quota) : undefined
}

/** The input as `weir.yaml` names things: a key by its plain id. Throws INVALID_INPUT if the tenant has no such key. */
export const withPlainKey = async <
  Input extends { readonly scope?: contract.QuotaScopeInput | null | undefined },
>(
  input: Input,
  { tenant, context }: { readonly tenant: string; readonly context: GraphqlContext },
): Promise<Input> => {
  const { key } = input.scope ?? {}
  if (key == null) return input
  const known = readGlobalId(key)
  const [found] = known?.type === 'ApiKey' ? await context.services.apiKeys.find(tenant, [known.id]) : []
  if (!found) throw invalidInput('scope.key', 'must be the global id of an API key')
  // All that replace it are meant too, and know the first one only.
  return { ...input, scope: { ...input.scope, key: originalOf(found) } }
}
