import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Quota, QuotaCount } from '../../src/core/quota.ts'
import { createQuotaPulse, followQuotas } from '../../src/finance/live-quotas.ts'
import { createMemoryQuotas } from '../../src/stores/memory/quotas.ts'
import { handBeats } from './beats.ts'

const now = Date.UTC(2026, 0, 31, 12)
const quota = (name: string): Quota => ({
  name,
  scope: {},
  meter: 'TOTAL_TOKENS',
  limit: 100n,
  window: 'DAY',
  action: 'BLOCK',
})

test('counters are told as enforcement counts them, each when it has changed', async () => {
  const { beat, next } = handBeats()
  const store = createMemoryQuotas()
  const faults: unknown[] = []
  const pulse = createQuotaPulse({
    state: async count => {
      if (count.quota.name === 'away') throw new Error('Redis is away')
      return store.state(count, now)
    },
    beat,
    onFault: error => faults.push(error),
  })
  const wanted: QuotaCount[] = [{ quota: quota('one') }, { quota: quota('other') }, { quota: quota('away') }]
  const changes = followQuotas(pulse, () => wanted, new AbortController().signal)
  const told = async () => {
    const { value } = await changes.next()
    return (
      value && [
        value.state.quota.name,
        value.state.used,
        value.state.reserved,
        value.usedDelta,
        value.reservedDelta,
      ]
    )
  }
  assert.deepEqual(await told(), ['one', 0n, 0n, 0n, 0n])
  assert.deepEqual(await told(), ['other', 0n, 0n, 0n, 0n])
  assert.equal(faults.length, 1)

  let coming = told()
  const reserved = await store.reserve([{ quota: quota('other'), amount: 40n }], now)
  await next()
  assert.deepEqual(await coming, ['other', 0n, 40n, 0n, 40n])
  coming = told()
  if ('lease' in reserved) await reserved.lease.settle([{ quota: quota('other'), amount: 25n }])
  await next()
  assert.deepEqual(await coming, ['other', 25n, 0n, 25n, -40n])

  // One that has come since is told whole; one that went is not told any more.
  coming = told()
  wanted.splice(0, 2, { quota: quota('new') })
  await next()
  assert.deepEqual(await coming, ['new', 0n, 0n, 0n, 0n])
})
