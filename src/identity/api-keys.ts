import type { ApiKey, ApiKeyStore, ApiKeys, NewApiKey } from '../core/api-key.ts'
import { didYouMean } from '../core/closest.ts'
import type { TeamConfig } from '../core/config.ts'
import { GatewayError } from '../core/error.ts'
import type { Clock } from '../core/ports.ts'
import { chanceBytes, uuidV7 } from '../core/uuid.ts'
import { roles } from './roles.ts'
import { hashOf, newSecret, prefixOf, type Random } from './secret.ts'

export interface ApiKeysOptions {
  readonly store: ApiKeyStore
  readonly clock: Clock
  readonly random: Random
  /** Once any are declared, a key belongs to one of them and its applications: others escape the teams' quotas. */
  readonly teams: readonly TeamConfig[]
  /** Told of each revocation before it is reported to whom asked for it. */
  readonly onRevoked: (key: ApiKey) => void
}

/** Issues and revokes keys. Of a secret only its SHA-256 is kept. */
export const createApiKeys = ({ store, clock, random, teams, onRevoked }: ApiKeysOptions): ApiKeys => ({
  async create(wanted) {
    const now = clock()
    check(wanted, now)
    checkMembership(wanted, teams)
    const secret = newSecret(random)
    const key: ApiKey = {
      ...wanted,
      id: uuidV7(now, random(chanceBytes)),
      prefix: prefixOf(secret),
      createdAt: now,
    }
    await store.insert(key, Buffer.from(hashOf(secret), 'hex'))
    return { key, secret }
  },
  async revoke(tenant, id) {
    const key = await store.revoke(tenant, id, clock())
    if (key) onRevoked(key)
    return key
  },
  list: (tenant, page) => store.list(tenant, page),
  find: (tenant, ids) => store.find(tenant, ids),
})

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

/** A key of no team at all passes: quotas of teams are not meant for it. Where nobody declares teams, any name does. */
const checkMembership = (
  { team, application }: Pick<NewApiKey, 'team' | 'application'>,
  teams: readonly TeamConfig[],
): void => {
  if (teams.length === 0) return
  const declared = teams.find(({ name }) => name === team)
  if (team !== undefined && !declared) throw undeclared('team', team, teams)
  if (application === undefined) return
  if (!declared)
    throw new GatewayError('INVALID_INPUT', 'An application belongs to a team: name its team too', {
      path: 'application',
    })
  const { applications } = declared
  if (!applications.some(({ name }) => name === application))
    throw undeclared('application', application, applications)
}

const undeclared = (
  path: 'team' | 'application',
  name: string,
  declared: readonly { readonly name: string }[],
): GatewayError => {
  const meant = didYouMean(
    name,
    declared.map(({ name }) => name),
  )
  const rest = meant || '; declare it in weir.yaml first'
  return new GatewayError('INVALID_INPUT', `There is no ${path} \`${name}\`${rest}`, { path })
}
