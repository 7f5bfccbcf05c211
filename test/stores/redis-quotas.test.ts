import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Redis } from 'ioredis'
import type { QuotaAlerts } from '../../src/core/quota.ts'
import { connectRedis, type RedisLink } from '../../src/stores/redis/connect.ts'
import { openSharedQuotas, type SharedQuotas } from '../../src/stores/redis/shared-quotas.ts'
import { silentLog } from '../kit/log.ts'
import { startRedis, type TestRedis } from '../kit/redis.ts'
import { quota, quotaStoreContract } from './quotas.contract.ts'

for (const kind of ['a server', 'a cluster'] as const)
  describe(`counted in Redis, ${kind}`, () => {
    let redis: TestRedis
    let link: RedisLink
    let admin: Redis
    let last: SharedQuotas | undefined
    before(async () => {
      redis = await startRedis({ cluster: kind === 'a cluster' })
      link = connectRedis(redis.url, silentLog().log)
      await link.connected()
      admin = new Redis(redis.url.replace('-cluster', ''))
    })
    after(async () => {
      await last?.close()
      link.close()
      admin.disconnect()
      await redis.close()
    })

    const open = async ({ crossed = () => undefined }: { readonly crossed?: QuotaAlerts } = {}) => {
      await last?.close()
      await admin.flushall()
      last = await openSharedQuotas({
        link: { ...link, close: () => undefined },
        id: 'one',
        quotas: () => [],
        history: async () => [],
        crossed,
        clock: Date.now,
        log: silentLog().log,
        // A busy machine is no outage.
        timings: { commandMs: 5_000, fillMs: 5_000 },
      })
      return last
    }

    quotaStoreContract(open, { runs: kind === 'a server' ? 1000 : 100 })

    test('takes one command for a reservation, however many quotas it is for', async () => {
      const store = await open()
      const wanted = ['a', 'b', 'c', 'd', 'e'].map(name => ({ quota: quota({ name }), amount: 1n }))
      await store.reserve(wanted, Date.UTC(2026, 0, 15))
      const commands = async () => {
        const stats = await admin.info('commandstats')
        return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0)
      }
      const before = await commands()
      await store.reserve(wanted, Date.UTC(2026, 0, 15))
      assert.equal((await commands()) - before, 1)
    })

    test('goes on when the server has forgotten the scripts', async () => {
      const store = await open()
      const take = () => store.reserve([{ quota: quota(), amount: 1n }], Date.UTC(2026, 0, 15))
      assert.ok('lease' in (await take()))
      await redis.cli('script', 'flush')
      assert.ok('lease' in (await take()))
      assert.equal(store.health().mode, 'NORMAL')
    })

    test('adds what a counter lacks of what was used, once, however many gateways find it out', async () => {
      const at = Date.UTC(2026, 0, 15)
      for (const own of [quota(), quota({ name: 'rolling', window: 'ROLLING_HOUR' })]) {
        const store = await open()
        const reserved = await store.reserve([{ quota: own, amount: 50n }], at)
        assert.ok('lease' in reserved)
        await reserved.lease.settle([{ quota: own, amount: 40n }])
        const running = await store.reserve([{ quota: own, amount: 5n }], at)
        const past = (used: bigint) => [{ count: { quota: own }, slots: [{ at: at - 1_000, used }] }]
        const standing = async () => {
          const { used, reserved } = await store.state({ quota: own }, at)
          return [used, reserved]
        }
        await store.raise(past(30n), at)
        assert.deepEqual(await standing(), [40n, 5n])
        await Promise.all([1, 2, 3].map(later => store.raise(past(70n), at + later)))
        assert.deepEqual(await standing(), [70n, 5n])
        assert.ok('denied' in (await store.reserve([{ quota: own, amount: 26n }], at)))
        assert.ok('lease' in running)
        await running.lease.settle([{ quota: own, amount: 5n }])
        assert.deepEqual(await standing(), [75n, 0n])
        const fresh = { ...own, name: 'fresh' }
        await store.raise([{ count: { quota: fresh }, slots: [{ at, used: 9n }] }], at)
        assert.equal((await store.state({ quota: fresh }, at)).used, 9n)
      }
    })

    test('is not taken for broken by amounts that nobody can mean', async () => {
      const store = await open()
      const at = Date.UTC(2026, 0, 15)
      const telling = quota({ name: 'telling', action: 'ALERT' })
      const vast = 2n ** 57n
      const leases = await Promise.all(
        Array.from({ length: 100 }, async () => {
          const reserved = await store.reserve([{ quota: telling, amount: vast }], at)
          return 'lease' in reserved ? reserved.lease : assert.fail()
        }),
      )
      for (let calls = 0; calls < 3; calls++)
        assert.ok('denied' in (await store.reserve([{ quota: quota(), amount: vast }], at)))
      for (const lease of leases) await lease.settle([{ quota: telling, amount: vast }])
      const { used, reserved } = await store.state({ quota: telling }, at)
      assert.ok(used >= 10n ** 18n && reserved === 0n, String([used, reserved]))
      assert.deepEqual(await store.state({ quota: quota() }, at).then(({ used }) => used), 0n)
      assert.deepEqual([store.health().mode, store.health().unwritten], ['NORMAL', 0])
    })

    test('keeps nothing for ever', async () => {
      const store = await open()
      await store.reserve([{ quota: quota(), amount: 1n }], Date.UTC(2026, 0, 15))
      const keys = (await redis.cli('keys', 'weir:{default}:*')).split('\n')

      assert.equal(keys.length, 3)
      for (const key of keys) assert.ok(Number(await redis.cli('pttl', key)) > 0, key)
    })
  })
