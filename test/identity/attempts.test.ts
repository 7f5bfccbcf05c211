import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type AttemptLimits, createAttempts } from '../../src/identity/attempts.ts'

const here = '198.51.100.7'
const there = '198.51.100.8'
const mark = 'weir_3fGhK2p'

const gate = (limits: Partial<AttemptLimits> = {}) => {
  const time = { now: Date.UTC(2026, 0, 2) }
  const attempts = createAttempts({
    clock: () => time.now,
    limits: { addressBurst: 5, markBurst: 3, forgetMs: 1_000, trustMs: 60_000, entries: 100, ...limits },
  })
  let made = 0
  return {
    time,
    ...attempts,
    /** Fails with another credential each time, unless the attempt is held back: then it tells how long. */
    guess(address: string | undefined, guessed = `guess-${++made}`): number {
      const waitMs = this.waitMs(address, guessed)
      if (waitMs === 0) attempts.failed({ address, mark: guessed }, 'GUESSED')
      return waitMs
    },
    waitMs(address: string | undefined, used = mark): number {
      try {
        attempts.admit({ address, mark: used })
        return 0
      } catch (error) {
        const { code, details } = error as { code: string; details: { retryAfterMs: number } }
        assert.equal(code, 'RATE_LIMITED')
        return details.retryAfterMs
      }
    },
  }
}

describe('failed attempts', () => {
  test('of one address are too many from the sixth one on, and it is told how long to wait (F12)', () => {
    const it = gate()
    for (let attempt = 0; attempt < 5; attempt++) assert.equal(it.guess(here), 0)
    assert.equal(it.guess(here), 1_000)
    assert.equal(it.guess(there), 0)
    it.time.now += 400
    assert.equal(it.guess(here), 600)
    it.time.now += 600
    assert.equal(it.guess(here), 0)
    assert.equal(it.guess(here), 1_000)
    it.time.now += 5_000
    for (let attempt = 0; attempt < 5; attempt++) assert.equal(it.guess(here), 0)
    assert.equal(it.guess(here), 1_000)
  })

  test('that were held back make nobody wait longer', () => {
    const it = gate()
    for (let attempt = 0; attempt < 1_000; attempt++) it.guess(here)
    assert.equal(it.waitMs(here), 1_000)
  })

  test('that were under way already make nobody wait longer either', () => {
    const it = gate()
    for (let attempt = 0; attempt < 1_000; attempt++)
      it.failed({ address: here, mark: `m${attempt}` }, 'GUESSED')
    assert.equal(it.waitMs(here), 1_000)
  })

  test('with one beginning of a key are too many from the fourth one on, wherever they come from', () => {
    const it = gate()
    for (const host of [1, 2, 3]) assert.equal(it.guess(`203.0.113.${host}`, mark), 0)
    assert.equal(it.guess('203.0.113.4', mark), 1_000)
    assert.equal(it.guess('203.0.113.4', 'weir_another'), 0)
  })

  test('of others do not lock out a credential that has worked from the same address', () => {
    const it = gate()
    it.succeeded({ address: here, mark })
    for (let attempt = 0; attempt < 100; attempt++) it.guess(here)
    assert.ok(it.guess(here) > 0)
    assert.equal(it.waitMs(here, mark), 0)
    for (const host of [1, 2, 3, 4]) it.guess(`203.0.113.${host}`, mark)
    assert.equal(it.waitMs(here, mark), 0)
    assert.equal(it.waitMs(there, mark), 1_000)
  })

  test('of its own do, and its good name is forgotten in time', () => {
    const it = gate()
    it.succeeded({ address: here, mark })
    for (let attempt = 0; attempt < 3; attempt++) assert.equal(it.guess(here, mark), 0)
    assert.equal(it.guess(here, mark), 1_000)
    it.time.now += 60_001
    for (let attempt = 0; attempt < 5; attempt++) it.guess(here)
    assert.equal(it.waitMs(here, mark), 1_000)
  })

  test('with a credential that was good once are held against that one only', () => {
    const it = gate({ entries: 1_000 })
    for (let attempt = 0; attempt < 3; attempt++) it.failed({ address: here, mark }, 'OUTDATED')
    for (let attempt = 0; attempt < 100; attempt++)
      it.failed({ address: here, mark: `old-${attempt}` }, 'OUTDATED')
    assert.equal(it.waitMs(here, mark), 1_000)
    assert.equal(it.waitMs(here, 'another'), 0)
  })

  test('of a customer of IPv6 count together, whichever of its addresses it uses', () => {
    const it = gate()
    for (const host of ['::1', '::2', ':a:b:c:d', ':ffff::', '::1%eth0']) it.guess(`2001:db8:0:7${host}`)
    assert.equal(it.guess('2001:db8:0:7:9::'), 1_000)
    assert.equal(it.guess('2001:DB8::7:0:0:0:9'), 1_000)
    assert.equal(it.guess('2001:db8:0:8::1'), 0)
    for (let attempt = 0; attempt < 5; attempt++) it.guess(`::ffff:${here}`)
    assert.equal(it.guess(here), 1_000)
  })

  test('from nowhere in particular, or with nothing like a credential, count too', () => {
    const it = gate()
    for (let attempt = 0; attempt < 5; attempt++) it.failed({ address: undefined }, 'GUESSED')
    assert.equal(it.waitMs(undefined), 1_000)
    assert.equal(it.waitMs(here), 0)
  })

  test('are forgotten from the oldest on, so that a flood of addresses takes no more memory', () => {
    const it = gate({ entries: 3 })
    for (const host of [1, 2, 3, 4])
      for (let attempt = 0; attempt < 5; attempt++) it.guess(`203.0.113.${host}`)
    assert.deepEqual(
      [1, 2, 3, 4].map(host => it.waitMs(`203.0.113.${host}`)),
      [0, 1_000, 1_000, 1_000],
    )
  })

  test('lock nobody out when the clock is set back', () => {
    const it = gate()
    for (let attempt = 0; attempt < 5; attempt++) it.guess(here)
    it.time.now -= 86_400_000
    assert.equal(it.waitMs(here), 0)
    it.guess(here)
    assert.equal(it.waitMs(here), 0)
    it.time.now += 86_500_000
    assert.equal(it.waitMs(here), 0)
  })
})
