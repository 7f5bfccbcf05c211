import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Quota, QuotaPast } from '../../src/core/quota.ts'
import { openQuotas } from '../../src/stores/open-quotas.ts'
import { silentLog } from '../kit/log.ts'
import { quota } from './quotas.contract.ts'

const now = Date.UTC(2026, 0, 15, 12)

const opened = async (quotas: readonly Quota[], past: (quota: Quota) => QuotaPast | Error) => {
  const asked: string[] = []
  const { log, events } = silentLog()
  const store = await openQuotas({
    id: 'one',
    leaseMs: 30_000,
    quotas: () => quotas,
    history: async quotas =>
      quotas.map(quota => {
        asked.push(quota.name)
        const known = past(quota)
        if (known instanceof Error) throw known
        return known
      }),
    crossed: () => undefined,
    clock: () => now,
    log,
  })
  return { store, asked, events }
}
const spent =
  (used: bigint) =>
  (quota: Quota): QuotaPast => ({ count: { quota }, slots: [{ at: now, used }] })

test('begins with what was used before', async () => {
  const { store } = await opened([quota()], spent(90n))
  assert.equal((await store.state({ quota: quota() }, now)).used, 90n)
  assert.ok('denied' in (await store.reserve([{ quota: quota(), amount: 11n }], now)))
})

test('asks for the past of a quota that is new, once, before anyone passes', async () => {
  const { store, asked } = await opened([], spent(90n))
  const fresh = quota({ name: 'fresh' })
  const all = await Promise.all([1, 2, 3].map(() => store.reserve([{ quota: fresh, amount: 10n }], now)))
  assert.deepEqual(
    all.map(reserved => 'lease' in reserved),
    [true, false, false],
  )
  assert.deepEqual(asked, ['fresh'])
  assert.equal((await store.state({ quota: quota({ name: 'other' }) }, now)).used, 90n)
  asked.pop()
  // Said again by the next snapshot, it is the same quota.
  await store.reserve([{ quota: quota({ name: 'fresh', limit: 200n }), amount: 1n }], now)
  assert.deepEqual(asked, ['fresh'])
})

test('a quota that holds again counts what was used while it did not', async () => {
  const past = { used: 90n }
  const { store, asked } = await opened([quota()], of => spent(past.used)(of))
  store.hold([quota()])
  const take = async (amount: bigint) => {
    const reserved = await store.reserve([{ quota: quota(), amount }], now)
    if ('denied' in reserved) return false
    await reserved.lease.settle([{ quota: quota(), amount }])
    return true
  }
  assert.ok(await take(4n))
  store.hold([])
  past.used = 97n
  store.hold([quota({ limit: 99n })])
  assert.equal((await store.state({ quota: quota() }, now)).used, 97n)
  assert.ok(!(await take(4n)))
  // The ledger knows no more than was counted: nothing is added.
  store.hold([])
  store.hold([quota()])
  assert.ok(await take(3n))
  assert.equal((await store.state({ quota: quota() }, now)).used, 100n)
  assert.deepEqual(asked, ['daily', 'daily', 'daily'])
})

test('a limit that comes back in place of none counts what was used without it, and one that stays does not ask again', async () => {
  const past = { used: 4n }
  const { store, asked } = await opened([], of => spent(past.used)(of))
  const used = async () => (await store.state({ quota: quota() }, now)).used
  store.replace({ before: [], now: [quota()] })
  assert.equal(await used(), 4n)
  past.used = 7n
  store.replace({ before: [quota()], now: [quota({ limit: 50n })] })
  assert.equal(await used(), 4n)
  store.replace({ before: [quota()], now: [] })
  store.replace({ before: [], now: [quota()] })
  assert.equal(await used(), 7n)
  assert.deepEqual(asked, ['daily', 'daily'])
})

test('goes on without the past where nobody can tell it, and says so', async () => {
  const { store, events } = await opened([], () => new Error('away'))
  assert.ok('lease' in (await store.reserve([{ quota: quota(), amount: 10n }], now)))
  assert.equal(events[0]?.message, 'the past of quotas cannot be read')
})
