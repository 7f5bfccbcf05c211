import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { test } from 'node:test'
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { defaultWebSocketLimits } from '../../../src/api/graphql/ws.ts'
import { closing } from '../../../src/api/graphql/ws-close.ts'
import { GatewayError } from '../../../src/core/error.ts'
import { key, settled, startServer, type TestServer, whenAborted, whenAsked } from '../../kit/http-server.ts'

interface Received {
  readonly type: string
  readonly id?: string
  readonly payload?: unknown
}

/** A client that speaks the wire: nothing between the test and the protocol. */
const connect = async (server: TestServer, protocol = 'graphql-transport-ws') => {
  const socket = new WebSocket(server.wsUrl, protocol)
  const received: Received[] = []
  socket.on('message', data => {
    received.push(JSON.parse(String(data)))
    socket.emit('received')
  })
  const closed = once(socket, 'close').then(([code, reason]) => ({
    code: Number(code),
    reason: String(reason),
  }))
  await once(socket, 'open')
  const client = {
    socket,
    received,
    closed,
    send: (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    subscribe: (id: string, query: string, variables = {}) =>
      client.send({ id, type: 'subscribe', payload: { query, variables } }),
    /** The first message, received or yet to come, that fits. */
    async message(type: string, id?: string): Promise<Received> {
      for (;;) {
        const message = received.find(
          message => message.type === type && (id === undefined || message.id === id),
        )
        if (message) return message
        await once(socket, 'received')
      }
    },
    async [Symbol.asyncDispose]() {
      socket.terminate()
      await closed
    },
  }
  return client
}

const connectAs = async (server: TestServer, authorization = key) => {
  const client = await connect(server)
  client.send({ type: 'connection_init', payload: { authorization } })
  await client.message('connection_ack')
  return client
}

const errorsIn = ({ payload }: Received): readonly { message: string; extensions: { code: string } }[] =>
  Array.isArray(payload) ? payload : Object(payload).errors

test('a socket without good credentials is closed for good, and told what is wrong with them', async () => {
  await using server = await startServer()
  for (const [payload, reason] of [
    [undefined, /^Credentials are needed: send .*"authorization": "Bearer <API key>"/],
    [{}, /^Credentials are needed/],
    [{ authorization: 7 }, /^Credentials are needed/],
    [{ authorization: 'Bearer wrong' }, /^These credentials are not valid$/],
  ] as const) {
    await using client = await connect(server)
    client.send({ type: 'connection_init', payload })
    const closed = await client.closed
    assert.equal(closed.code, 4401)
    assert.match(closed.reason, reason)
  }
})

test('a client of graphql-ws does not come again with credentials that are not good', async () => {
  await using server = await startServer()
  let connections = 0
  const client = createClient({
    url: server.wsUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: 'Bearer wrong' },
    on: { connecting: () => void connections++ },
  })
  const refused = new Promise<unknown>(resolve =>
    client.subscribe({ query: 'subscription { counting }' }, { next() {}, complete() {}, error: resolve }),
  )
  assert.equal(Object(await refused).code, 4401)
  assert.equal(connections, 1)
})

test('the reason of a close is cut where a frame ends, between two characters', () => {
  const reasonOf = (message: string) => closing(new GatewayError('UNAUTHENTICATED', message))[1]
  assert.equal(reasonOf('x'.repeat(123)), 'x'.repeat(123))
  for (const shift of [0, 1, 2]) {
    const reason = reasonOf('x'.repeat(shift) + '…'.repeat(100))
    assert.ok(Buffer.byteLength(reason) <= 123)
    assert.match(reason, /^x*…+$/)
  }
})

test('a client that can set headers may send its credentials there', async () => {
  await using server = await startServer()
  const socket = new WebSocket(server.wsUrl, 'graphql-transport-ws', { headers: { authorization: key } })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init' }))
  const [data] = await once(socket, 'message')
  assert.equal(JSON.parse(String(data)).type, 'connection_ack')
  socket.terminate()
})

