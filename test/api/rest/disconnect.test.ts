import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { GatewayError } from '../../../src/core/error.ts'
import { eventsOf, finish, hello, type Script, start, startRest, text } from './server.ts'

/** Gives `first` and then nothing until its signal is aborted, as a silent provider. */
const silent = (first: 'NOTHING' | 'START') => {
  const reached = Promise.withResolvers<void>()
  const aborted = Promise.withResolvers<void>()
  const script: Script = async function* ({ signal }) {
    if (first === 'START') yield start
    reached.resolve()
    if (!signal.aborted) await once(signal, 'abort')
    aborted.resolve()
    throw new GatewayError('UNAVAILABLE', 'The caller has left')
  }
  return { script, reached: reached.promise, aborted: aborted.promise }
}

for (const stream of [true, false])
  for (const first of ['NOTHING', 'START'] as const)
    test(`a client that leaves aborts the call of a silent provider (stream: ${stream}, sent: ${first}) (P6)`, async t => {
      const { script, reached, aborted } = silent(first)
      const server = await startRest(t, script)
      const leaving = new AbortController()
      const asking = fetch(`${server.url}/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer ada', 'content-type': 'application/json' },
        body: JSON.stringify({ ...hello, stream }),
        signal: leaving.signal,
      })
      asking.then(answer => answer.text()).catch(() => {})
      await reached
      leaving.abort()
      await aborted
      assert.equal(server.requests[0]?.signal.aborted, true)
    })

test('a client that leaves in the middle of a stream ends the reading', async t => {
  const ended = Promise.withResolvers<string>()
  const server = await startRest(t, async function* ({ signal }) {
    try {
      yield start
      while (!signal.aborted) {
        yield text('x')
        await new Promise(resolve => setImmediate(resolve))
      }
      throw new GatewayError('UNAVAILABLE', 'The caller has left')
    } finally {
      ended.resolve('ended')
    }
  })
  const answer = await server.post('/chat/completions', { ...hello, stream: true })
  await answer.body?.cancel()
  assert.equal(await ended.promise, 'ended')
  assert.deepEqual(server.logged, [])
})

test('a server that stops tells its streams so, and does not call them done', async t => {
  const { script, reached } = silent('START')
  const server = await startRest(t, script)
  const answer = await server.post('/chat/completions', { ...hello, stream: true })
  await reached
  server.stop()
  const events = eventsOf(await answer.text())
  assert.equal(JSON.parse(events.at(-1) ?? '').error.code, 'unavailable')
})

test('a reader who does not read stops the pulling, and starts it again', async t => {
  const piece = text('x'.repeat(100_000))
  let pulled = 0
  const server = await startRest(t, async function* (_, record) {
    yield start
    for (pulled = 0; pulled < 500; pulled++) yield piece
    record.finishReason = 'STOP'
    yield finish
  })
  const { port, hostname } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  t.after(() => socket.destroy())
  const body = JSON.stringify({ ...hello, stream: true })
  socket.pause()
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: weir\r\nauthorization: Bearer ada\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  let before = -1
  while (before !== pulled || pulled === 0) {
    before = pulled
    for (let turn = 0; turn < 200; turn++) await new Promise(resolve => setImmediate(resolve))
  }
  assert.ok(pulled < 250, `${pulled} of 500 pieces were taken while nobody read`)
  let tail = ''
  socket.on('data', data => {
    tail = (tail + data.toString()).slice(-200)
  })
  socket.resume()
  await once(socket, 'end')
  assert.equal(pulled, 500)
  assert.match(tail, /\[DONE\]/)
})

test('a reader who does not read for too long is cut off, and its call ends', async t => {
  const piece = text('x'.repeat(100_000))
  const aborted = Promise.withResolvers<void>()
  const server = await startRest(
    t,
    async function* ({ signal }) {
      signal.addEventListener('abort', () => aborted.resolve())
      yield start
      while (!signal.aborted) yield piece
      throw new GatewayError('UNAVAILABLE', 'The caller has left')
    },
    { stalledMs: 20 },
  )
  const { port, hostname } = new URL(server.url)
  const socket = connect(Number(port), hostname).pause()
  t.after(() => socket.destroy())
  const body = JSON.stringify({ ...hello, stream: true })
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: weir\r\nauthorization: Bearer ada\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  await aborted.promise
  assert.deepEqual(server.logged, [])
})

test('while nothing comes, comments keep the connection alive', async t => {
  const going = Promise.withResolvers<void>()
  const script: Script = async function* () {
    yield start
    await going.promise
    yield finish
  }
  const server = await startRest(t, script, { keepAliveMs: 1 })
  const answer = await server.post('/chat/completions', { ...hello, stream: true })
  let body = ''
  const decoder = new TextDecoder()
  for await (const bytes of answer.body ?? []) {
    body += decoder.decode(bytes, { stream: true })
    if (body.split(': keep-alive\n\n').length > 3) going.resolve()
  }
  assert.match(body, /(: keep-alive\n\n){3}/)
  assert.ok(body.endsWith('data: [DONE]\n\n'))
})
