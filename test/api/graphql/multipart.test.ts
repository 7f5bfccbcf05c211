import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultStreamLimits } from '../../../src/api/graphql/routes.ts'
import { key, startServer, type TestServer, whenAborted, whenAsked } from '../../kit/http-server.ts'

/** What Apollo Client's HttpLink asks for when it subscribes. */
const accept =
  'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9'

const subscribe = (server: TestServer, query: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { accept, authorization: key, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    ...init,
  })

test('each result is a part that ends with its boundary, and the last boundary closes the answer', async () => {
  await using server = await startServer()
  const response = await subscribe(server, 'subscription { count(to: 2) { ... on Tick { number } } }')
  assert.equal(
    response.headers.get('content-type'),
    'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  )
  const part = (json: string) => `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--graphql`
  assert.equal(
    await response.text(),
    `\r\n--graphql${part('{"payload":{"data":{"count":{"number":1}}}}')}${part('{"payload":{"data":{"count":{"number":2}}}}')}--\r\n`,
  )
})

test('a source that fails ends the stream with a masked error', async () => {
  await using server = await startServer()
  const response = await subscribe(server, 'subscription { failingLater { ... on Tick { number } } }')
  const parts = await response.text()
  assert.match(parts, /"payload":null,"errors":\[\{.*"code":"INTERNAL"/s)
  assert.doesNotMatch(parts, /hunter2/)
})

test('what cannot be run, and what is no subscription, is answered in JSON', async () => {
  await using server = await startServer()
  const refused = await subscribe(server, 'subscription { unheardOf }')
  assert.equal(refused.status, 400)
  assert.match(refused.headers.get('content-type') ?? '', /^application\/graphql-response\+json/)
  const queried = await subscribe(server, '{ hello }')
  assert.deepEqual(await queried.json(), { data: { hello: 'hello world' } })
})

test('a subscription without a word on how to stream it is told where to go', async () => {
  await using server = await startServer()
  const response = await subscribe(server, 'subscription { silent { __typename } }', {
    headers: { authorization: key, 'content-type': 'application/json' },
  })
  assert.equal(response.status, 400)
  assert.match(await response.text(), /WebSocket/)
})

test('a client that leaves stops the work at once', async () => {
  await using server = await startServer()
  const leaving = new AbortController()
  await subscribe(server, 'subscription { silent { __typename } }', { signal: leaving.signal })
  const origin = await whenAsked(server)
  leaving.abort()
  await whenAborted(origin)
})

test('a silent stream is kept alive by empty parts', async () => {
  await using server = await startServer({ stream: { ...defaultStreamLimits, keepAliveMs: 2 } })
  const leaving = new AbortController()
  const response = await subscribe(server, 'subscription { silent { __typename } }', {
    signal: leaving.signal,
  })
  let text = ''
  for await (const bytes of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += bytes
    if (text.includes('{}')) break
  }
  leaving.abort()
})
