import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { parse, validate } from 'graphql'
import { WebSocket } from 'ws'
import { createSchema } from '../../src/api/graphql/schema.ts'
import { key, startServer, type TestServer, whenAsked } from '../kit/http-server.ts'

const post = (server: TestServer, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: key, ...headers },
    body,
  })

const codeOf = async (response: Response): Promise<string> => {
  const { errors } = JSON.parse(await response.text())
  return errors[0].extensions.code
}

/** What a server answers to bytes that no HTTP client would send. */
const raw = async (server: TestServer, bytes: string): Promise<string> => {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  socket.write(bytes)
  return text(socket)
}

test('the server is alive from the start, and ready while it takes calls', async () => {
  await using server = await startServer()
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200)
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200)
  server.setAccepting(false)
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200)
  assert.equal((await fetch(`${server.url}/readyz`)).status, 503)
})

test('the page to try it on runs its own script and nothing else', async () => {
  await using server = await startServer()
  const response = await fetch(`${server.url}/`)
  const policy = response.headers.get('content-security-policy') ?? ''
  assert.match(policy, /default-src 'none'/)
  assert.doesNotMatch(policy, /unsafe/)
  const page = await response.text()
  assert.match(page, /subscription \{/)
  assert.doesNotMatch(page, /(src|href)=/, 'the page loads no asset')
})

test('the example on the page is an operation of the contract', async () => {
  await using server = await startServer()
  const page = await (await fetch(`${server.url}/`)).text()
  const example = /<textarea id="query"[^>]*>([^<]*)</.exec(page)?.[1] ?? ''
  assert.deepEqual(validate(createSchema().schema, parse(example)), [])
})

test('an unknown address is NOT_FOUND, without a banner or a stack', async () => {
  await using server = await startServer()
  const response = await fetch(`${server.url}/nowhere`)
  assert.equal(response.status, 404)
  assert.equal(response.headers.get('server'), null)
  assert.equal(response.headers.get('x-powered-by'), null)
  assert.equal(await codeOf(response), 'NOT_FOUND')
})

test('every answer carries the request id, the one of the caller if it is harmless', async () => {
  await using server = await startServer()
  const idOf = async (sent?: string) => {
    const response = await fetch(
      `${server.url}/healthz`,
      sent === undefined ? {} : { headers: { 'x-request-id': sent } },
    )
    return response.headers.get('x-request-id')
  }
  assert.equal(await idOf('trace-7'), 'trace-7')
  assert.match((await idOf()) ?? '', /^[0-9a-f-]{36}$/)
  assert.notEqual(await idOf('<script>'), '<script>')
})

test('a body that is too large is refused with 413', async () => {
  await using server = await startServer()
  const response = await post(
    server,
    JSON.stringify({ query: '{ hello }', variables: { text: 'x'.repeat(10_000_000) } }),
  )
  assert.equal(response.status, 413)
  const { errors } = JSON.parse(await response.text())
  assert.equal(errors[0].extensions.code, 'INVALID_INPUT')
  assert.match(errors[0].message, /8 MiB at most/)
})

test('what is no JSON is refused with 400, and what does not claim to be with 415', async () => {
  await using server = await startServer()
  for (const [body, type, status] of [
    ['{"query": ', 'application/json', 400],
    ['', 'application/json', 400],
    ['{ "__proto__": {}, "query": "{ hello }" }', 'application/json', 400],
    ['{"query":"{ hello }"}', 'text/plain', 415],
    ['query=%7Bhello%7D', 'application/x-www-form-urlencoded', 415],
    ['{"query":"{ hello }"}', 'application/xml', 415],
  ] as const) {
    const response = await post(server, body, { 'content-type': type })
    assert.equal(response.status, status, `${type} ${body}`)
    assert.equal(await codeOf(response), 'INVALID_INPUT')
  }
})

test('another method than GET and POST is told which ones there are, whatever its body', async () => {
  await using server = await startServer()
  for (const method of ['DELETE', 'OPTIONS', 'PATCH', 'PUT'])
    for (const path of ['/graphql', '/graphql/stream']) {
      const response = await fetch(server.url + path, {
        method,
        headers: { authorization: key, 'content-type': 'application/xml' },
        body: '<query/>',
      })
      assert.equal(response.status, 405, `${method} ${path}`)
      assert.equal(response.headers.get('allow'), 'GET, POST')
      assert.equal(await codeOf(response), 'INVALID_INPUT')
    }
})

test('a Host header that makes no address is the fault of the caller', async () => {
  await using server = await startServer()
  const answer = await raw(
    server,
    `GET /graphql?query=%7Bhello%7D HTTP/1.1\r\nhost: a b%\r\nauthorization: ${key}\r\nconnection: close\r\n\r\n`,
  )
  assert.match(answer, /^HTTP\/1\.1 400 /)
  assert.doesNotMatch(answer, /at .*\.ts/)
})

test('headers that are too large are refused, and bytes that are no HTTP too', async () => {
  await using server = await startServer()
  assert.match(
    await raw(server, `GET / HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(20_000)}\r\n\r\n`),
    /^HTTP\/1\.1 431 /,
  )
  assert.match(await raw(server, 'what is this\r\n\r\n'), /^HTTP\/1\.1 400 /)
})

test('what never reaches a handler is refused in the same words as all else', async () => {
  await using server = await startServer()
  for (const [bytes, status] of [
    ['GET /%ff%00 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400],
    ['what is this\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ] as const) {
    const [head = '', body = ''] = (await raw(server, bytes)).split('\r\n\r\n')
    assert.ok(head.startsWith(`HTTP/1.1 ${status} `), head)
    const { errors } = JSON.parse(body)
    assert.equal(errors[0].extensions.code, 'INVALID_INPUT')
  }
})

test('an upgrade elsewhere than at /graphql is refused', async () => {
  await using server = await startServer()
  const upgrade =
    'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'
  assert.match(await raw(server, `GET /v1 HTTP/1.1\r\nhost: x\r\n${upgrade}\r\n`), /^HTTP\/1\.1 404 /)
})

test('without credentials, every document gets one and the same answer', async () => {
  await using server = await startServer()
  const answers = new Set<string>()
  for (const query of [
    '{ hello }',
    '{ helo }',
    '{ hello(nmae: 1) }',
    '{ __schema { types { name } } }',
    '{ __typename }',
    '{',
    '',
  ]) {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    assert.equal(response.status, 401)
    assert.equal(response.headers.get('www-authenticate'), 'Bearer')
    answers.add(await response.text())
  }
  assert.equal(answers.size, 1)
  assert.match([...answers].join(), /UNAUTHENTICATED/)
})

test('wrong credentials are 401 before the body is read; credentials that cannot be checked are 503', async () => {
  await using server = await startServer()
  for (const [authorization, status, code] of [
    ['Bearer wrong', 401, 'UNAUTHENTICATED'],
    ['nonsense', 401, 'UNAUTHENTICATED'],
    ['Bearer nobody-can-tell', 503, 'UNAVAILABLE'],
  ] as const)
    for (const path of ['/graphql', '/graphql/stream']) {
      const response = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: 'no json at all',
      })
      assert.equal(response.status, status)
      assert.equal(await codeOf(response), code)
    }
})

test('a request that a form of another site could send is blocked', async () => {
  await using server = await startServer()
  const get = (headers: Record<string, string>) =>
    fetch(`${server.url}/graphql?query=%7Bhello%7D`, { headers: { authorization: key, ...headers } })
  const blocked = await get({})
  assert.equal(blocked.status, 400)
  assert.match(await blocked.text(), /CSRF/)
  assert.equal((await get({ 'apollo-require-preflight': 'true' })).status, 200)
})

test('while the gateway drains, new calls are refused and told when to come back', async () => {
  await using server = await startServer()
  server.setAccepting(false)
  for (const path of ['/graphql', '/graphql/stream']) {
    const response = await fetch(`${server.url}${path}`, { method: 'POST', headers: { authorization: key } })
    assert.equal(response.status, 503)
    assert.equal(response.headers.get('retry-after'), '1')
    assert.equal(response.headers.get('connection'), 'close')
    assert.equal(await codeOf(response), 'UNAVAILABLE')
  }
  const upgrade =
    'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'
  assert.match(await raw(server, `GET /graphql HTTP/1.1\r\nhost: x\r\n${upgrade}\r\n`), /^HTTP\/1\.1 503 /)
})

test('a drain ends at once when nothing is in flight, and closes idle connections', async () => {
  await using server = await startServer()
  const agent = new Agent({ keepAlive: true })
  const request = httpRequest(`${server.url}/healthz`, { agent }).end()
  const [response] = await once(request, 'response')
  response.resume()
  const { socket } = request
  assert.ok(socket)
  server.setAccepting(false)
  await Promise.all([once(socket, 'close'), server.drain(600_000)])
  agent.destroy()
})

test('what a drain cannot wait for is aborted, and its client is told', async () => {
  await using server = await startServer()
  const pending = post(server, JSON.stringify({ query: '{ slow }' }))
  const origin = await whenAsked(server)
  server.setAccepting(false)
  await server.drain(0)
  assert.ok(origin.signal.aborted)
  assert.equal(await codeOf(await pending), 'UNAVAILABLE')
})

test('a route that does not react to the end of a drain loses its connection', async () => {
  await using server = await startServer()
  const pending = fetch(`${server.url}/v1/stubborn`)
  await whenAsked(server)
  server.setAccepting(false)
  const [answer] = await Promise.allSettled([pending, server.drain(0)])
  assert.equal(answer.status, 'rejected')
})

test('large questions in flight have a bound for each key, over HTTP and over WebSocket', async () => {
  await using server = await startServer({ inFlightBytes: 1_000_000 })
  const large = (query: string) => JSON.stringify({ query, variables: { junk: 'x'.repeat(400_000) } })
  const slow = post(server, large('mutation { askSlowly }'))
  await whenAsked(server)
  const refused = await post(server, large('{ hello }'))
  assert.equal(refused.status, 429)
  assert.equal(await codeOf(refused), 'RATE_LIMITED')
  assert.equal((await post(server, JSON.stringify({ query: '{ hello }' }))).status, 200)

  const socket = new WebSocket(server.wsUrl, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: key } }))
  await once(socket, 'message')
  socket.send(`{"id":"1","type":"subscribe","payload":${large('subscription { silent { __typename } }')}}`)
  const [message] = await once(socket, 'message')
  assert.equal(JSON.parse(message).payload[0].extensions.code, 'RATE_LIMITED')
  socket.close()
  server.setAccepting(false)
  void slow.catch(() => undefined)
})
