import type { ApiKey, ApiKeyStore, ApiKeys, NewApiKey } from '../core/api-key.ts'
import { GatewayError } from '../core/error.ts'
import type { Clock } from '../core/ports.ts'
import { chanceBytes, uuidV7 } from '../core/uuid.ts'
import { roles } from './roles.ts'
import { hashOf, newSecret, prefixOf, type Random } from './secret.ts'

export interface ApiKeysOptions {
  readonly store: ApiKeyStore
  readonly clock: Clock
  readonly random: Random
  /** Told of each revocation before it is reported to whom asked for it. */
  readonly onRevoked: (key: ApiKey) => void
}

/** Issues and revokes keys. Of a secret only its SHA-256 is kept. */
export const createApiKeys = ({ store, clock, random, onRevoked }: ApiKeysOptions): ApiKeys => ({
  async create(wanted) {
    const now = clock()
    check(wanted, now)
    const { key, secret } = issue(wanted, { now, random })
    return { key: await store.insert(key, Buffer.from(hashOf(secret), 'hex')), secret }
  },
  async createTenant({ name, title }) {
    const now = clock()
    const id = uuidV7(now, random(chanceBytes))
    const tenant = { id, tenant: name, name, title, version: 1, createdAt: now }
    const { key, secret } = issue({ tenant: name, name: 'first owner', roles: ['OWNER'] }, { now, random })
    await store.insertFirst(tenant, key, Buffer.from(hashOf(secret), 'hex'))
    return { tenant, key, secret }
  },
  async revoke(tenant, id) {
    const key = await store.revoke(tenant, id, clock())
    if (key) onRevoked(key)
    return key
  },
  list: (tenant, page) => store.list(tenant, page),
  listByHolder: (tenant, page) => store.listByHolder(tenant, page),
  find: (tenant, ids) => store.find(tenant, ids),
})

const issue = (
  wanted: NewApiKey,
  { now, random }: { readonly now: number; readonly random: Random },
): { readonly key: ApiKey; readonly secret: string } => {
  const secret = newSecret(random)
  const id = uuidV7(now, random(chanceBytes))
  return { key: { ...wanted, id, prefix: prefixOf(secret), createdAt: now }, secret }
}

const check = ({ name, roles: given, expiresAt }: NewApiKey, now: number): void => {
  if (name.trim() === '' || name.length > 200)
    throw new GatewayError('INVALID_INPUT', 'A key needs a name of 1 to 200 characters', { path: 'name' })
  if (given.length === 0)
    throw new GatewayError('INVALID_INPUT', `A key needs at least one role of ${roles.join(', ')}`, {
      path: 'roles',
    })
  const unknown = given.find(role => !roles.includes(role))
  if (unknown !== undefined)
    throw new GatewayError('INVALID_INPUT', `There is no role ${unknown}; there are ${roles.join(', ')}`, {
      path: 'roles',
    })
  if (expiresAt !== undefined && expiresAt <= now)
    throw new GatewayError('INVALID_INPUT', 'A key cannot expire before it is created', { path: 'expiresAt' })
}
