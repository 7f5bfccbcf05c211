import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'

/** A certified OpenID Connect provider at which whoever comes is signed in as `account` says. */
export interface LoginProvider {
  readonly url: string
  /** Its user, and what else the ID token says of them. Changed by tests. */
  readonly account: { id: string; claims: Record<string, unknown> }
  /** How many codes were asked to be changed into tokens. */
  readonly exchanges: () => number
  /** Puts something before it that may answer in its place. */
  intercept(before: ((...about: Parameters<RequestListener>) => boolean) | undefined): void
  close(): Promise<void>
}

/** `redirectUris` are those that the gateway may be known by. */
export const startLoginProvider = async (redirectUris: readonly string[]): Promise<LoginProvider> => {
  let answer: RequestListener = (_, response) => response.end()
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  // Another host than the gateway's, as cookies know no ports.
  const url = `http://localhost:${port}`
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const account: LoginProvider['account'] = { id: 'ada', claims: { groups: ['engineers'] } }
  let exchanges = 0
  let before: ((...about: Parameters<RequestListener>) => boolean) | undefined

  const provider = new Provider(url, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'curve' }] },
    cookies: { keys: ['of a test'] },
    clients: [
      {
        client_id: 'weir-console',
        client_secret: 'a secret of the console',
        redirect_uris: [...redirectUris],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
      {
        client_id: 'weir-public',
        token_endpoint_auth_method: 'none',
        redirect_uris: [...redirectUris],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub', 'groups', 'amr'] },
    conformIdTokenClaims: false,
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...account.claims, sub: id }) }),
    loadExistingGrant: async context => {
      const { client, session } = context.oidc
      const grant = new context.oidc.provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: session?.accountId ?? '',
      })
      grant.addOIDCScope('openid')
      await grant.save()
      return grant
    },
    ttl: { IdToken: 600 },
  })
  const callback = provider.callback()
  answer = (request, response) => {
    if (before?.(request, response)) return
    if (request.url?.startsWith('/token')) exchanges++
    if (request.url?.startsWith('/interaction/'))
      void provider.interactionFinished(request, response, {
        login: { accountId: account.id, amr: ['mfa'] },
      })
    else void callback(request, response)
  }
  return {
    url,
    account,
    exchanges: () => exchanges,
    intercept: wanted => {
      before = wanted
    },
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