test('a socket whose credentials cannot be checked now is told to try again', async () => {
  await using server = await startServer()
  await using client = await connect(server)
  client.send({ type: 'connection_init', payload: { authorization: 'Bearer nobody-can-tell' } })
  assert.deepEqual(await client.closed, { code: 1013, reason: 'Credentials cannot be checked now' })
})

test('a subscription before connection_init closes the socket as unauthorized', async () => {
  await using server = await startServer()
  await using client = await connect(server)
  client.subscribe('1', 'subscription { silent { __typename } }')
  assert.equal((await client.closed).code, 4401)
  assert.equal(server.origins.length, 0)
})

test('a socket that says nothing is closed', async () => {
  await using server = await startServer({ webSocket: { ...defaultWebSocketLimits, initMs: 5 } })
  await using client = await connect(server)
  assert.equal((await client.closed).code, 4408)
})

test('another subprotocol is not spoken', async () => {
  await using server = await startServer()
  const socket = new WebSocket(server.wsUrl, 'graphql-ws')
  const [error] = await once(socket, 'error')
  assert.match(String(error), /subprotocol/)
})

test('a message that is no message closes its own socket only', async () => {
  await using server = await startServer()
  await using other = await connectAs(server)
  for (const nonsense of [
    'no json',
    '[]',
    '{"type":"unheard-of"}',
    '{"type":"next","id":"1","payload":{}}',
    '{"type":"subscribe"}',
  ]) {
    await using client = await connectAs(server)
    client.send(nonsense)
    assert.equal((await client.closed).code, 4400, nonsense)
  }
  other.subscribe('1', '{ hello }')
  await other.message('complete', '1')
})

test('a message that is too large closes its socket', async () => {
  await using server = await startServer({ webSocket: { ...defaultWebSocketLimits, messageBytes: 10_000 } })
  await using client = await connectAs(server)
  client.subscribe('1', '{ hello }', { name: 'x'.repeat(20_000) })
  assert.equal((await client.closed).code, 1009)
})

test('an operation that cannot run ends alone; the stream beside it goes on', async () => {
  await using server = await startServer()
  await using client = await connectAs(server)
  client.subscribe('stream', 'subscription { silentAfterOne { __typename } }')
  await client.message('next', 'stream')
  for (const [id, query] of [
    ['syntax', 'subscription {'],
    ['unknown', 'subscription { unheardOf }'],
    ['cycle', '{ ...F } fragment F on Query { ...F }'],
    ['empty', ' '],
    ['fragment', 'fragment F on Query { hello }'],
  ] as const) {
    client.subscribe(id, query)
    assert.equal(errorsIn(await client.message('error', id))[0]?.extensions.code, 'INVALID_INPUT', id)
  }
  client.subscribe('after', '{ hello }')
  await client.message('complete', 'after')
  assert.equal(
    client.received.some(({ id, type }) => id === 'stream' && type !== 'next'),
    false,
  )
  assert.equal(client.socket.readyState, WebSocket.OPEN)
})

test('what a resolver throws is masked, and a refusal is told', async () => {
  await using server = await startServer()
  await using client = await connectAs(server)
  client.subscribe('later', 'subscription { failingLater { ... on Tick { number } } }')
  assert.equal(errorsIn(await client.message('error', 'later'))[0]?.extensions.code, 'INTERNAL')
  client.subscribe('event', 'subscription { count(to: 1) { ... on Tick { failing } } }')
  assert.equal(errorsIn(await client.message('next', 'event'))[0]?.extensions.code, 'INTERNAL')
  client.subscribe('forbidden', 'subscription { forbidden { __typename } }')
  assert.equal(errorsIn(await client.message('next', 'forbidden'))[0]?.extensions.code, 'FORBIDDEN')
  assert.doesNotMatch(JSON.stringify(client.received), /hunter2/)
  assert.equal(server.logged.filter(({ level }) => level === 'error').length, 2)
})

