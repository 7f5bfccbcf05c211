import type { IdentityProviderConfig } from '../core/config.ts'
import { isPublicUrl } from '../core/public-address.ts'
import { UnusableAnswer } from './exchange.ts'

/** Reads a JSON document at an address; see `fetchJson`. */
export type ReadJson = (url: string) => Promise<unknown>

/** What an identity provider says of itself (OpenID Connect Discovery 1.0, section 3). */
export interface DiscoveryDocument {
  readonly issuer: string
  readonly [name: string]: Json | undefined
}

type Json = string | number | boolean | null | Json[] | { [name: string]: Json | undefined }

/** Asks an identity provider where everything is. Throws an Error of one line. */
export const discover = async (
  { issuer }: Pick<IdentityProviderConfig, 'issuer'>,
  readJson: ReadJson,
): Promise<DiscoveryDocument> => {
  const answer = await readJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const document: DiscoveryDocument = Object(answer)
  // Section 4.3: else one issuer could name the keys of another.
  if (document.issuer !== issuer) throw new UnusableAnswer('its discovery document names another issuer')
  return document
}

/** An address out of the document, if we may go there. Throws an Error of one line. */
export const addressIn = (
  document: DiscoveryDocument,
  name: string,
  { allowInsecure }: Pick<IdentityProviderConfig, 'allowInsecure'>,
): string => {
  const address = document[name]
  if (typeof address !== 'string' || !URL.canParse(address))
    throw new UnusableAnswer(`its discovery document has no ${name}`)
  const isAllowed = allowInsecure
    ? /^https?:/.test(address)
    : address.startsWith('https://') && isPublicUrl(address)
  if (!isAllowed) throw new UnusableAnswer(`its ${name} is no https address of a public host`)
  return address
}
