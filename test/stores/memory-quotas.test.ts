import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryQuotas } from '../../src/stores/memory/quotas.ts'
import { quota, quotaStoreContract } from './quotas.contract.ts'

quotaStoreContract(createMemoryQuotas, { runs: 2000 })

test('counts for no more members than it has room for, and forgets those whose window is over', async () => {
  const store = createMemoryQuotas({ mostCounters: 2 })
  const each = quota({ perUser: true })
  const at = Date.UTC(2026, 0, 15)
  const take = (member: string, at: number) => store.reserve([{ quota: each, member, amount: 1n }], at)
  await take('ada', at)
  await take('bob', at)
  await assert.rejects(take('eve', at), { code: 'UNAVAILABLE' })
  assert.ok('lease' in (await take('eve', at + 86_400_000)))
})

test('adds what a counter lacks of what was used, and nothing twice', async () => {
  const at = Date.UTC(2026, 0, 15)
  for (const own of [quota(), quota({ window: 'ROLLING_HOUR' })]) {
    const store = createMemoryQuotas()
    const fill = (used: bigint) =>
      store.fill(
        [
          {
            count: { quota: own },
            slots: [
              { at: at - 1_000, used },
              // Of a rolling window, this counts no more.
              ...(own.window === 'ROLLING_HOUR' ? [{ at: at - 3_672_001, used: 7n }] : []),
            ],
          },
        ],
        at,
      )
    const reserved = await store.reserve([{ quota: own, amount: 50n }], at)
    assert.ok('lease' in reserved)
    await reserved.lease.settle([{ quota: own, amount: 40n }])
    for (const [known, used] of [
      [30n, 40n],
      [70n, 70n],
      [70n, 70n],
    ] as const) {
      fill(known)
      assert.equal((await store.state({ quota: own }, at)).used, used)
    }
  }
})
