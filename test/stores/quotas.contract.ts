import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Quota, QuotaLease, QuotaStore } from '../../src/core/quota.ts'

const day = 86_400_000
const noon = Date.UTC(2026, 0, 15, 12)

export const quota = (about: Partial<Quota> = {}): Quota => ({
  name: 'daily',
  scope: {},
  meter: 'TOTAL_TOKENS',
  limit: 100n,
  window: 'DAY',
  action: 'BLOCK',
  ...about,
})

/** What every QuotaStore must do. `open` gives a fresh, empty one. */
export const quotaStoreContract = (open: () => QuotaStore): void => {
  const take = async (store: QuotaStore, amount: bigint, { of = quota(), at = noon } = {}) => {
    const reserved = await store.reserve([{ quota: of, amount }], at)
    return 'denied' in reserved ? undefined : reserved.lease
  }

  describe('a quota store', () => {
    test('holds what is reserved and refuses what would exceed the limit', async () => {
      const store = open()
      assert.ok(await take(store, 60n))
      assert.equal(await take(store, 41n), undefined)
      assert.ok(await take(store, 40n))
    })

    test('gives back what was reserved and not used', async () => {
      const store = open()
      const lease = await take(store, 100n)
      await lease?.settle([{ quota: quota(), amount: 30n }])
      assert.deepEqual(await store.state(quota(), noon), {
        quota: quota(),
        used: 30n,
        reserved: 0n,
        resetsAt: Date.UTC(2026, 0, 16),
      })
    })

    test('settles once, whatever the number of tries', async () => {
      const store = open()
      const lease = await take(store, 50n)
      await lease?.settle([{ quota: quota(), amount: 10n }])
      await lease?.settle([{ quota: quota(), amount: 10n }])
      const { used, reserved } = await store.state(quota(), noon)
      assert.deepEqual([used, reserved], [10n, 0n])
    })

    test('takes several quotas all or none, and names the one that refused', async () => {
      const store = open()
      const [wide, narrow] = [quota({ name: 'wide' }), quota({ name: 'narrow', limit: 10n })]
      const reserved = await store.reserve(
        [
          { quota: wide, amount: 50n },
          { quota: narrow, amount: 11n },
        ],
        noon,
      )
      assert.equal('denied' in reserved && reserved.denied.quota.name, 'narrow')
      assert.equal((await store.state(wide, noon)).reserved, 0n)
    })

    test('opens a new window at its time, and a lease of the old one does not reach into it', async () => {
      const store = open()
      const lease = await take(store, 100n)
      assert.equal(await take(store, 1n, { at: noon + day / 2 - 1 }), undefined)
      assert.ok(await take(store, 100n, { at: noon + day / 2 }))
      await lease?.settle([{ quota: quota(), amount: 100n }])
      assert.equal((await store.state(quota(), noon + day / 2)).used, 0n)
    })

    test('stays in the open window when the clock goes back', async () => {
      const store = open()
      await (await take(store, 100n, { at: noon }))?.settle([{ quota: quota(), amount: 100n }])
      assert.equal(await take(store, 1n, { at: noon - day }), undefined)
    })

    test('lets an alerting quota pass and tells that it is exceeded', async () => {
      const store = open()
      const alerting = quota({ action: 'ALERT' })
      const reserved = await store.reserve([{ quota: alerting, amount: 101n }], noon)
      assert.deepEqual('exceeded' in reserved && reserved.exceeded.map(state => state.quota.name), ['daily'])
    })

    test('frees a concurrent call at its end, for ever', async () => {
      const store = open()
      const { window: _, ...timeless } = quota({ meter: 'CONCURRENT_CALLS', limit: 1n })
      const lease = await take(store, 1n, { of: timeless })
      assert.equal(await take(store, 1n, { of: timeless, at: noon + 400 * day }), undefined)
      await lease?.settle([])
      assert.ok(await take(store, 1n, { of: timeless }))
    })

    test('is never above the limit and never below zero, whatever the history (P1, P2)', async () => {
      const step = fc.oneof(
        fc.record({ do: fc.constant('reserve' as const), amount: fc.bigInt(0n, 60n) }),
        fc.record({
          do: fc.constant('settle' as const),
          which: fc.nat(20),
          share: fc.integer({ min: 0, max: 100 }),
        }),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 60 }), async steps => {
          const store = open()
          const open_: { lease: QuotaLease; amount: bigint }[] = []
          for (const step of steps) {
            if (step.do === 'reserve') {
              const lease = await take(store, step.amount)
              if (lease) open_.push({ lease, amount: step.amount })
            } else {
              const [held] = open_.splice(step.which % Math.max(open_.length, 1), 1)
              await held?.lease.settle([
                { quota: quota(), amount: (held.amount * BigInt(step.share)) / 100n },
              ])
            }
            const { used, reserved } = await store.state(quota(), noon)
            assert.ok(used >= 0n && reserved >= 0n && used + reserved <= 100n)
          }
          for (const { lease } of open_) await lease.settle([])
          assert.equal((await store.state(quota(), noon)).reserved, 0n)
        }),
        { numRuns: 300 },
      )
    })
  })
}