test('complete stops the work at once, also while the source is silent', async () => {
  await using server = await startServer()
  for (const query of ['subscription { silent { __typename } }', '{ slow }', 'mutation { askSlowly }']) {
    await using client = await connectAs(server)
    const before = server.origins.length
    client.subscribe('1', query)
    while (server.origins.length === before) await once(server.events, 'asked')
    const origin = await whenAsked(server)
    assert.equal(origin.signal.aborted, false)
    client.send({ id: '1', type: 'complete' })
    await whenAborted(origin)
    client.subscribe('1', '{ hello }')
    await client.message('next', '1')
  }
})

test('a socket that closes stops everything that ran on it', async () => {
  await using server = await startServer()
  const client = await connectAs(server)
  client.subscribe('1', 'subscription { silent { __typename } }')
  client.subscribe('2', 'mutation { askSlowly }')
  while (server.origins.length < 2) await once(server.events, 'asked')
  client.socket.terminate()
  await Promise.all(server.origins.map(whenAborted))
})

test('a source that hears no signal holds nobody up', async () => {
  await using server = await startServer()
  await using client = await connectAs(server)
  client.subscribe('1', 'subscription { silentAfterOne { __typename } }')
  await client.message('next', '1')
  client.send({ id: '1', type: 'complete' })
  await whenAborted(await whenAsked(server))
  await server.drain(600_000)
})

test('a peer that answers no ping is cut off', async () => {
  await using server = await startServer({ webSocket: { ...defaultWebSocketLimits, pingMs: 20 } })
  const socket = new WebSocket(server.wsUrl, 'graphql-transport-ws', { autoPong: false })
  const [code] = await once(socket, 'close')
  assert.equal(code, 1006)
})

test('one socket runs a bounded number of operations', async () => {
  await using server = await startServer({ webSocket: { ...defaultWebSocketLimits, operations: 2 } })
  await using client = await connectAs(server)
  for (const id of ['1', '2', '3']) client.subscribe(id, 'subscription { silent { __typename } }')
  assert.equal(errorsIn(await client.message('error', '3'))[0]?.extensions.code, 'RATE_LIMITED')
  client.send({ id: '1', type: 'complete' })
  client.subscribe('4', '{ hello }')
  await client.message('complete', '4')
})

test('a reader that does not read stops the source after a bounded number of events', async () => {
  await using server = await startServer()
  await using client = await connectAs(server)
  client.socket.pause()
  const text = 'x'.repeat(100_000)
  const events = 2_000
  client.subscribe(
    '1',
    'subscription ($to: Int!, $text: String) { count(to: $to, text: $text) { ... on Tick { number text } } }',
    { to: events, text },
  )
  await whenAsked(server)
  await settled(server.pulled)
  assert.ok(server.pulled() < events, `${server.pulled()} of ${events} events were produced for nobody`)
  client.socket.resume()
  await client.message('complete', '1')
  assert.equal(client.received.filter(({ type }) => type === 'next').length, events)
})

test('a reader that does not read for too long is cut off, though it says that it is there', async () => {
  await using server = await startServer({ webSocket: { ...defaultWebSocketLimits, stalledMs: 100 } })
  await using client = await connectAs(server)
  client.socket.pause()
  const alive = setInterval(() => client.socket.pong(), 50)
  client.subscribe(
    '1',
    'subscription ($to: Int!, $text: String) { count(to: $to, text: $text) { ... on Tick { number text } } }',
    { to: 2_000, text: 'x'.repeat(100_000) },
  )
  await whenAborted(await whenAsked(server))
  clearInterval(alive)
})

test('an operation in flight when the gateway cannot wait any longer is told so', async () => {
  await using server = await startServer()
  await using client = await connectAs(server)
  client.subscribe('1', 'subscription { silent { __typename } }')
  await whenAsked(server)
  server.setAccepting(false)
  client.subscribe('2', '{ hello }')
  assert.equal(errorsIn(await client.message('error', '2'))[0]?.extensions.code, 'UNAVAILABLE')
  await server.drain(0)
  assert.equal(errorsIn(await client.message('error', '1'))[0]?.extensions.code, 'UNAVAILABLE')
  assert.equal((await client.closed).code, 1001)
})

