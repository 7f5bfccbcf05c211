import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOutage } from '../../src/stores/redis/outage.ts'
import { quota } from './quotas.contract.ts'

const noon = Date.UTC(2026, 0, 15, 12)
const minute = 60_000

for (const window of ['MINUTE', 'ROLLING_MINUTE'] as const)
  test(`a gateway by itself grants its share of what was left, and of each window that opens meanwhile (${window})`, async () => {
    const of = quota({ window, limit: 100n })
    const outage = createOutage({ heard: () => ({ taken: 60n, end: noon + minute }), gateways: 4 })
    const granted = async (at: number): Promise<bigint> => {
      for (let amount = 0n; ; amount++) {
        const reserved = await outage.reserve([[{ quota: of, amount: 1n }]], at)
        if ('denied' in reserved) return amount
        await reserved.leases[0]?.settle([{ quota: of, amount: 1n }])
      }
    }
    assert.equal(await granted(noon), 10n)
    assert.equal(await granted(noon + minute - 1), 0n)
    // What rolls leaves within 2 % after its minute.
    assert.equal(await granted(noon + minute * 1.1), 25n)
    assert.equal(await granted(noon + minute * 1.2), 0n)
    assert.equal(await granted(noon + minute * 2.3), 25n)
  })
