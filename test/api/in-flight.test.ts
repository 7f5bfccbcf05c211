import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createInFlight } from '../../src/api/in-flight.ts'

const from = (authorization: string, clientAddress = '192.0.2.1') => ({ authorization, clientAddress })

describe('what is in flight', () => {
  test('holds no more than half of what there is for one key, wherever it is used from', () => {
    const inFlight = createInFlight(1_000)
    const first = inFlight.begin(from('Bearer one'))
    first.hold(400)
    const elsewhere = inFlight.begin(from('Bearer one', '192.0.2.2'))
    assert.throws(() => elsewhere.hold(101), { code: 'RATE_LIMITED' })
    elsewhere.hold(100)
    inFlight.begin(from('Bearer two')).hold(500)
  })

  test('holds no more than there is for all together', () => {
    const inFlight = createInFlight(1_000)
    for (const key of ['one', 'two']) inFlight.begin(from(key)).hold(450)
    const third = inFlight.begin(from('three'))
    assert.throws(() => third.hold(101), { code: 'UNAVAILABLE' })
    third.hold(100)
  })

  test('has room again, once, for what has ended, and none for what ends before it holds anything', () => {
    const inFlight = createInFlight(1_000)
    const work = inFlight.begin(from('one'))
    work.hold(200)
    work.hold(300)
    assert.throws(() => work.hold(1), { code: 'RATE_LIMITED' })
    work.end()
    work.end()
    work.hold(500)
    inFlight.begin(from('one')).hold(500)
    inFlight.begin(from('two')).hold(500)
    assert.throws(() => inFlight.begin(from('three')).hold(1), { code: 'UNAVAILABLE' })
  })
})
