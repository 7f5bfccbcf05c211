import assert from 'node:assert/strict'
import { connect } from 'node:http2'
import { createServer } from 'node:https'
import { after, before, describe, test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { createClient } from 'graphql-ws'
import { Agent, request } from 'undici'
import WebSocket from 'ws'
import { type Authority, type Certified, createAuthority } from '../kit/certificates.ts'
import { startGateway, type TestGateway } from '../kit/gateway.ts'

/** A text of several lines as a value of YAML. */
const block = (text: string, indent: string): string => `|\n${text.trim().replaceAll(/^/gm, indent)}`

const pemIn = ({ certificate, key }: Certified): string =>
  `certificate: ${block(certificate, '      ')}\n    key: ${block(key, '      ')}`

describe('client certificates (F10, F11)', () => {
  const authority = createAuthority('clients')
  const servers = createAuthority('servers')
  const stranger = createAuthority('clients')
  const server = servers.issue({ subject: '/CN=localhost', names: 'IP:127.0.0.1,DNS:localhost' })
  const batch = authority.issue({ subject: '/C=DE/O=Acme/CN=batch' })
  const spiffe = authority.issue({ subject: '/CN=any', names: 'DNS:x.test,URI:spiffe://test/web' })
  const unnamed = authority.issue({ subject: '/CN=somebody' })
  const nearly = authority.issue({ subject: '/C=DE/O=Acme, CN=batch' })
  const expired = authority.issue({ subject: '/C=DE/O=Acme/CN=batch', days: -1 })
  const forged = stranger.issue({ subject: '/C=DE/O=Acme/CN=batch' })

  const yaml = (mode: string, clients = true): string => `
teams: [ { name: search } ]
server:
  tls:
    ${pemIn(server)}
    clientCa: ${block(authority.certificate, '      ')}
    clientCertificates: ${mode}
    clients:
      - { name: nightly, subject: "C=DE, O=Acme, CN=batch", team: search, roles: [DEVELOPER] }
${clients ? '      - { name: web, uri: "spiffe://test/web", user: ada, roles: [ADMIN] }' : ''}
`

  const agentOf = (client?: Certified): Agent =>
    new Agent({
      connect: {
        ca: servers.certificate,
        ...(client && { cert: client.certificate, key: client.key }),
      },
    })

  /** The HTTP status, and for GraphQL the viewer or the code of the error. */
  const ask = async (
    { url }: TestGateway,
    client: Certified | undefined,
    headers: Record<string, string> = {},
  ) => {
    const dispatcher = agentOf(client)
    try {
      const rest = await request(`${url}/v1/models`, { dispatcher, headers })
      await rest.body.dump()
      const graphql = await request(`${url}/graphql`, {
        dispatcher,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: '{ viewer { name credential team user roles } }' }),
      })
      const { data, errors } = (await graphql.body.json()) as {
        data?: { viewer: object }
        errors?: { extensions: { code: string } }[]
      }
      return [rest.statusCode, graphql.statusCode, data?.viewer ?? errors?.[0]?.extensions.code] as const
    } finally {
      await dispatcher.close()
    }
  }

  const viewerOverWebSocket = async (
    { url }: TestGateway,
    client: Certified | undefined,
    connectionParams = {},
    headers: Record<string, string> = {},
  ): Promise<unknown> => {
    class Secure extends WebSocket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols, {
          ca: servers.certificate,
          headers,
          ...(client && { cert: client.certificate, key: client.key }),
        })
      }
    }
    const socket = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: Secure,
      connectionParams,
      retryAttempts: 0,
    })
    try {
      for await (const { data } of socket.iterate<{ viewer: unknown }>({ query: '{ viewer { name } }' }))
        return data?.viewer
      return undefined
    } finally {
      await socket.dispose()
    }
  }

  describe('that are optional', () => {
    let gateway: TestGateway
    before(async () => {
      gateway = await startGateway({
        yaml: yaml('optional'),
        env: { WEIR_ADMIN_KEY: 'the-key-of-a-test-administrator' },
      })
    })
    after(() => gateway.close())

    test('stand for whom the configuration says, by subject or alternative name, over every API', async () => {
      assert.match(gateway.url, /^https:/)
      assert.deepEqual(await ask(gateway, batch), [
        200,
        200,
        { name: 'nightly', credential: 'CERTIFICATE', team: 'search', user: null, roles: ['DEVELOPER'] },
      ])
      const [, , viewer] = await ask(gateway, spiffe)
      assert.deepEqual(viewer, {
        name: 'web',
        credential: 'CERTIFICATE',
        team: null,
        user: 'ada',
        roles: ['ADMIN', 'ANALYST', 'APPROVER', 'AUDITOR', 'DEVELOPER'],
      })
      assert.deepEqual(await viewerOverWebSocket(gateway, batch), { name: 'nightly' })
    })

    test('are refused if they stand for nobody, are expired, or come from another authority', async () => {
      for (const client of [unnamed, nearly, expired, forged, undefined]) {
        assert.deepEqual(await ask(gateway, client), [401, 401, 'UNAUTHENTICATED'])
        // A signature that is wrong may end the connection before the reason is told.
        const code = client === forged ? /^(4401|1006)$/ : /^4401$/
        await assert.rejects(viewerOverWebSocket(gateway, client), error =>
          code.test(String(Object(error).code)),
        )
      }
    })

    test('need not be shown by who has a key, and a key counts before a certificate', async () => {
      const headers = { authorization: `Bearer ${gateway.adminKey}` }
      for (const client of [undefined, batch, forged]) {
        const [status, , viewer] = await ask(gateway, client, headers)
        assert.equal(status, 200)
        assert.equal((viewer as { credential: string }).credential, 'API_KEY')
      }
      const wrong = { authorization: 'Bearer weir_wrong' }
      assert.deepEqual(await ask(gateway, batch, wrong), [401, 401, 'UNAUTHENTICATED'])
      const connectionParams = { authorization: `Bearer ${gateway.adminKey}` }
      assert.deepEqual(await viewerOverWebSocket(gateway, batch, connectionParams), {
        name: 'WEIR_ADMIN_KEY',
      })
    })

    test('are not lent by a browser to pages of others', async () => {
      const none = [401, 401, 'UNAUTHENTICATED']
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
      ] as Record<string, string>[]) {
        assert.deepEqual(await ask(gateway, batch, headers), none)
        await assert.rejects(viewerOverWebSocket(gateway, batch, {}, headers), { code: 4401 })
      }
      for (const headers of [{ origin: gateway.url }, { 'sec-fetch-site': 'none' }] as Record<
        string,
        string
      >[])
        assert.equal((await ask(gateway, batch, headers))[1], 200)
      assert.deepEqual(await viewerOverWebSocket(gateway, batch, {}, { origin: gateway.url }), {
        name: 'nightly',
      })
    })

    test('are not what a header says', async () => {
      const pem = encodeURIComponent(batch.certificate)
      const headers = {
        'x-client-cert': pem,
        'x-ssl-client-cert': pem,
        'x-forwarded-client-cert': `Cert="${pem}";Subject="C=DE, O=Acme, CN=batch"`,
        'x-ssl-client-verify': 'SUCCESS',
        'ssl-client-subject-dn': 'C=DE, O=Acme, CN=batch',
      }
      assert.deepEqual(await ask(gateway, undefined, headers), [401, 401, 'UNAUTHENTICATED'])
    })

    test('come over TLS 1.2 or newer and HTTP/1.1, and plain http is not answered', async () => {
      await assert.rejects(fetch(`${gateway.url.replace('https', 'http')}/healthz`))
      const old = new Agent({ connect: { ca: servers.certificate, maxVersion: 'TLSv1.1' } })
      await assert.rejects(request(`${gateway.url}/healthz`, { dispatcher: old }))
      await old.close()
      const session = connect(gateway.url, { ca: servers.certificate })
      await assert.rejects(new Promise((_, reject) => session.on('error', reject)))
      session.destroy()
    })
  })

  test('may be demanded: who shows none or a bad one is not listened to, nor let in by a key', async t => {
    const gateway = await startGateway({
      yaml: yaml('required'),
      env: { WEIR_ADMIN_KEY: 'the-key-of-a-test-administrator' },
    })
    t.after(() => gateway.close())
    const headers = { authorization: `Bearer ${gateway.adminKey}` }
    for (const client of [undefined, expired, forged]) {
      await assert.rejects(ask(gateway, client, headers))
      await assert.rejects(viewerOverWebSocket(gateway, client))
    }
    assert.equal((await ask(gateway, batch))[0], 200)
    assert.equal((await ask(gateway, unnamed))[0], 401)
    assert.equal((await ask(gateway, unnamed, headers))[0], 200)
  })

  test('count no more once they are taken out of the configuration', async t => {
    const gateway = await startGateway({ yaml: yaml('optional', false) })
    t.after(() => gateway.close())
    assert.deepEqual(await ask(gateway, spiffe), [401, 401, 'UNAUTHENTICATED'])
    assert.equal((await ask(gateway, batch))[0], 200)
  })
})