test('a revoked key ends what runs for it, and its socket closes at the next operation', async () => {
  await using server = await startServer({ credentialsMs: 2 })
  await using client = await connectAs(server)
  client.subscribe('1', 'subscription { silent { __typename } }')
  const origin = await whenAsked(server)
  server.revoke()
  assert.equal(errorsIn(await client.message('error', '1'))[0]?.extensions.code, 'UNAUTHENTICATED')
  assert.equal(origin.signal.aborted, true)
  client.subscribe('2', '{ hello }')
  assert.deepEqual(await client.closed, { code: 4401, reason: 'These credentials are not valid' })
  assert.equal(
    client.received.some(({ id }) => id === '2'),
    false,
  )
})

test('a complete that comes with its subscribe is heard', async () => {
  await using server = await startServer()
  await using client = await connectAs(server)
  client.socket.pause()
  client.subscribe('1', 'subscription { silent { __typename } }')
  client.send({ id: '1', type: 'complete' })
  client.subscribe('2', '{ hello }')
  client.socket.resume()
  await client.message('complete', '2')
  await server.drain(600_000)
})

test('who has not said who it is can send little, and who has can send much', async () => {
  const strangers = { ...defaultWebSocketLimits.strangers, bytes: 1_000 }
  await using server = await startServer({ webSocket: { ...defaultWebSocketLimits, strangers } })
  for (const message of [
    'x'.repeat(2_000),
    JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(2_000) } }),
  ]) {
    await using client = await connect(server)
    client.send(message)
    assert.equal((await client.closed).code, 1006)
    assert.deepEqual(client.received, [])
  }
  await using client = await connectAs(server)
  client.subscribe('1', 'query ($name: String) { hello(name: $name) }', { name: 'x'.repeat(5_000) })
  await client.message('complete', '1')
})

test('who has not said who it is and is refused is not waited for', async () => {
  await using server = await startServer()
  const { hostname, port } = new URL(server.url)
  const socket = connectSocket(Number(port), hostname)
  socket.write(
    'GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n' +
      'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-version: 13\r\n' +
      'sec-websocket-protocol: graphql-transport-ws\r\n\r\n',
  )
  await once(socket, 'data')
  // A masked text frame that says `x`. What a client has to answer to the close frame never comes.
  socket.write(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x78]))
  const [frame] = await once(socket, 'data')
  assert.equal(frame[0], 0x88)
  await once(socket, 'close')
})

test('few can be there that have not said who they are', async () => {
  const bytes = 1_000
  for (const strangers of [
    { bytes, sockets: 2, socketsOfAddress: 9 },
    { bytes, sockets: 9, socketsOfAddress: 2 },
  ]) {
    await using server = await startServer({ webSocket: { ...defaultWebSocketLimits, strangers } })
    await using _known = await connectAs(server)
    await using first = await connect(server)
    await using _second = await connect(server)
    const [error] = await once(new WebSocket(server.wsUrl, 'graphql-transport-ws'), 'error')
    assert.match(String(error), /503/)
    first.send({ type: 'connection_init', payload: { authorization: key } })
    await first.message('connection_ack')
    await using _third = await connectAs(server)
    await using fourth = await connect(server)
    fourth.send('no message')
    await fourth.closed
    await using _fifth = await connectAs(server)
  }
})

test('an id that is used twice closes its socket, however long it is', async () => {
  await using server = await startServer()
  await using client = await connectAs(server)
  for (let time = 0; time < 2; time++)
    client.subscribe('é'.repeat(10_000), 'subscription { silent { __typename } }')
  const { code, reason } = await client.closed
  assert.equal(code, 4409)
  assert.match(reason, /^Subscriber for é+…$/)
})
