import * as openid from 'openid-client'
import type { IdentityProviderConfig, LoginConfig } from '../../core/config.ts'
import type { Clock } from '../../core/ports.ts'
import { remember } from '../../core/remember.ts'
import { addressIn, type DiscoveryDocument, discover, type ReadJson } from '../discovery.ts'
import { exchange, type FetchOptions } from '../exchange.ts'

/** An identity provider that browsers can be sent to. */
export type LoginProvider = IdentityProviderConfig & { readonly login: LoginConfig }

export const isLoginProvider = (config: IdentityProviderConfig): config is LoginProvider =>
  config.login !== undefined

export interface RelyingPartyOptions {
  readonly fetchOptionsFor: (about: IdentityProviderConfig) => FetchOptions
  readonly readJsonFor: (about: IdentityProviderConfig) => ReadJson
  readonly clock: Clock
}

/** How long what an identity provider says of itself is good for, and of how many that is kept. */
const freshMs = 300_000
const mostDocuments = 100

/**
 * Makes openid-client's side of a sign-in with an identity provider, which speaks through the connections that the
 * provider may be reached by, and to public https addresses alone unless it was told otherwise. Throws an Error of one
 * line if the provider cannot be asked or does not say enough.
 */
export const createRelyingParties = ({ fetchOptionsFor, readJsonFor, clock }: RelyingPartyOptions) => {
  const known = new Map<string, { readonly document: DiscoveryDocument; readonly readAt: number }>()

  const documentOf = async (config: LoginProvider): Promise<DiscoveryDocument> => {
    const { issuer, allowInsecure } = config
    const key = `${allowInsecure} ${issuer}`
    const entry = known.get(key)
    if (entry && Math.abs(clock() - entry.readAt) < freshMs) return entry.document
    const document = await discover(config, readJsonFor(config))
    for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'])
      addressIn(document, name, config)
    remember(known, key, { document, readAt: clock() }, mostDocuments)
    return document
  }

  return async (config: LoginProvider): Promise<openid.Configuration> => {
    const document = await documentOf(config)
    const { clientId } = config.login
    const party = new openid.Configuration(
      document,
      clientId,
      {
        [openid.clockSkew]: Math.round((clock() - Date.now()) / 1000),
        [openid.clockTolerance]: config.clockSkewSeconds,
      },
      authenticationOf(config.login, document),
    )
    const options = fetchOptionsFor(config)
    party[openid.customFetch] = async (url, { method, headers, body }) => {
      const answer = await exchange(url, { method, headers, body }, options)
      const type = answer.headers['content-type']
      return new Response(answer.body.length === 0 ? null : answer.body, {
        status: answer.status,
        ...(type !== undefined && { headers: { 'content-type': type } }),
      })
    }
    if (config.allowInsecure) openid.allowInsecureRequests(party)
    return party
  }
}

export type RelyingPartyFor = ReturnType<typeof createRelyingParties>

/** The first of what every identity provider knows that this one takes (OpenID Connect Core, section 9). */
const authenticationOf = (
  { clientSecret }: LoginConfig,
  { token_endpoint_auth_methods_supported: methods }: DiscoveryDocument,
) => {
  if (clientSecret === undefined) return openid.None()
  const isBasic = !Array.isArray(methods) || methods.includes('client_secret_basic')
  return isBasic ? openid.ClientSecretBasic(clientSecret) : openid.ClientSecretPost(clientSecret)
}
