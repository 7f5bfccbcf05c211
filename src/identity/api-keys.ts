import type { ApiKey, ApiKeyStore, ApiKeys, KeyEnding, NewApiKey } from '../core/api-key.ts'
import { GatewayError } from '../core/error.ts'
import { originalOf } from '../core/key-principal.ts'
import type { Clock } from '../core/ports.ts'
import { roles } from '../core/role.ts'
import { chanceBytes, uuidV7 } from '../core/uuid.ts'
import { hashOf, newSecret, prefixOf, type Random } from './secret.ts'

export interface ApiKeysOptions {
  readonly store: ApiKeyStore
  readonly clock: Clock
  readonly random: Random
  /** Told of each key that ends earlier than it was to, before that is reported to whom asked for it. */
  readonly onEnding: (key: KeyEnding) => void
}

/** Issues, replaces and revokes keys. Of a secret only its SHA-256 is kept. */
export const createApiKeys = ({ store, clock, random, onEnding }: ApiKeysOptions): ApiKeys => ({
  async create(wanted, birth) {
    const now = clock()
    check(wanted, now)
    const { key, secret } = issue(wanted, { now, random })
    return { key: await store.insert(key, Buffer.from(hashOf(secret), 'hex'), birth), secret }
  },
  async rotate(replaced, { graceMs, expiresAt, ...birth }) {
    const now = clock()
    const { expiresAt: _, ...same } = wantedOf(replaced)
    const wanted = { ...same, ...(expiresAt !== undefined && { expiresAt }) }
    check(wanted, now)
    const { key, secret } = issue(wanted, { now, random })
    const hash = Buffer.from(hashOf(secret), 'hex')
    const replacement = await store.replace(
      { ...key, replaces: replaced.id, original: originalOf(replaced) },
      hash,
      { ...birth, endsAt: now + graceMs },
    )
    if (!replacement)
      throw new GatewayError(
        'CONFLICT',
        'This key has been replaced or revoked already: rotate the newest one',
        {
          path: 'id',
        },
      )
    onEnding(replacement.replaced)
    return { ...replacement, secret }
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
    if (key) onEnding(key)
    return key
  },
  async revokeByPrefix(leak) {
    const keys = await store.revokeByPrefix(leak, clock())
    for (const key of keys) onEnding(key)
    return keys.length
  },
  list: (tenant, page) => store.list(tenant, page),
  listByHolder: (tenant, page) => store.listByHolder(tenant, page),
  find: (tenant, ids) => store.find(tenant, ids),
  isMadeBy: (tenant, id, by) => store.isMadeBy(tenant, id, by),
})

/** What somebody would ask for to get the same key. */
const wantedOf = (key: ApiKey): NewApiKey => {
  const { id: _, prefix, createdAt, revokedAt, replaces, original, replacedBy, lastUsedAt, ...wanted } = key
  return wanted
}

const issue = (
  wanted: NewApiKey,
  { now, random }: { readonly now: number; readonly random: Random },
): { readonly key: ApiKey; readonly secret: string } => {
  const secret = newSecret(random)
  const id = uuidV7(now, random(chanceBytes))
  return { key: { ...wanted, id, prefix: prefixOf(secret), createdAt: now }, secret }
}

const check = (wanted: NewApiKey, now: number): void => {
  const { name, roles: given, expiresAt } = wanted
  const inherits = [wanted.team, wanted.application, wanted.user].some(holder => holder !== undefined)
  if (name.trim() === '' || name.length > 200)
    throw new GatewayError('INVALID_INPUT', 'A key needs a name of 1 to 200 characters', { path: 'name' })
  if (given.length === 0 && !inherits)
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
