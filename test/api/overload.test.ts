import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { watchOverload } from '../../src/api/overload.ts'
import { startServer } from '../kit/http-server.ts'

describe('overload', () => {
  test('is told while too much is pending, or the event loop is late for long', () => {
    let [now, pending] = [0, 0]
    let look = () => undefined as unknown
    const overload = watchOverload({
      limits: { pending: 10, lagMs: 500 },
      pending: () => pending,
      now: () => now,
      every(_, work) {
        look = work
        return () => undefined
      },
    })
    const pass = (ms: number, times: number) => {
      for (let index = 0; index < times; index++) {
        now += ms
        look()
      }
    }
    pass(100, 20)
    assert.equal(overload.isTooMuch(), false)
    pending = 10
    assert.equal(overload.isTooMuch(), true)
    pending = 9
    // One pause is none.
    pass(5_000, 1)
    assert.equal(overload.isTooMuch(), false)
    pass(700, 8)
    assert.equal(overload.isTooMuch(), true)
    pass(100, 9)
    assert.equal(overload.isTooMuch(), false)
  })

  test('turns calls away with 503 and when to come back, and still says how the gateway is', async () => {
    await using server = await startServer({ overload: { pending: 0, lagMs: 60_000 } })
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ hello }' }),
    })
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1'])
    const { errors } = (await answer.json()) as { errors: { extensions: { code: string } }[] }
    assert.equal(errors[0]?.extensions.code, 'UNAVAILABLE')
    const rest = await fetch(`${server.url}/v1/chat/completions`, { method: 'POST' })
    assert.equal(rest.status, 503)
    assert.equal(rest.headers.get('retry-after'), '1')
    const { error } = (await rest.json()) as { error: { code: string } }
    assert.equal(error.code, 'unavailable')
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200)
  })
})
