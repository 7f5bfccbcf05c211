import type { JSONWebKeySet } from 'jose'
import type { IdentityProviderConfig } from '../core/config.ts'
import { addressIn, discover, type ReadJson } from './discovery.ts'
import { UnusableAnswer } from './exchange.ts'

/** Most keys that a set may have: a token without a key's id is tried against none, one with it against one. */
const mostKeys = 100

/** What says where the keys of an identity provider are. */
export type KeyAddress = Pick<IdentityProviderConfig, 'issuer' | 'jwksUri' | 'allowInsecure'>

/**
 * Where the keys of an identity provider are read from: `jwksUri`, else where its discovery document says (OpenID
 * Connect Discovery 1.0, section 4). Throws an Error of one line for an answer that is no key set.
 */
export const keySource =
  (about: KeyAddress, readJson: ReadJson): (() => Promise<JSONWebKeySet>) =>
  async () => {
    const answer = await readJson(about.jwksUri ?? (await discovered(about, readJson)))
    if (!isKeySet(answer)) throw new UnusableAnswer('its answer is no JSON Web Key Set')
    return answer
  }

const discovered = async (about: KeyAddress, readJson: ReadJson): Promise<string> =>
  addressIn(await discover(about, readJson), 'jwks_uri', about)

const isKeySet = (answer: unknown): answer is JSONWebKeySet => {
  const { keys } = Object(answer)
  return (
    Array.isArray(keys) &&
    keys.length <= mostKeys &&
    keys.every(key => typeof key === 'object' && key !== null && !Array.isArray(key))
  )
}
