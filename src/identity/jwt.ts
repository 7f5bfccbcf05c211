import { decodeJwt } from 'jose'
import type { IdentityProviderConfig } from '../core/config.ts'
import { GatewayError } from '../core/error.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Principal } from '../core/principal.ts'
import { createKeySet, type KeySetLimits, keySetLimits } from './key-set.ts'
import { keySource, type ReadJson } from './key-source.ts'
import { refusedCredentials } from './refusal.ts'
import { type TokenPrincipal, tokenIssuer, type VerifyToken } from './token-issuer.ts'

/** What verified tokens may take of us. */
export interface TokenLimits {
  /** How long a verified token is not verified again, in milliseconds: a key that was withdrawn works no longer. */
  readonly verifiedMs: number
  /** Most verified tokens that are kept. */
  readonly entries: number
  /** Most tokens that are verified at one time: a flood of forged ones stops here. */
  readonly verifications: number
  readonly keySet: KeySetLimits
}

export const tokenLimits: TokenLimits = {
  verifiedMs: 60_000,
  entries: 10_000,
  verifications: 256,
  keySet: keySetLimits,
}

export interface TokenVerifierOptions {
  readonly identityProviders: readonly IdentityProviderConfig[]
  /** Reads a document of an identity provider, from where its configuration allows. */
  readonly readJsonFor: (about: IdentityProviderConfig) => ReadJson
  readonly clock: Clock
  readonly log: Log
  readonly limits?: Partial<TokenLimits>
}

/** Tells whom tokens stand for, and verifies each of them only now and then. */
export interface TokenVerifier {
  /**
   * `hash` is the token's own. Throws UNAUTHENTICATED for a token that proves nothing, UNAVAILABLE while nobody can
   * tell.
   */
  verify(token: string, hash: string): Principal | Promise<Principal>
}

/** Whether a credential has the form of a signed token: JWS Compact Serialization (RFC 7515, section 7.1). */
export const isToken = (credential: string): boolean => /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(credential)

export const createTokenVerifier = (options: TokenVerifierOptions): TokenVerifier => {
  const { clock } = options
  const limits = { ...tokenLimits, ...options.limits }
  const issuers = issuersOf(options, limits)
  const verified = new Map<string, { readonly principal: TokenPrincipal; readonly at: number }>()
  const verifying = new Map<string, Promise<Principal>>()

  const verifyNow = async (token: string, hash: string): Promise<Principal> => {
    const verifyToken = issuers.get(issuerOf(token))
    if (!verifyToken) throw refusedCredentials()
    const principal = await verifyToken(token)
    verified.delete(hash)
    verified.set(hash, { principal, at: clock() })
    const oldest = verified.size > limits.entries ? verified.keys().next() : undefined
    if (oldest && !oldest.done) verified.delete(oldest.value)
    return principal
  }

  return {
    verify(token, hash) {
      const known = verified.get(hash)
      const now = clock()
      if (known && now < known.principal.expiresAt && Math.abs(now - known.at) < limits.verifiedMs)
        return known.principal
      const running = verifying.get(hash)
      if (running) return running
      if (verifying.size >= limits.verifications)
        throw new GatewayError('UNAVAILABLE', 'Too many tokens are being verified; try again soon', {
          retryAfterMs: 1_000,
        })
      const verification = verifyNow(token, hash).finally(() => verifying.delete(hash))
      verifying.set(hash, verification)
      return verification
    },
  }
}

const issuersOf = (
  { identityProviders, readJsonFor, clock, log }: TokenVerifierOptions,
  limits: TokenLimits,
): ReadonlyMap<unknown, VerifyToken> =>
  new Map(
    identityProviders.map(config => {
      const load = keySource(config, readJsonFor(config))
      const keys = createKeySet({ name: config.name, load, clock, log, limits: limits.keySet })
      return [config.issuer, tokenIssuer({ config, keys, clock, log })]
    }),
  )

/** What the token says of itself, unverified: enough to choose whom to ask. */
const issuerOf = (token: string): unknown => {
  try {
    return decodeJwt(token).iss
  } catch (error) {
    throw refusedCredentials(error)
  }
}
