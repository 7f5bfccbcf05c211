import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

const ask = `mutation Ask($text: String!) {
  complete(input: { model: "simulator", messages: [{ role: USER, content: $text }] }) {
    ... on Completion { message { text } }
  }
}`
const tokens = `subscription { completion(input: { model: "simulator", messages: [{ role: USER, content: "Hi" }] }) { __typename } }`
const whoAmI = '{ viewer { name } }'

const register = `mutation ($input: RegisterDocumentInput!) { registerDocument(input: $input) {
  document { sha256Hash name application registeredBy } } }`

describe('keys that are bound to registered documents', () => {
  let database: TestDatabase
  let gateway: TestGateway
  let other: TestGateway
  let key: string
  before(async () => {
    database = await startDatabase()
    const env = { DATABASE_URL: database.url, WEIR_ADMIN_KEY: `weir_${'a'.repeat(43)}` }
    gateway = await startGateway({ env })
    other = await startGateway({ env })
    for (const document of [ask, tokens, whoAmI]) await registered(document)
    key = (await gateway.newKey({ documentsOnly: true, roles: ['DEVELOPER'] })).secret
  })
  after(async () => {
    await other.close()
    await gateway.close()
    await database.close()
  })

  const registered = async (document: string, about: object = {}) => {
    const { data, errors } = await gateway.graphql(register, { input: { document, ...about } })
    assert.equal(errors, undefined, JSON.stringify(errors))
    return data.registerDocument.document
  }
  const post = async (body: object, secret = key, path = '/graphql', of = gateway) => {
    const answer = await fetch(`${of.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    return { status: answer.status, text, json: () => JSON.parse(text) }
  }
  const persisted = (document: string) => ({
    extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(document) } },
  })

  test('run these by their hash, in both shapes that clients send, or by their text', async () => {
    for (const body of [
      { documentId: hashOf(ask) },
      { documentId: `sha256:${hashOf(ask).toUpperCase()}` },
      persisted(ask),
      { query: ask },
      { query: ask, ...persisted(ask) },
    ]) {
      const { status, json } = await post({ ...body, variables: { text: 'Hello' } })
      assert.equal(status, 200)
      assert.match(json().data.complete.message.text, /Hello/)
    }
    const get = await fetch(
      `${gateway.url}/graphql?extensions=${encodeURIComponent(JSON.stringify(persisted(whoAmI).extensions))}`,
      { headers: { authorization: `Bearer ${key}` } },
    )
    assert.deepEqual(await get.json(), { data: { viewer: { name: 'a test' } } })
    const wrong = await fetch(`${gateway.url}/graphql?documentId=${hashOf(ask)}`, {
      headers: { authorization: `Bearer ${key}` },
    })
    assert.equal(wrong.status, 405)
  })

  test('run nothing else, neither over GraphQL nor over REST', async () => {
    for (const [body, code] of [
      [{ query: '{ __schema { types { name } } }' }, 'FORBIDDEN'],
      [{ query: `${whoAmI} ` }, 'FORBIDDEN'],
      [{ query: '{ models { edges { node { name } } } }', ...persisted(whoAmI) }, 'INVALID_INPUT'],
      [{ documentId: hashOf('{ nothing }') }, 'NOT_FOUND'],
      [{ documentId: 'abc' }, 'INVALID_INPUT'],
      [[{ query: whoAmI }], 'FORBIDDEN'],
      [{}, 'FORBIDDEN'],
    ] as const)
      for (const path of ['/graphql', '/graphql/stream']) {
        const { status, json } = await post(body, key, path)
        assert.ok(status >= 400, JSON.stringify(body))
        assert.equal(json().errors[0].extensions.code, code, `${path} ${JSON.stringify(body)}`)
      }
    const unknown = await post(persisted('{ nothing }'))
    assert.equal(unknown.json().errors[0].message, 'PersistedQueryNotFound')
    for (const [method, path, body] of [
      ['POST', '/v1/chat/completions', { model: 'simulator', messages: [{ role: 'user', content: 'Hi' }] }],
      ['POST', '/v1/embeddings', { model: 'simulator', input: 'Hi' }],
      ['POST', '/v1/prompts/anything', {}],
      ['GET', '/v1/models', undefined],
      ['GET', '/sdl', undefined],
    ] as const) {
      const answer = await fetch(`${gateway.url}${path}`, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        ...(body && { body: JSON.stringify(body) }),
      })
      assert.equal(answer.status, 403, path)
      assert.match(await answer.text(), /registered GraphQL documents only/)
    }
  })

  test('are held to that over WebSockets and server-sent events too', async () => {
    const ws = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${key}` },
      retryAttempts: 0,
    })
    const events = await Array.fromAsync(ws.iterate({ query: '', ...persisted(tokens) }))
    assert.equal(events.at(-1)?.errors, undefined)
    assert.ok(events.length > 2)
    await assert.rejects(Array.fromAsync(ws.iterate({ query: '{ __typename }' })), (errors: unknown) =>
      JSON.stringify(errors).includes('FORBIDDEN'),
    )
    await ws.dispose()
    const sse = createSseClient({
      url: `${gateway.url}/graphql/stream`,
      headers: { authorization: `Bearer ${key}` },
      retryAttempts: 0,
    })
    assert.ok((await Array.fromAsync(sse.iterate({ query: tokens }))).length > 2)
    sse.dispose()
    const streamed = await post({ documentId: hashOf(tokens) }, key, '/graphql/stream')
    assert.match(streamed.text, /CompletionFinished/)
  })

  test('cannot make keys that are free of it', async () => {
    const { secret } = await gateway.newKey({
      documentsOnly: true,
      roles: ['ADMIN'],
      team: null,
      application: null,
    })
    const create = 'mutation { createApiKey(input: { name: "x" }) { apiKey { documentsOnly } } }'
    await registered(create)
    const made = await post({ query: create }, secret)
    assert.deepEqual(made.json().data, { createApiKey: { apiKey: { documentsOnly: true } } })
    const free = await gateway.newKey({ team: null, application: null })
    const rotate = `mutation { rotateApiKey(input: { id: "${free.id}" }) { secret } }`
    await registered(rotate)
    assert.equal((await post({ query: rotate }, secret)).json().errors[0].extensions.code, 'FORBIDDEN')
  })

  test('see documents come and go on every replica', async () => {
    const document = '{ viewer { roles } }'
    assert.equal((await post({ query: document }, key, '/graphql', other)).status, 403)
    await registered(document)
    const until = async (status: number) => {
      const started = performance.now()
      while ((await post({ query: document }, key, '/graphql', other)).status !== status)
        assert.ok(performance.now() - started < 10_000)
    }
    await until(200)
    const remove =
      'mutation ($hash: String!) { removeDocument(input: { sha256Hash: $hash }) { document { name } } }'
    assert.equal((await gateway.graphql(remove, { hash: hashOf(document) })).errors, undefined)
    assert.equal((await post({ query: document })).status, 403)
    await until(403)
    const again = await gateway.graphql(remove, { hash: hashOf(document) })
    assert.equal(again.errors?.[0]?.extensions.code, 'NOT_FOUND')
  })

  test('run what is registered for their application alone', async () => {
    await gateway.newKey()
    const document = '{ viewer { name roles } }'
    assert.equal((await registered(document, { application: 'web', name: 'Who' })).application, 'web')
    assert.equal((await post({ query: document })).status, 200)
    const free = await gateway.newKey({ documentsOnly: true, team: null, application: null })
    assert.equal((await post({ query: document }, free.secret)).status, 403)
  })

  test('leave other keys as they are, which may send hashes too', async () => {
    const { secret } = await gateway.newKey()
    assert.equal((await post({ query: '{ __typename }' }, secret)).status, 200)
    assert.equal((await post({ documentId: hashOf(whoAmI) }, secret)).status, 200)
    assert.equal(
      (await post({ query: '{ __typename }', ...persisted('{ __typename }') }, secret)).status,
      200,
    )
    assert.equal((await post(persisted('{ __typename }'), secret)).status, 404)
  })

  test('cannot be given what does not fit the schema, and only admins register', async () => {
    for (const document of ['{ nothing }', '{', 'x'.repeat(70_000), ''])
      assert.equal(
        (await gateway.graphql(register, { input: { document } })).errors?.[0]?.extensions.code,
        'INVALID_INPUT',
      )
    const { secret } = await gateway.newKey()
    const refused = await gateway.graphql(register, { input: { document: whoAmI } }, secret)
    assert.equal(refused.errors?.[0]?.extensions.code, 'FORBIDDEN')
    const audit = await gateway.graphql(
      '{ auditEvents(first: 50) { edges { node { operation changes { entity action } } } } }',
    )
    const told = JSON.stringify(audit.data)
    assert.match(told, /registerDocument.*trusted_document/)
    assert.match(told, /removeDocument/)
  })

  test('belong to their tenant', async () => {
    const { data } = await gateway.graphql('mutation { createTenant(input: { name: "rival" }) { secret } }')
    const rival = data.createTenant.secret
    const { data: seen } = await gateway.graphql('{ trustedDocuments { document } }', {}, rival)
    assert.deepEqual(seen.trustedDocuments, [])
    assert.equal((await post({ documentId: hashOf(whoAmI) }, rival)).status, 404)
    const { data: own } = await gateway.graphql('{ trustedDocuments(first: 1) { sha256Hash } }')
    const [{ sha256Hash }] = own.trustedDocuments
    const { data: rest } = await gateway.graphql(
      'query ($after: String) { trustedDocuments(first: 100, after: $after) { sha256Hash } }',
      { after: sha256Hash },
    )
    assert.ok(rest.trustedDocuments.length > 1)
    assert.ok(!JSON.stringify(rest).includes(sha256Hash))
  })
})
