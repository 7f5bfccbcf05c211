import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'
import { callers } from '../kit/callers.ts'
import { startGateway } from '../kit/gateway.ts'

/** A certified OpenID Connect provider that issues access tokens by RFC 9068 to an application. */
const startProvider = async () => {
  let answer: RequestListener = (_, response) => response.end()
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const provider = new Provider(url, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'curve' }] },
    clients: [
      {
        client_id: 'search-web',
        client_secret: 'a secret of the application',
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      },
    ],
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:weir',
        getResourceServerInfo: () => ({
          scope: 'weir.developer weir.admin',
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  })
  answer = provider.callback()
  return {
    url,
    /** A token that the application gets for itself (RFC 6749, section 4.4). */
    async token(scope: string): Promise<string> {
      const response = await fetch(`${url}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa('search-web:a+secret+of+the+application')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
      })
      const { access_token: token, ...rest } = (await response.json()) as { access_token?: string }
      assert.ok(token, JSON.stringify(rest))
      return token
    },
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

test('an application calls with an access token of oidc-provider, over every API', async t => {
  const provider = await startProvider()
  t.after(() => provider.close())
  const gateway = await startGateway({
    yaml: `
teams: [{ name: web, applications: [{ name: search-web }] }]
identityProviders:
  - name: certified
    issuer: ${provider.url}
    audience: urn:weir
    allowInsecure: true
    claims:
      application: claims.client_id
      user: claims.client_id
      roles: claims.scope.split(" ")
      rolesMap: { weir.developer: DEVELOPER, weir.admin: ADMIN }
`,
  })
  t.after(() => gateway.close())
  const token = await provider.token('weir.developer')
  const { data } = await gateway.graphql('{ viewer { name application roles credential } }', {}, token)
  assert.deepEqual(data.viewer, {
    name: 'search-web',
    application: 'search-web',
    roles: ['DEVELOPER'],
    credential: 'TOKEN',
  })
  for (const caller of callers) {
    const outcome = await caller.ask({ url: gateway.url, key: token, model: 'simulator', text: 'Hello' })
    assert.ok('text' in outcome, `${caller.name}: ${JSON.stringify(outcome)}`)
  }
  const changed = await gateway.graphql('{ apiKeys { edges { node { id } } } }', {}, token)
  assert.equal(changed.errors?.[0]?.extensions.code, 'FORBIDDEN')
})
