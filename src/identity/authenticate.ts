import { timingSafeEqual } from 'node:crypto'
import { isAllowedAddress } from '../core/allowed-addresses.ts'
import type { ApiKey, ApiKeyStore, KeyEnding } from '../core/api-key.ts'
import { GatewayError } from '../core/error.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { ClientCertificate, Credentials, Principal, SessionCookie } from '../core/principal.ts'
import { impliedRoles } from '../core/role.ts'
import type { Services } from '../core/services.ts'
import { adminTenant } from './admin-key.ts'
import { type Attempt, type AttemptLimits, attemptLimits, createAttempts } from './attempts.ts'
import type { CertifiedPrincipal } from './certified-clients.ts'
import { isToken, type TokenVerifier } from './jwt.ts'
import { createKeyCache, type KeyCacheLimits, keyCacheLimits } from './key-cache.ts'
import { ForeignPage, Outdated, refusedCredentials } from './refusal.ts'
import { hashOf, isSecret, prefixOf } from './secret.ts'
import { isOfOwnPage, type Sessions } from './sign-in/sessions.ts'

export interface AuthenticatorOptions {
  readonly store: Pick<ApiKeyStore, 'findByHash'>
  readonly clock: Clock
  readonly log: Log
  /** The key of the environment, which no database has to know: `WEIR_ADMIN_KEY`. */
  readonly adminKey?: string
  /** Absent: nobody vouches for tokens, and none is taken. */
  readonly tokens?: TokenVerifier
  /** Absent: nobody signs in with a browser. */
  readonly sessions?: Sessions
  /** Absent: certificates of clients stand for nobody. */
  readonly certified?: CertifiedPrincipal
  /** Told of each use of an API key, many times a second. */
  readonly onKeyUsed?: (id: string) => void
  readonly limits?: Partial<KeyCacheLimits>
  readonly attempts?: Partial<AttemptLimits>
}

export interface Authenticator {
  readonly authenticate: Services['authenticate']
  /** To be told of each key that was revoked or ends earlier, which then holds at once. */
  readonly ending: (key: KeyEnding) => void
}

/**
 * Tells whose credentials came with a request: the administrator's key, an API key, or a token of an identity
 * provider. Wrong ones get one and the same answer, whether the key never existed, has expired or was revoked, and
 * too many of them have to wait before anything is computed.
 */
