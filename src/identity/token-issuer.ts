import { type CryptoKey, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { IdentityProviderConfig } from '../core/config.ts'
import { GatewayError } from '../core/error.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Principal } from '../core/principal.ts'
import { claimMapper } from './claims.ts'
import { Outdated, refusedCredentials } from './refusal.ts'

/** A principal whose token ends: at `expiresAt`, in milliseconds since 1970, clock skew included. */
export type TokenPrincipal = Principal & { readonly expiresAt: number }

/** Verifies a token of one identity provider. Throws UNAUTHENTICATED, and UNAVAILABLE while its keys are unknown. */
export type VerifyToken = (token: string) => Promise<TokenPrincipal>

/**
 * Verifies what RFC 8725 asks for: one of the allowed algorithms, whatever the token says; issuer and audience; the
 * times of the token, with the clock skew; its type. A token that is bound to a key of its holder (`cnf`, RFC 7800)
 * is no bearer token and is refused.
 */
export const tokenIssuer = (about: {
  readonly config: IdentityProviderConfig
  readonly keys: JWTVerifyGetKey<CryptoKey>
  readonly clock: Clock
  readonly log: Log
}): VerifyToken => {
  const { config, keys, clock, log } = about
  const principalOf = principalMapper(config)
  return async token => {
    const now = clock()
    const payload = await verifiedPayload(token, { config, keys, now })
    try {
      return principalOf(payload)
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      log.warn({ identityProvider: config.name, problem }, 'a genuine token does not say whom it stands for')
      throw new GatewayError(
        'UNAUTHENTICATED',
        `The token is genuine, but ${problem}; ask an admin to compare the claims of the identity provider ${config.name} with the gateway's configuration`,
        { cause: new Outdated(problem) },
      )
    }
  }
}

const verifiedPayload = async (
  token: string,
  about: {
    readonly config: IdentityProviderConfig
    readonly keys: JWTVerifyGetKey<CryptoKey>
    readonly now: number
  },
): Promise<JWTPayload> => {
  const { config, keys, now } = about
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      algorithms: [...config.algorithms],
      issuer: config.issuer,
      audience: [...config.audience],
      clockTolerance: config.clockSkewSeconds,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'sub'],
    })
    if (!isBearerType(protectedHeader.typ) || payload.cnf !== undefined) throw refusedCredentials()
    if (payload.iat !== undefined && payload.iat > now / 1000 + config.clockSkewSeconds)
      throw refusedCredentials()
    return payload
  } catch (error) {
    if (error instanceof GatewayError) throw error
    // The signature was verified before the times were looked at, so this is told to nobody but its holder.
    if (error instanceof errors.JWTExpired)
      throw new GatewayError('UNAUTHENTICATED', 'The token has expired; sign in again or refresh it', {
        cause: new Outdated(),
      })
    throw refusedCredentials(error)
  }
}

/** Access and identity tokens (RFC 9068, section 2.1; RFC 7519, section 5.1), not logout tokens and the like. */
const isBearerType = (typ: string | undefined): boolean =>
  typ === undefined || /^(?:application\/)?(?:at\+|id\+)?jwt$/i.test(typ)

/** The end of the year 9998, in seconds since 1970: a later moment is no DateTime. */
const farthestExp = 253_370_764_799

/** Throws an Error of one line if the claims do not say enough. */
const principalMapper = (config: IdentityProviderConfig): ((payload: JWTPayload) => TokenPrincipal) => {
  const map = claimMapper(config.claims)
  return payload => {
    const mapped = map(payload)
    const { amr, acr, iat, exp = 0 } = payload
    return {
      id: `${config.name}:${mapped.user}`,
      name: mapped.user,
      ...mapped,
      expiresAt: (Math.min(exp, farthestExp) + config.clockSkewSeconds) * 1000,
      token: {
        identityProvider: config.name,
        amr: new Set(Array.isArray(amr) ? amr.filter(method => typeof method === 'string') : []),
        ...(typeof acr === 'string' && { acr }),
        ...(iat !== undefined && { issuedAt: (iat - config.clockSkewSeconds) * 1000 }),
      },
    }
  }
}
