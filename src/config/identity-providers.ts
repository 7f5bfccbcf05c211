import { didYouMean } from '../core/closest.ts'
import type { ClaimMapping, IdentityProviderConfig, LoginConfig } from '../core/config.ts'
import { checkAddress } from './address.ts'
import type { ConfigDocument, Path } from './document.ts'
import type { ConfigFile } from './schema.ts'
import { type Report, reportTwins, type Surroundings } from './surroundings.ts'

/** What every identity provider signs with unless it was told otherwise (OpenID Connect Core, section 15.1). */
const usualAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519']

/** The identity providers of the file. Their tokens are told apart by their issuer, so each has one of its own. */
export const identityProvidersOf = (
  file: ConfigFile,
  surroundings: Surroundings,
  { document, report }: { readonly document: ConfigDocument; readonly report: Report },
): readonly IdentityProviderConfig[] => {
  reportTwins(file.identityProviders, ['identityProviders'], report)
  const issuers = new Set<string>()
  return file.identityProviders.map((entry, index) => {
    const path = ['identityProviders', index]
    const { name, issuer, jwksUri, allowInsecure = false } = entry
    const login = loginOf(entry, (rest, message) => report([...path, ...rest], message))
    if (issuers.has(issuer)) report([...path, 'issuer'], 'is that of another one above')
    issuers.add(issuer)
    const reach = allowInsecure ? 'ANY' : 'PUBLIC'
    // An issuer is a name where the keys have an address of their own.
    if (login || jwksUri === undefined)
      checkAddress(issuer, reach, message => report([...path, 'issuer'], message))
    if (jwksUri !== undefined) checkAddress(jwksUri, reach, message => report([...path, 'jwksUri'], message))
    return {
      name,
      issuer,
      // An ID token is meant for the client that it was asked for by (OpenID Connect Core, section 2).
      audience: [...new Set([...entry.audience, ...(login ? [login.clientId] : [])])],
      ...(jwksUri !== undefined && { jwksUri }),
      allowInsecure,
      algorithms: entry.algorithms ?? usualAlgorithms,
      clockSkewSeconds: entry.clockSkewSeconds ?? 30,
      claims: claimsOf(entry.claims, surroundings, {
        document,
        report: (rest, message) => report([...path, 'claims', ...rest], message),
        path: [...path, 'claims'],
      }),
      ...(login && { login }),
    }
  })
}

const loginOf = (
  { login, clientSecret, allowInsecure }: ConfigFile['identityProviders'][number],
  report: Report,
): LoginConfig | undefined => {
  if (!login) {
    if (clientSecret !== undefined)
      report(['clientSecret'], 'needs login: the client that it is the secret of')
    return undefined
  }
  const { clientId, publicUrl, scopes = [] } = login
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined
  if (!url || url.href !== `${url.origin}/`)
    report(
      ['login', 'publicUrl'],
      'must be where browsers reach the gateway, such as https://weir.example.com, without a path',
    )
  else if (url.protocol !== 'https:' && !(url.protocol === 'http:' && (allowInsecure || isLoopback(url))))
    report(
      ['login', 'publicUrl'],
      'must start with https://, as anybody on the way could take over a sign-in',
    )
  return {
    clientId,
    ...(clientSecret !== undefined && { clientSecret }),
    publicUrl: url?.origin ?? publicUrl,
    scopes: [...new Set(['openid', ...scopes])],
  }
}

/** Browsers take it for as safe as https (W3C Secure Contexts, section 3.1). */
const isLoopback = ({ hostname }: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname)

const claimsOf = (
  { user = 'claims.sub', ...claims }: ConfigFile['identityProviders'][number]['claims'],
  { claimExpressionFault, roles }: Surroundings,
  about: { readonly document: ConfigDocument; readonly report: Report; readonly path: Path },
): ClaimMapping => {
  const { document, report, path } = about
  const { rolesMap = {}, ...expressions } = { ...claims, user }
  for (const [part, expression] of Object.entries(expressions)) {
    const fault = claimExpressionFault(expression)
    if (fault === undefined) continue
    // The fault quotes the expression, and what came from the environment is not to be seen.
    const isPlain = !document.written([...path, part]).includes('${')
    report([part], isPlain ? fault : 'is no valid CEL expression')
  }
  for (const [theirs, ours] of Object.entries(rolesMap)) {
    if (roles.includes(ours)) continue
    const written = document.written([...path, 'rolesMap', theirs])
    report(
      ['rolesMap', theirs],
      `there is no role \`${written}\`${didYouMean(written, roles) || `; there are ${roles.join(', ')}`}`,
    )
  }
  return { ...claims, user }
}
