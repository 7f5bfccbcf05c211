import type { JSONWebKeySet } from 'jose'
import type { IdentityProviderConfig } from '../core/config.ts'
import { isPublicUrl } from '../core/public-address.ts'

/** Reads a JSON document at an address; see `fetchJson`. */
export type ReadJson = (url: string) => Promise<unknown>

/** Most keys that a set may have: a token without a key's id is tried against none, one with it against one. */
const mostKeys = 100

/**
 * Where the keys of an identity provider are read from: `jwksUri`, else where its discovery document says (OpenID
 * Connect Discovery 1.0, section 4). Throws an Error of one line for an answer that is no key set.
 */
export const keySource =
  (about: IdentityProviderConfig, readJson: ReadJson): (() => Promise<JSONWebKeySet>) =>
  async () => {
    const answer = await readJson(about.jwksUri ?? (await discovered(about, readJson)))
    if (!isKeySet(answer)) throw new Error('its answer is no JSON Web Key Set')
    return answer
  }

const discovered = async (
  { issuer, allowInsecure }: IdentityProviderConfig,
  readJson: ReadJson,
): Promise<string> => {
  const answer = await readJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const { issuer: named, jwks_uri: address } = Object(answer)
  // Section 4.3: else one issuer could name the keys of another.
  if (named !== issuer) throw new Error('its discovery document names another issuer')
  if (typeof address !== 'string' || !URL.canParse(address))
    throw new Error('its discovery document has no jwks_uri')
  const isAllowed = allowInsecure || (address.startsWith('https://') && isPublicUrl(address))
  if (!isAllowed) throw new Error('its jwks_uri is no https address of a public host')
  return address
}

const isKeySet = (answer: unknown): answer is JSONWebKeySet => {
  const { keys } = Object(answer)
  return (
    Array.isArray(keys) &&
    keys.length <= mostKeys &&
    keys.every(key => typeof key === 'object' && key !== null && !Array.isArray(key))
  )
}