export const createAuthenticator = (options: AuthenticatorOptions): Authenticator => {
  const { store, clock, log, adminKey, tokens, sessions, certified, onKeyUsed } = options
  const keys = createKeyCache({ store, clock, log, limits: { ...keyCacheLimits, ...options.limits } })
  const attempts = createAttempts({ clock, limits: { ...attemptLimits, ...options.attempts } })
  const adminHash = adminKey === undefined ? undefined : Buffer.from(hashOf(adminKey))

  const identify = async (credential: string): Promise<Principal> => {
    const isKey = isSecret(credential)
    const verifier = isToken(credential) ? tokens : undefined
    if (!isKey && !verifier && !adminHash) throw refusedCredentials()
    const hash = hashOf(credential)
    if (adminHash && timingSafeEqual(Buffer.from(hash), adminHash)) return administrator
    if (verifier) return verifier.verify(credential, hash)
    const known = isKey ? await keys.get(hash) : undefined
    if (!known) throw refusedCredentials()
    if (!isUsable(known.key, clock())) throw refusedCredentials(new Outdated())
    return known.principal
  }

  /** The token behind a sign-in is verified as any other one, for the pages of the gateway alone. */
  const identifySession = async (cookie: SessionCookie): Promise<Principal> => {
    const session = sessions?.open(cookie)
    if (!session || !tokens) throw refusedSession
    if (!isOfOwnPage(cookie, session))
      throw new GatewayError(
        'FORBIDDEN',
        `The sign-in of this browser counts for pages of ${session.origin} only; from elsewhere, send an API key or token as \`Authorization: Bearer …\``,
        { cause: new ForeignPage() },
      )
    const principal = await tokens.verify(session.token, hashOf(session.token))
    if (principal.token?.identityProvider !== session.identityProvider) throw refusedSession
    return principal
  }

  /** TLS has verified it, so there is nothing to guess: only whom it stands for is to be found. */
  const identifyCertificate = (certificate: ClientCertificate): Principal => {
    const principal = certified?.(certificate)
    if (!principal)
      throw new GatewayError(
        'UNAUTHENTICATED',
        'The certificate is genuine, but stands for nobody here; ask an admin to name it in server.tls.clients, or send an API key or token',
      )
    checkUse(principal, {}, clock())
    return principal
  }

  return {
    ending: keys.ending,
    async authenticate({ authorization, session, certificate, clientAddress }, occasion) {
      const cookie = authorization === undefined ? session : undefined
      if (authorization === undefined && !cookie) return certificate && identifyCertificate(certificate)
      const credential = cookie ? cookie.sealed : bearer.exec(authorization ?? '')?.[1]
      const attempt: Attempt = { address: clientAddress, mark: credential && markOf(credential) }
      if (occasion !== 'AGAIN') attempts.admit(attempt)
      try {
        if (credential === undefined) throw unreadable(authorization ?? '')
        const principal = await (cookie ? identifySession(cookie) : identify(credential))
        checkUse(principal, { clientAddress }, clock())
        attempts.succeeded(attempt)
        if (!principal.token && principal !== administrator) onKeyUsed?.(principal.id)
        return principal
      } catch (error) {
        // 503 is no failure: who could not be checked has not guessed. Nor has somebody whose browser a foreign page uses.
        const isFailure =
          occasion !== 'AGAIN' &&
          error instanceof GatewayError &&
          error.code !== 'UNAVAILABLE' &&
          !(error.cause instanceof ForeignPage)
        if (isFailure) attempts.failed(attempt, error.cause instanceof Outdated ? 'OUTDATED' : 'GUESSED')
        throw error
      }
    },
  }
}

// RFC 6750, section 2.1: one space, one token; RFC 9110, section 11.1: the scheme's case does not matter.
const bearer = /^bearer ([\x21-\x7e]{1,8192})$/i
const longestHeader = 'bearer '.length + 8192

/** Most that is too long is a genuine token with too many claims, whose holder would look for the fault elsewhere. */
const unreadable = (authorization: string): GatewayError =>
  authorization.length > longestHeader
    ? new GatewayError(
        'UNAUTHENTICATED',
        'The credentials are longer than 8,192 characters: let the identity provider put fewer claims, such as groups, into its tokens',
      )
    : refusedCredentials()

const refusedSession = new GatewayError(
  'UNAUTHENTICATED',
  'The sign-in of this browser is not valid; sign in again at /login',
)

/** What a credential is recognised by before it is hashed: a key by its beginning, a token by its signature's end. */
const markOf = (credential: string): string =>
  isToken(credential) ? credential.slice(-16) : prefixOf(credential)

const administrator: Principal = {
  id: 'admin',
  name: 'WEIR_ADMIN_KEY',
  tenant: adminTenant,
  roles: impliedRoles(['OWNER']),
}

const isUsable = (key: ApiKey, now: number): boolean =>
  key.revokedAt === undefined && (key.expiresAt === undefined || key.expiresAt > now)

const checkUse = (
  { allowedAddresses, expiresAt }: Principal,
  { clientAddress }: Pick<Credentials, 'clientAddress'>,
  now: number,
): void => {
  if (expiresAt !== undefined && expiresAt <= now) throw refusedCredentials(new Outdated())
  if (allowedAddresses && !isAllowedAddress(allowedAddresses, clientAddress))
    throw new GatewayError(
      'FORBIDDEN',
      'These credentials may not be used from this address; ask an admin to allow it',
      { cause: new Outdated() },
    )
}
