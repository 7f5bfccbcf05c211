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
