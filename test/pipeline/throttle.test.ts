import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Quota, QuotaState } from '../../src/core/quota.ts'
import { createThrottle } from '../../src/pipeline/throttle.ts'

const quota: Quota = {
  name: 'calm',
  scope: {},
  meter: 'REQUESTS',
  limit: 1n,
  window: 'ROLLING_SECOND',
  action: 'THROTTLE',
  maxWaitMs: 1_000,
}
const denied = (about: Partial<QuotaState> = {}): QuotaState => ({
  quota,
  used: 1n,
  reserved: 0n,
  resetsAt: 400,
  ...about,
})
const { signal } = new AbortController()

test('waits until there is room, and looks again soon where nobody knows when', async () => {
  const slept: number[] = []
  const throttle = createThrottle({ clock: () => 100, sleep: async ms => void slept.push(ms) })
  assert.equal(await throttle.wait(denied(), { since: 0, signal }), true)
  const { resetsAt: _, ...unknown } = denied()
  assert.equal(await throttle.wait(unknown, { since: 0, signal }), true)
  assert.deepEqual(slept, [300, 50])
})

test('does not wait for what comes too late, nor for a quota that refuses', async () => {
  const throttle = createThrottle({ clock: () => 100, sleep: () => assert.fail('nobody should wait') })
  assert.equal(await throttle.wait(denied({ resetsAt: 1_001 }), { since: 0, signal }), false)
  assert.equal(await throttle.wait(denied(), { since: -700, signal }), false)
  assert.equal(
    await throttle.wait(denied({ quota: { ...quota, action: 'BLOCK' } }), { since: 0, signal }),
    false,
  )
})

test('lets no more calls wait at a time than it may, and gives the place of one that left to the next', async () => {
  const throttle = createThrottle({
    clock: () => 0,
    mostWaiting: 1,
    sleep: (_, signal) =>
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
      ),
  })
  const leaving = new AbortController()
  const first = throttle.wait(denied(), { since: 0, signal: leaving.signal })
  assert.equal(await throttle.wait(denied(), { since: 0, signal }), false)
  leaving.abort(new Error('left'))
  await assert.rejects(first, /left/)
  const second = new AbortController()
  const next = throttle.wait(denied(), { since: 0, signal: second.signal })
  second.abort(new Error('left'))
  await assert.rejects(next, /left/)
})
