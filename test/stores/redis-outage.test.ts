import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Quota, QuotaHistory } from '../../src/core/quota.ts'
import { openQuotas } from '../../src/stores/open-quotas.ts'
import { connectRedis, type RedisLink } from '../../src/stores/redis/connect.ts'
import { openSharedQuotas, type SharedQuotas } from '../../src/stores/redis/shared-quotas.ts'
import { silentLog } from '../kit/log.ts'
import { startRedis, type TestRedis } from '../kit/redis.ts'
import { quota } from './quotas.contract.ts'

const daily = quota({ limit: 1000n, onStoreFailure: 'DEGRADE' })
/** A store gives Redis 50 ms; the machine may do other things too. Whoever waited for Redis would wait for ever. */
const promptMs = 2_000

describe('a store whose Redis', () => {
  let redis: TestRedis
  let stores: SharedQuotas[]
  /** What the ledger was asked for. */
  let asked: Promise<unknown>[]
  /** When a second look at the ledger has been written. */
  let amended: PromiseWithResolvers<void>
  /** What the ledger has: each amount, and when its call ended. */
  let spent: { readonly at: number; readonly used: bigint }[]
  beforeEach(async () => {
    redis = await startRedis()
    stores = []
    spent = []
    asked = []
    amended = Promise.withResolvers()
  })
  afterEach(async () => {
    redis.signal('SIGCONT')
    await Promise.all(stores.map(store => store.close()))
    await redis.close()
  })

  const history: QuotaHistory = ([quota], at) => {
    const slots = spent.filter(entry => entry.at <= at)
    const told = Promise.resolve(quota ? [{ count: { quota }, slots }] : [])
    asked.push(told)
    return told
  }

  const open = async (count: number, of: Quota = daily) => {
    const { log, events } = silentLog()
    for (let index = 0; index < count; index++) {
      const link = connectRedis(redis.url, log)
      const amend: RedisLink['scripts']['amend'] = async (keys, ...args) => {
        const reply = await link.scripts.amend(keys, ...args)
        amended.resolve()
        return reply
      }
      stores.push(
        await openSharedQuotas({
          link: { ...link, scripts: { ...link.scripts, amend } },
          id: `gateway-${index}`,
          quotas: () => [of],
          history,
          crossed: () => undefined,
          clock: Date.now,
          log,
          timings: { beatMs: 100, probeMs: 50, lookAgainMs: 300 },
        }),
      )
    }
    // Each has to have seen the others.
    while (stores.some(store => store.health().gateways < count)) await wait(20)
    return events
  }

  /** One call: what it reserves, it uses. Says whether it passed, and how long the store took. */
  const call = async (store: Pick<SharedQuotas, 'reserve'> | undefined, amount: bigint, of = daily) => {
    const startedAt = performance.now()
    const reserved = await store?.reserve([{ quota: of, amount }], Date.now())
    const ms = performance.now() - startedAt
    if (!reserved || 'denied' in reserved) return { passed: false, ms }
    await reserved.lease.settle([{ quota: of, amount }])
    spent.push({ at: Date.now(), used: amount })
    return { passed: true, ms }
  }
  const total = () => spent.reduce((sum, { used }) => sum + used, 0n)
  const until = async (mode: 'NORMAL' | 'DEGRADED') => {
    while (stores.some(store => store.health().mode !== mode)) {
      if (mode === 'DEGRADED') for (const store of stores) await call(store, 0n)
      await wait(20)
    }
  }
  const standing = async () => {
    const { used, reserved } = (await stores[0]?.state({ quota: daily }, Date.now())) ?? {}
    return [used, reserved]
  }

  test('pauses answers in time, grants each gateway its share, and counts all of it afterwards (P26, P27)', async () => {
    const events = await open(2)
    await call(stores[0], 100n)
    await call(stores[1], 100n)
    redis.signal('SIGSTOP')
    const slow = await Promise.all(Array.from({ length: 6 }, () => call(stores[0], 1n)))
    assert.ok(
      slow.every(({ ms }) => ms < promptMs),
      JSON.stringify(slow),
    )
    await until('DEGRADED')
    assert.deepEqual(
      stores.map(store => [store.health().mode, store.health().accuracy]),
      [
        ['DEGRADED', 'SHARE'],
        ['DEGRADED', 'SHARE'],
      ],
    )
    assert.ok(
      events.some(({ level, message }) => level === 'error' && message.startsWith('Redis does not answer')),
    )
    for (const store of stores) {
      let passed = 0
      while ((await call(store, 50n)).passed) passed++
      // Half of what was left, or of what it had heard of.
      assert.ok(passed >= 7 && passed <= 10, String(passed))
    }
    redis.signal('SIGCONT')
    await until('NORMAL')
    assert.deepEqual(await standing(), [total(), 0n])
    // The share of the one that had heard of less was larger by half of that.
    assert.ok(total() <= 1000n + 100n, String(total()))
    assert.equal((await call(stores[0], 101n)).passed, false)
  })

  test('dies comes back with what the ledger knows, and nothing counts twice', async () => {
    await open(1)
    await call(stores[0], 300n)
    await redis.crash()
    await until('DEGRADED')
    await call(stores[0], 200n)
    await redis.restart()
    await until('NORMAL')
    // What has just ended may be in the ledger before the counters are filled from it: it counts once all the same.
    assert.deepEqual(await standing(), [500n, 0n])
    assert.equal((await call(stores[0], 501n)).passed, false)
    assert.equal((await call(stores[0], 500n)).passed, true)
  })

  test('comes back with a copy of an earlier hour trusts the ledger instead', async () => {
    await open(1)
    await call(stores[0], 300n)
    await redis.cli('save')
    await call(stores[0], 400n)
    await redis.crash()
    await until('DEGRADED')
    await redis.restart()
    assert.equal((await redis.cli('dbsize')) === '0', false)
    await until('NORMAL')
    assert.deepEqual(await standing(), [700n, 0n])
    assert.equal((await call(stores[0], 301n)).passed, false)
    assert.equal((await call(stores[0], 300n)).passed, true)
  })

  test('is emptied while rows are on their way to the ledger counts these as soon as they are there', async () => {
    await open(1)
    await call(stores[0], 300n)
    const endedAt = Date.now()
    await redis.cli('flushall')
    assert.equal((await call(stores[0], 0n)).passed, true)
    assert.deepEqual(await standing(), [300n, 0n])
    spent.push({ at: endedAt, used: 40n })
    await amended.promise
    assert.deepEqual(await standing(), [340n, 0n])
  })

  test('is emptied fills it from the ledger before anyone passes (P1)', async () => {
    await open(1)
    await call(stores[0], 900n)
    const running = await stores[0]?.reserve([{ quota: daily, amount: 50n }], Date.now())
    await wait(2)
    await redis.cli('flushall')
    assert.equal((await call(stores[0], 101n)).passed, false)
    if (running && 'lease' in running) await running.lease.settle([{ quota: daily, amount: 50n }])
    assert.deepEqual(await standing(), [950n, 0n])
  })

  test('is emptied asks the ledger again of what is not declared, on each gateway that has asked of it before', async () => {
    const limit = quota({
      name: 'prompts.ask:REQUESTS',
      limit: 1000n,
      scope: { tenant: 'acme', operation: 'prompts.ask' },
    })
    const { log } = silentLog()
    const opened = await Promise.all(
      ['one', 'two'].map(id =>
        openQuotas({
          link: connectRedis(redis.url, log),
          id,
          leaseMs: 30_000,
          quotas: () => [],
          history,
          crossed: () => undefined,
          clock: Date.now,
          log,
        }),
      ),
    )
    const [one, two] = opened
    assert.ok(one && two)
    try {
      for (const store of opened) assert.ok((await call(store, 300n, limit)).passed)
      await redis.cli('flushall')
      // Each notices with its first call, and knows with its second one.
      for (const store of opened) assert.ok((await call(store, 0n, limit)).passed)
      for (const store of opened) {
        const reserved = await store.reserve([{ quota: limit, amount: 401n }], Date.now())
        assert.ok('denied' in reserved)
        assert.equal(reserved.denied.used, 600n)
      }
    } finally {
      await Promise.all(opened.map(store => store.close()))
    }
  })

  test('is away lets nobody pass where the quota says DENY, and all where it says ALLOW (P3)', async () => {
    await open(1)
    await redis.crash()
    await until('DEGRADED')
    await assert.rejects(call(stores[0], 1n, { ...daily, onStoreFailure: 'DENY' }), {
      code: 'UNAVAILABLE',
      message: /^Quota `daily` cannot be counted at the moment/,
    })
    assert.equal(
      (await call(stores[0], 5000n, { ...daily, name: 'open', onStoreFailure: 'ALLOW' })).passed,
      true,
    )
  })

  test('takes several leases together by itself, all or none, and writes each later (N3)', async () => {
    await open(1)
    const [store] = stores
    assert.ok(store)
    redis.signal('SIGSTOP')
    await until('DEGRADED')
    const wanted = (amount: bigint) => [{ quota: daily, amount }]
    const denied = await store.reserveTogether([wanted(600n), wanted(401n)], Date.now())
    assert.ok('denied' in denied && denied.denied.quota === daily)
    const taken = await store.reserveTogether([wanted(600n), wanted(400n)], Date.now())
    assert.ok('leases' in taken)
    assert.equal((await call(store, 1n)).passed, false)
    await taken.leases[0]?.settle(wanted(10n))
    await taken.leases[0]?.settle(wanted(10n))
    await taken.leases[1]?.settle(wanted(5n))
    redis.signal('SIGCONT')
    await until('NORMAL')
    assert.deepEqual(await standing(), [15n, 0n])
  })

  test('holds what a killed gateway had reserved until its lease runs out, and no longer (P2)', async () => {
    await open(1)
    const held = { ...quota(), onStoreFailure: 'DENY' } as const
    const leaseMs = 1_500
    const file = join(import.meta.dirname, 'holder.ts')
    const holder = spawn(process.execPath, [file, redis.url, String(leaseMs)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [said] = await once(holder.stdout, 'data')
    const heldAt = Date.now()
    assert.equal(String(said), 'held\n')
    holder.kill('SIGKILL')
    await once(holder, 'close')
    assert.equal((await call(stores[0], 41n, held)).passed, false)
    while (!(await call(stores[0], 41n, held)).passed) await wait(20)
    const freeAfter = Date.now() - heldAt
    assert.ok(freeAfter > leaseMs - 500 && freeAfter < leaseMs + 1_000, String(freeAfter))
    assert.equal((await call(stores[0], 60n, held)).passed, false)
    assert.equal((await call(stores[0], 59n, held)).passed, true)
  })

  test('is away counts of calls that have ended what they used, not what was held for them (P2)', async () => {
    await open(1)
    const [store] = stores
    const reserve = async (amount: bigint) => {
      const reserved = await store?.reserve([{ quota: daily, amount }], Date.now())
      return reserved && 'lease' in reserved ? reserved.lease : assert.fail('there is no room')
    }
    const ended = await reserve(900n)
    await ended.settle([{ quota: daily, amount: 10n }])
    const running = await reserve(500n)
    await redis.crash()
    await until('DEGRADED')
    assert.deepEqual(await standing(), [510n, 0n], 'what runs may use all that it holds')
    assert.equal((await call(store, 491n)).passed, false)
    assert.equal((await call(store, 490n)).passed, true)
    await running.settle([{ quota: daily, amount: 500n }])
    assert.equal((await call(store, 1n)).passed, false)
  })

  test('is away leaves no more to a gateway that has not heard of a quota than the ledger knows to be left', async () => {
    await open(2)
    await call(stores[0], 900n)
    redis.signal('SIGSTOP')
    await until('DEGRADED')
    await Promise.all(asked)
    assert.equal((await call(stores[1], 51n)).passed, false)
    assert.equal((await call(stores[1], 50n)).passed, true)
  })

  test('is away at the start is found when it comes', async () => {
    await redis.crash()
    const opening = open(1)
    const events = await opening
    assert.equal(stores[0]?.health().mode, 'DEGRADED')
    assert.ok(events.length > 0)
    await redis.restart()
    await until('NORMAL')
    assert.equal((await call(stores[0], 1000n)).passed, true)
  })
})
