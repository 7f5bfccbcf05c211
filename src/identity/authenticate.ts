import { timingSafeEqual } from 'node:crypto'
import type { ApiKey, ApiKeyStore } from '../core/api-key.ts'
import { GatewayError } from '../core/error.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Principal } from '../core/principal.ts'
import type { Services } from '../core/services.ts'
import { adminTenant } from './admin-key.ts'
import { createKeyCache, type KeyCacheLimits, keyCacheLimits } from './key-cache.ts'
import { impliedRoles } from './roles.ts'
import { hashOf, isSecret } from './secret.ts'

export interface AuthenticatorOptions {
  readonly store: Pick<ApiKeyStore, 'findByHash'>
  readonly clock: Clock
  readonly log: Log
  /** The key of the environment, which no database has to know: `WEIR_ADMIN_KEY`. */
  readonly adminKey?: string
  readonly limits?: Partial<KeyCacheLimits>
}

export interface Authenticator {
  readonly authenticate: Services['authenticate']
  /** To be told of each revocation in this process, which then holds at once. */
  readonly revoked: (key: ApiKey) => void
}

/**
 * Tells whose credentials came with a request. Wrong ones get one and the same answer, whether the key never
 * existed, has expired or was revoked.
 */
export const createAuthenticator = (options: AuthenticatorOptions): Authenticator => {
  const { store, clock, log, adminKey, limits } = options
  const keys = createKeyCache({ store, clock, log, limits: { ...keyCacheLimits, ...limits } })
  const adminHash = adminKey === undefined ? undefined : Buffer.from(hashOf(adminKey))
  return {
    revoked: keys.revoked,
    async authenticate(authorization) {
      if (authorization === undefined) return undefined
      const secret = bearer.exec(authorization)?.[1]
      if (secret === undefined) throw refusal()
      const ours = isSecret(secret)
      if (!ours && !adminHash) throw refusal()
      const hash = hashOf(secret)
      if (adminHash && timingSafeEqual(Buffer.from(hash), adminHash)) return administrator
      if (!ours) throw refusal()
      const known = await keys.get(hash)
      if (!known || !isUsable(known.key, clock())) throw refusal()
      return known.principal
    },
  }
}

// RFC 6750, section 2.1: one space, one token; RFC 9110, section 11.1: the scheme's case does not matter.
const bearer = /^bearer ([\x21-\x7e]{1,512})$/i

const administrator: Principal = {
  id: 'admin',
  name: 'WEIR_ADMIN_KEY',
  tenant: adminTenant,
  roles: impliedRoles(['OWNER']),
}

const isUsable = (key: ApiKey, now: number): boolean =>
  key.revokedAt === undefined && (key.expiresAt === undefined || key.expiresAt > now)

const refusal = (): GatewayError =>
  new GatewayError(
    'UNAUTHENTICATED',
    'The credentials are not valid; send a valid API key as `Authorization: Bearer weir_…`',
  )