describe('a provider that asks for a certificate', () => {
  let authority: Authority
  let provider: ReturnType<typeof createServer>
  let url: string
  const subjects: unknown[] = []
  before(async () => {
    authority = createAuthority('provider')
    const own = authority.issue({ subject: '/CN=provider', names: 'IP:127.0.0.1' })
    provider = createServer(
      {
        cert: own.certificate,
        key: own.key,
        ca: authority.certificate,
        requestCert: true,
        rejectUnauthorized: true,
      },
      (request, response) => {
        subjects.push((request.socket as TLSSocket).getPeerCertificate().subject.CN)
        response.setHeader('content-type', 'application/json').end(
          JSON.stringify({
            id: 'x',
            object: 'chat.completion',
            model: 'm',
            choices: [{ index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }],
            usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
          }),
        )
      },
    )
    await new Promise<void>(resolve => provider.listen(0, '127.0.0.1', resolve))
    url = `https://127.0.0.1:${(provider.address() as { port: number }).port}/v1`
  })
  after(() => {
    provider.close()
    provider.closeAllConnections()
  })

  const yaml = (tls: Partial<Certified> & { ca?: string }): string => `
providers:
  - name: inside
    kind: openai-compatible
    baseUrl: ${url}
    allowInsecure: true
    ${tls.certificate ? `clientCertificate: ${block(tls.certificate, '      ')}` : ''}
    ${tls.key ? `clientKey: ${block(tls.key, '      ')}` : ''}
    ${tls.ca ? `certificateAuthority: ${block(tls.ca, '      ')}` : ''}
models:
  - { name: inside, deployments: [ { provider: inside, model: m } ], unpriced: allow }
`

  const question = `mutation { complete(input: { model: "inside", messages: [{ role: USER, content: "hi" }] }) {
    __typename ... on Completion { message { text } } } }`

  test('is shown ours, and its own is trusted by the authority that is named', async t => {
    const client = authority.issue({ subject: '/CN=weir' })
    const gateway = await startGateway({ yaml: yaml({ ...client, ca: authority.certificate }) })
    t.after(() => gateway.close())
    const { data } = await gateway.graphql(question)
    assert.deepEqual(data.complete, { __typename: 'Completion', message: { text: 'hello' } })
    assert.deepEqual(subjects, ['weir'])
  })

  test('is not reached without ours, with one of another authority, or if its own is unknown', async () => {
    const foreign = createAuthority('foreign').issue({ subject: '/CN=weir' })
    const client = authority.issue({ subject: '/CN=weir' })
    const before = subjects.length
    for (const tls of [{ ca: authority.certificate }, { ...foreign, ca: authority.certificate }, client]) {
      const gateway = await startGateway({ yaml: yaml(tls) })
      const { data } = await gateway.graphql(question)
      await gateway.close()
      assert.equal(data.complete.__typename, 'ProvidersFailed')
    }
    assert.equal(subjects.length, before)
  })
})
