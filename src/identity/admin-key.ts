import type { ApiKeyStore } from '../core/api-key.ts'
import { GatewayError } from '../core/error.ts'
import { operatorTenant } from '../core/organisation.ts'
import type { Clock } from '../core/ports.ts'
import { createApiKeys } from './api-keys.ts'
import type { Random } from './secret.ts'

/** The tenant that the first administrator belongs to. */
export const adminTenant = operatorTenant

const shortest = 20
const longest = 512
const pageSize = 500

/**
 * Sees to it that someone can administer the gateway. With a configured key (`WEIR_ADMIN_KEY`) nothing is stored:
 * the authenticator knows it. Else, where no usable key of an OWNER is in the store, one is made; `secret` is
 * there only then, to be shown once.
 */
export async function ensureAdminKey(options: {
  readonly store: ApiKeyStore
  readonly clock: Clock
  readonly random: Random
  readonly configured?: string
}): Promise<{ readonly secret?: string }> {
  const { store, clock, random, configured } = options
  if (configured !== undefined) {
    if (configured.length < shortest || configured.length > longest || /[^\x21-\x7e]/.test(configured))
      throw new GatewayError(
        'INVALID_INPUT',
        `WEIR_ADMIN_KEY must have ${shortest} to ${longest} printable ASCII characters and no space`,
      )
    return {}
  }
  if (await hasOwner(store, clock())) return {}
  const keys = createApiKeys({ store, clock, random, onEnding: () => {} })
  const { secret } = await keys.create({ tenant: adminTenant, name: 'first administrator', roles: ['OWNER'] })
  return { secret }
}

const hasOwner = async (store: ApiKeyStore, now: number): Promise<boolean> => {
  let after: string | undefined
  while (true) {
    const page = await store.list(adminTenant, { limit: pageSize, ...(after !== undefined && { after }) })
    for (const { roles, revokedAt, expiresAt } of page)
      if (roles.includes('OWNER') && revokedAt === undefined && (expiresAt ?? Infinity) > now) return true
    after = page.at(-1)?.id
    if (after === undefined || page.length < pageSize) return false
  }
}
