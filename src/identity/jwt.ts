import { decodeJwt } from 'jose'
import type { IdentityProviderConfig } from '../core/config.ts'
import { GatewayError } from '../core/error.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Principal } from '../core/principal.ts'
import { remember } from '../core/remember.ts'
import type { ReadJson } from './discovery.ts'
import { createKeySet, type KeySetLimits, keySetLimits } from './key-set.ts'
import { keySource } from './key-source.ts'
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
  /** Those in force now. */
  readonly identityProviders: () => readonly IdentityProviderConfig[]
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
  const issuersNow = createIssuers(options, limits)
  const verified = new Map<string, { readonly principal: TokenPrincipal; readonly at: number }>()
  const verifying = new Map<string, Promise<Principal>>()

  let issuers = issuersNow()
  /** Whom somebody has vouched for who may do so no longer is to be vouched for again. */
  const current = (): Issuers => {
    const now = issuersNow()
    if (now !== issuers) verified.clear()
    issuers = now
    return now
  }

  const verifyNow = async (token: string, hash: string): Promise<Principal> => {
    const asked = current()
    const verifyToken = asked.find(token)
    if (!verifyToken) throw refusedCredentials()
    const principal = await verifyToken(token)
    if (asked !== current()) return verifyNow(token, hash)
    remember(verified, hash, { principal, at: clock() }, limits.entries)
    return principal
  }

  return {
    verify(token, hash) {
      current()
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

/** Those who vouch for tokens. */
interface Issuers {
  find(token: string): VerifyToken | undefined
}

/** The issuers in force; the same object as long as nothing of them has changed. What stays keeps its keys. */
const createIssuers = (
  { identityProviders, readJsonFor, clock, log }: TokenVerifierOptions,
  limits: TokenLimits,
): (() => Issuers) => {
  let configs: readonly IdentityProviderConfig[] | undefined
  let verifiers: ReadonlyMap<string, VerifyToken> = new Map()
  let issuers: Issuers = { find: () => undefined }

  const verifierOf = (config: IdentityProviderConfig): VerifyToken => {
    const load = keySource(config, readJsonFor(config))
    const keys = createKeySet({ name: config.name, load, clock, log, limits: limits.keySet })
    return tokenIssuer({ config, keys, clock, log })
  }

  return () => {
    const now = identityProviders()
    if (now === configs) return issuers
    configs = now
    const keyed = now.map(config => ({ config, key: JSON.stringify(config) }))
    const isAsBefore =
      keyed.length === verifiers.size &&
      [...verifiers.keys()].every((key, index) => key === keyed[index]?.key)
    if (isAsBefore) return issuers
    const before = verifiers
    verifiers = new Map(keyed.map(({ config, key }) => [key, before.get(key) ?? verifierOf(config)]))
    const byIssuer = new Map(
      [...Map.groupBy(keyed, ({ config }) => config.issuer)].map(([issuer, group]) => [
        issuer,
        holdersOf(group),
      ]),
    )
    issuers = {
      find(token) {
        const { iss = '', aud } = claimsOf(token)
        const holders = byIssuer.get(iss)
        // One issuer may vouch for several tenants, to each by an audience of its own.
        const meant = [aud].flat().flatMap(one => (one === undefined ? [] : (holders?.get(one) ?? [])))
        const key = meant.length === 0 ? undefined : meant.reduce(earlier).key
        return key === undefined ? undefined : verifiers.get(key)
      },
    }
    return issuers
  }
}

/** Whose an audience is, and since when. */
interface Holder {
  readonly key: string
  readonly since: number
}

/** By audience, those of one issuer; who came first has it, lest somebody takes over the sign-ins of others. */
const holdersOf = (
  group: readonly { readonly config: IdentityProviderConfig; readonly key: string }[],
): ReadonlyMap<string, Holder> => {
  const all = group.flatMap(({ config: { audience, since }, key }) =>
    audience.map((one, index) => [one, { key, since: since?.[index] ?? 0 }] as const),
  )
  const holders = new Map<string, Holder>()
  for (const [audience, holder] of all) {
    const known = holders.get(audience)
    holders.set(audience, known ? earlier(known, holder) : holder)
  }
  return holders
}

const earlier = (one: Holder, other: Holder): Holder => (other.since < one.since ? other : one)

/** What the token says of itself, unverified: enough to choose whom to ask. */
const claimsOf = (token: string) => {
  try {
    return decodeJwt(token)
  } catch (error) {
    throw refusedCredentials(error)
  }
}
