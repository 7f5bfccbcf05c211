import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { drained, endWithin } from '../../src/api/stalled-reader.ts'

const never = new AbortController().signal

/** More than the system takes off our hands for who does not read. */
const large = 'x'.repeat(20_000_000)

/** The answer to a client that does not read, and that client. */
const answering = async (t: TestContext) => {
  const server = createServer().listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  const client = connect(address.port, '127.0.0.1').pause()
  t.after(() => client.destroy())
  client.on('error', () => {})
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  const [, response]: ServerResponse[] = await once(server, 'request')
  assert.ok(response)
  return { client, response }
}

test('a client that does not read is cut off with what was written', async t => {
  const { response } = await answering(t)
  assert.equal(response.write(large), false)
  await drained(response, { signal: never, stalledMs: 10 })
  assert.equal(response.destroyed, true)
  response.write(large)
  await drained(response, { signal: never, stalledMs: 600_000 })
})

test('a client that does not read the end is cut off too', async t => {
  const { response } = await answering(t)
  endWithin(response, large, 10)
  await once(response, 'close')
  assert.equal(response.writableFinished, false)
})

test('a client that reads on is waited for', async t => {
  const { client, response } = await answering(t)
  assert.equal(response.write(large), false)
  client.resume()
  await drained(response, { signal: never, stalledMs: 600_000 })
  assert.equal(response.writableNeedDrain, false)
  endWithin(response, 'end', 600_000)
  await once(response, 'close')
  assert.equal(response.writableFinished, true)
})

test('who is to be told the end is not waited for', async t => {
  const { response } = await answering(t)
  const leaving = new AbortController()
  response.write(large)
  const waiting = drained(response, { signal: leaving.signal, stalledMs: 600_000 })
  leaving.abort()
  await waiting
  assert.equal(response.destroyed, false)
  assert.equal(response.listenerCount('drain'), 0)
})
