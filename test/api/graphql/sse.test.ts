import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { defaultStreamLimits } from '../../../src/api/graphql/routes.ts'
import { key, settled, startServer, type TestServer, whenAborted, whenAsked } from '../../kit/http-server.ts'

const stream = (server: TestServer, body: unknown, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.url}/graphql/stream`, {
    method: 'POST',
    headers: { accept: 'text/event-stream', authorization: key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...init,
  })

test('results are next events, and the end is a complete event', async () => {
  await using server = await startServer()
  const response = await stream(server, { query: 'subscription { count(to: 2) { ... on Tick { number } } }' })
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  assert.equal(
    await response.text(),
    ':\n\n' +
      'event: next\ndata: {"data":{"count":{"number":1}}}\n\n' +
      'event: next\ndata: {"data":{"count":{"number":2}}}\n\n' +
      'event: complete\ndata:\n\n',
  )
})

test('a browser may subscribe with GET; a mutation needs POST', async () => {
  await using server = await startServer()
  const get = (query: string) =>
    fetch(`${server.url}/graphql/stream?${new URLSearchParams({ query, variables: '{"to":1}' })}`, {
      headers: { authorization: key },
    })
  const subscribed = await get('subscription ($to: Int!) { count(to: $to) { ... on Tick { number } } }')
  assert.match(await subscribed.text(), /"number":1/)
  const mutated = await get('mutation { ask(input: { text: "a" }) }')
  assert.equal(mutated.status, 405)
  assert.equal(mutated.headers.get('allow'), 'POST')
})

test('what cannot be run is refused in JSON, with a status that says so', async () => {
  await using server = await startServer()
  for (const body of [
    { query: 'subscription {' },
    { query: 'subscription { unheardOf }' },
    { query: '' },
    { query: 7 },
    { query: '{ hello }', variables: 'none' },
    { query: '{ hello }', operationName: 7 },
    { query: '{ hello }', operationName: 'Another' },
    { query: 'query A { hello } query B { hello }' },
    [{ query: '{ hello }' }],
    'text',
  ]) {
    const response = await stream(server, body)
    assert.equal(response.status, 400, JSON.stringify(body))
    const { errors } = JSON.parse(await response.text())
    assert.equal(errors[0].extensions.code, 'INVALID_INPUT')
  }
})

test('a source that fails in mid-stream ends the stream with a masked error', async () => {
  await using server = await startServer()
  const response = await stream(server, { query: 'subscription { failingLater { ... on Tick { number } } }' })
  const events = await response.text()
  assert.match(events, /"number":1/)
  assert.match(events, /"code":"INTERNAL"/)
  assert.match(events, /event: complete\ndata:\n\n$/)
  assert.doesNotMatch(events, /hunter2/)
})

test('a client that leaves stops the work at once, also while the source is silent', async () => {
  await using server = await startServer()
  const leaving = new AbortController()
  await stream(server, { query: 'subscription { silent { __typename } }' }, { signal: leaving.signal })
  const origin = await whenAsked(server)
  leaving.abort()
  await whenAborted(origin)
})

test('a client that leaves stops a mutation too', async () => {
  await using server = await startServer()
  const leaving = new AbortController()
  await stream(server, { query: 'mutation { askSlowly }' }, { signal: leaving.signal })
  const origin = await whenAsked(server)
  leaving.abort()
  await whenAborted(origin)
})

test('a silent stream is kept alive', async () => {
  await using server = await startServer({ stream: { ...defaultStreamLimits, keepAliveMs: 2 } })
  const leaving = new AbortController()
  const response = await stream(
    server,
    { query: 'subscription { silent { __typename } }' },
    { signal: leaving.signal },
  )
  let text = ''
  for await (const bytes of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += bytes
    if (text.length >= 12) break
  }
  assert.match(text, /^(:\n\n){4}/)
  leaving.abort()
})

/** Subscribes to many large events and reads none of them. */
const doNotRead = async (server: TestServer, events: number) => {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname).pause()
  const body = JSON.stringify({
    query:
      'subscription ($to: Int!, $text: String) { count(to: $to, text: $text) { ... on Tick { number text } } }',
    variables: { to: events, text: 'x'.repeat(100_000) },
  })
  socket.write(
    `POST /graphql/stream HTTP/1.1\r\nhost: x\r\nauthorization: ${key}\r\ncontent-type: application/json\r\n` +
      `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  )
  await whenAsked(server)
  return socket
}

test('a reader that does not read stops the source after a bounded number of events', async () => {
  await using server = await startServer()
  const events = 1_000
  const socket = await doNotRead(server, events)
  await settled(server.pulled)
  assert.ok(server.pulled() < events, `${server.pulled()} of ${events} events were produced for nobody`)
  let bytes = 0
  socket.on('data', data => (bytes += data.length)).resume()
  await once(socket, 'end')
  assert.ok(bytes > events * 100_000)
})

test('a reader that does not read for too long is cut off', async () => {
  await using server = await startServer({ stream: { ...defaultStreamLimits, stalledMs: 50 } })
  const socket = await doNotRead(server, 10_000)
  await whenAborted(await whenAsked(server))
  socket.destroy()
})

test('a stream in flight when the gateway cannot wait any longer is told so', async () => {
  await using server = await startServer()
  const response = await stream(server, { query: 'subscription { silent { __typename } }' })
  await whenAsked(server)
  server.setAccepting(false)
  await server.drain(0)
  assert.match(await response.text(), /"code":"UNAVAILABLE".*event: complete/s)
})

test('a stream in flight may finish while the gateway drains', async () => {
  await using server = await startServer()
  const response = await stream(server, {
    query: 'subscription { count(to: 500) { ... on Tick { number } } }',
  })
  server.setAccepting(false)
  const [events] = await Promise.all([response.text(), server.drain(600_000)])
  assert.match(events, /"number":500/)
})

test('who wants events at the address of JSON answers is told where they are', async () => {
  await using server = await startServer()
  const ask = (accept: string, query: string) =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { accept, authorization: key, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
  for (const [accept, query, status] of [
    ['text/event-stream', 'subscription { count(to: 1) { __typename } }', 406],
    ['text/event-stream', '{ hello }', 406],
    ['text/event-stream, application/json', 'subscription { count(to: 1) { __typename } }', 400],
  ] as const) {
    const response = await ask(accept, query)
    assert.equal(response.status, status)
    assert.match(await response.text(), /\/graphql\/stream/)
  }
  assert.equal((await ask('text/event-stream, */*', '{ hello }')).status, 200)
})

test('a stream of a revoked key ends, and is told why', async () => {
  await using server = await startServer({ credentialsMs: 2 })
  const response = await stream(server, { query: 'subscription { silent { __typename } }' })
  await whenAsked(server)
  server.revoke()
  assert.match(await response.text(), /"code":"UNAUTHENTICATED".*event: complete/s)
})
