import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type {
  Quota,
  QuotaAlerts,
  QuotaAmount,
  QuotaCount,
  QuotaLease,
  QuotaStore,
} from '../../src/core/quota.ts'
import { leaseMs } from '../../src/core/quota.ts'
import fc from '../kit/fast-check.ts'

const day = 86_400_000
const noon = Date.UTC(2026, 0, 15, 12)

export const quota = (about: Partial<Quota> = {}): Quota => ({
  name: 'daily',
  scope: { tenant: 'default' },
  meter: 'TOTAL_TOKENS',
  limit: 100n,
  window: 'DAY',
  action: 'BLOCK',
  ...about,
})

const { window: _, ...timeless } = quota({ name: 'at-once', meter: 'CONCURRENT_CALLS', limit: 1n })

/** Gives a fresh, empty store; it may be one of many until the tests end. */
export type QuotaStoreMaker = (options?: {
  readonly crossed?: QuotaAlerts
}) => QuotaStore | Promise<QuotaStore>

/** What every QuotaStore must do. `runs` is how many random histories are tried. */
export const quotaStoreContract = (open: QuotaStoreMaker, { runs }: { readonly runs: number }): void => {
  const take = async (
    store: QuotaStore,
    amount: bigint,
    { of = quota(), at = noon, member }: { of?: Quota; at?: number; member?: string } = {},
  ) => {
    const reserved = await store.reserve([{ quota: of, amount, ...(member !== undefined && { member }) }], at)
    return 'denied' in reserved ? undefined : reserved.lease
  }
  const spend = async (store: QuotaStore, amount: bigint, { of = quota(), at = noon } = {}) => {
    const lease = await take(store, amount, { of, at })
    await lease?.settle([{ quota: of, amount }])
    return lease !== undefined
  }
  const standing = async (store: QuotaStore, count: QuotaCount = { quota: quota() }, at = noon) => {
    const { used, reserved } = await store.state(count, at)
    return [used, reserved]
  }

  describe('a quota store', () => {
    test('holds what is reserved and refuses what would exceed the limit', async () => {
      const store = await open()
      assert.ok(await take(store, 60n))
      assert.equal(await take(store, 41n), undefined)
      assert.ok(await take(store, 40n))
    })

    test('gives back what was reserved and not used', async () => {
      const store = await open()
      const lease = await take(store, 100n)
      await lease?.settle([{ quota: quota(), amount: 30n }])
      assert.deepEqual(await store.state({ quota: quota() }, noon), {
        quota: quota(),
        used: 30n,
        reserved: 0n,
        resetsAt: Date.UTC(2026, 0, 16),
      })
    })

    test('forgets the counters of somebody, and no others', async () => {
      const store = await open()
      const [each, own] = [
        quota({ perUser: true }),
        quota({ name: 'own', scope: { tenant: 'default', user: 'ada' } }),
      ]
      for (const [of, member] of [
        [each, 'user:ada'],
        [each, 'user:bob'],
        [own, undefined],
      ] as const) {
        const lease = await take(store, 60n, { of, ...(member && { member }) })
        await lease?.settle([{ quota: of, amount: 60n }])
      }
      const running = await take(store, 10n, { of: each, member: 'user:ada' })
      await store.forget([{ quota: each, member: 'user:ada' }, { quota: own }])
      assert.deepEqual(await standing(store, { quota: each, member: 'user:ada' }), [0n, 0n])
      assert.deepEqual(await standing(store, { quota: own }), [0n, 0n])
      assert.deepEqual(await standing(store, { quota: each, member: 'user:bob' }), [60n, 0n])
      // What still ran takes nothing away that is not there.
      await running?.settle([{ quota: each, amount: 0n }])
      assert.deepEqual(await standing(store, { quota: each, member: 'user:ada' }), [0n, 0n])
      assert.ok(await take(store, 100n, { of: each, member: 'user:ada' }))
    })

    test('settles once, whatever the number of tries', async () => {
      const store = await open()
      const lease = await take(store, 50n)
      await lease?.settle([{ quota: quota(), amount: 10n }])
      await lease?.settle([{ quota: quota(), amount: 10n }])
      assert.deepEqual(await standing(store), [10n, 0n])
    })

    test('takes several quotas all or none, and names the one that refused', async () => {
      const store = await open()
      const [wide, narrow] = [quota({ name: 'wide' }), quota({ name: 'narrow', limit: 10n })]
      const everyone = quota({ name: 'everyone', scope: {} })
      const reserved = await store.reserve(
        [
          { quota: everyone, amount: 50n },
          { quota: wide, amount: 50n },
          { quota: narrow, amount: 11n },
        ],
        noon,
      )
      assert.equal('denied' in reserved && reserved.denied.quota.name, 'narrow')
      assert.deepEqual(await standing(store, { quota: wide }), [0n, 0n])
      assert.deepEqual(await standing(store, { quota: everyone }), [0n, 0n])
    })

    test('takes several leases together or none of them, also where they want the same counter (N3)', async () => {
      const store = await open()
      const everyone = quota({ name: 'everyone', scope: {} })
      const three = (amount: bigint) =>
        store.reserveTogether(
          [
            [{ quota: quota(), amount }],
            [
              { quota: everyone, amount },
              { quota: quota(), amount },
            ],
            [{ quota: quota(), amount }],
          ],
          noon,
        )
      const denied = await three(34n)
      assert.deepEqual('denied' in denied && [denied.denied.quota.name, denied.denied.reserved], [
        'daily',
        0n,
      ])
      assert.deepEqual(await standing(store), [0n, 0n])
      assert.deepEqual(await standing(store, { quota: everyone }), [0n, 0n])
      const taken = await three(33n)
      assert.equal('leases' in taken && taken.leases.length, 3)
      assert.deepEqual(await standing(store), [0n, 99n])
      assert.deepEqual(await standing(store, { quota: everyone }), [0n, 33n])
    })

    test('settles each of several leases by itself and once, whatever becomes of the others (N3)', async () => {
      const store = await open()
      const wanted = [{ quota: quota(), amount: 30n }]
      const taken = await store.reserveTogether([wanted, wanted, wanted], noon)
      const [first, second, third] = 'leases' in taken ? taken.leases : []
      await first?.settle([{ quota: quota(), amount: 10n }])
      assert.deepEqual(await standing(store), [10n, 60n])
      await first?.settle([{ quota: quota(), amount: 10n }])
      await second?.settle([])
      assert.deepEqual(await standing(store), [10n, 30n])
      // The third is its gateway's to renew, and free when nobody does.
      await third?.renew(noon + leaseMs / 2)
      assert.deepEqual(await standing(store, undefined, noon + leaseMs), [10n, 30n])
      assert.deepEqual(await standing(store, undefined, noon + 2 * leaseMs), [10n, 0n])
    })

    test('tells of a refusal how much is left and when there is room again', async () => {
      const store = await open()
      await spend(store, 70n)
      const reserved = await store.reserve([{ quota: quota(), amount: 31n }], noon)
      assert.deepEqual('denied' in reserved && reserved.denied, {
        quota: quota(),
        used: 70n,
        reserved: 0n,
        resetsAt: Date.UTC(2026, 0, 16),
      })
    })

    test('counts exactly beyond what a double can hold', async () => {
      const store = await open()
      const budget = quota({ name: 'budget', meter: 'COST', limit: 10n ** 18n - 1n })
      assert.ok(await spend(store, 2n ** 53n + 1n, { of: budget }))
      assert.ok(await spend(store, 10n ** 18n - 2n ** 53n - 2n, { of: budget }))
      assert.deepEqual(await standing(store, { quota: budget }), [10n ** 18n - 1n, 0n])
      assert.equal(await spend(store, 1n, { of: budget }), false)
    })

    test('counts each member apart', async () => {
      const store = await open()
      const each = quota({ name: 'each', perUser: true })
      assert.ok(await take(store, 100n, { of: each, member: 'ada' }))
      assert.equal(await take(store, 1n, { of: each, member: 'ada' }), undefined)
      assert.ok(await take(store, 100n, { of: each, member: 'bob' }))
      assert.deepEqual(await standing(store, { quota: each, member: 'eve' }), [0n, 0n])
    })

    test('keeps what was used when the limit changes', async () => {
      const store = await open()
      await spend(store, 90n)
      const raised = quota({ limit: 120n })
      assert.equal(await spend(store, 31n, { of: raised }), false)
      assert.ok(await spend(store, 30n, { of: raised }))
    })

    test('opens a new window at its time, and a lease of the old one does not reach into it', async () => {
      const store = await open()
      const lease = await take(store, 100n, { at: noon + day / 2 - 1 })
      assert.equal(await take(store, 1n, { at: noon + day / 2 - 1 }), undefined)
      assert.ok(await take(store, 100n, { at: noon + day / 2 }))
      await lease?.settle([{ quota: quota(), amount: 100n }])
      assert.deepEqual(await standing(store, { quota: quota() }, noon + day / 2), [0n, 100n])
    })

    test('opens the windows of a time zone at its midnight', async () => {
      const store = await open()
      const berlin = quota({ timeZone: 'Europe/Berlin' })
      await spend(store, 100n, { of: berlin, at: Date.parse('2026-03-28T22:59:59Z') })
      // The day on which the clocks go forward has 23 hours.
      assert.ok(await spend(store, 100n, { of: berlin, at: Date.parse('2026-03-28T23:00:00Z') }))
      assert.equal(await spend(store, 1n, { of: berlin, at: Date.parse('2026-03-29T21:59:59Z') }), false)
      assert.ok(await spend(store, 1n, { of: berlin, at: Date.parse('2026-03-29T22:00:00Z') }))
    })

    test('stays in the open window when the clock goes back', async () => {
      const store = await open()
      await spend(store, 100n, { at: noon })
      assert.equal(await take(store, 1n, { at: noon - day }), undefined)
    })

    test('lets a rolling window pass, not a minute of the clock', async () => {
      const store = await open()
      const rolling = quota({ name: 'rolling', window: 'ROLLING_MINUTE' })
      const second = (of: number) => noon + of * 1000
      await spend(store, 60n, { of: rolling, at: second(50) })
      await spend(store, 40n, { of: rolling, at: second(70) })
      const denied = await store.reserve([{ quota: rolling, amount: 50n }], second(109))
      // The first 60 leave together, within 2 % after their minute.
      const { resetsAt = 0 } = 'denied' in denied ? denied.denied : {}
      assert.ok(resetsAt >= second(110) && resetsAt <= second(111.2), String(resetsAt - noon))
      assert.equal(await take(store, 1n, { of: rolling, at: resetsAt - 1 }), undefined)
      assert.ok(await take(store, 60n, { of: rolling, at: resetsAt }))
      assert.equal(await take(store, 1n, { of: rolling, at: resetsAt }), undefined)
    })

    test('stays in the latest slot of a rolling window when the clock goes back', async () => {
      const store = await open()
      const rolling = quota({ name: 'rolling', window: 'ROLLING_SECOND' })
      await spend(store, 100n, { of: rolling, at: noon })
      assert.equal(await take(store, 1n, { of: rolling, at: noon - 5000 }), undefined)
    })

    test('lets an alerting quota pass, however much it is', async () => {
      const store = await open()
      const alerting = quota({ action: 'ALERT' })
      assert.ok(await spend(store, 101n, { of: alerting }))
      assert.ok(await spend(store, 1n, { of: alerting }))
    })

    test('tells once of each threshold that use reaches, when it is used and not while it is held (P12)', async () => {
      const told: unknown[] = []
      const store = await open({ crossed: ({ threshold, used }) => told.push([threshold, used]) })
      const watched = quota({ thresholds: [50, 80, 100] })
      const lease = await take(store, 90n, { of: watched })
      assert.deepEqual(told, [])
      await lease?.settle([{ quota: watched, amount: 85n }])
      assert.deepEqual(told, [
        [50, 85n],
        [80, 85n],
      ])
      await spend(store, 10n, { of: watched })
      await spend(store, 5n, { of: watched })
      assert.deepEqual(told.slice(2), [[100, 100n]])
    })

    test('tells when a quota that only alerts is spent', async () => {
      const told: number[] = []
      const store = await open({ crossed: ({ threshold }) => told.push(threshold) })
      const alerting = quota({ action: 'ALERT' })
      for (let calls = 0; calls < 4; calls++) await spend(store, 40n, { of: alerting })
      assert.deepEqual(told, [100])
    })

    test('frees a concurrent call at its end, for ever, while it is renewed (P34)', async () => {
      const store = await open()
      const lease = await take(store, 1n, { of: timeless })
      for (let at = noon; at < noon + 20 * leaseMs; at += leaseMs / 2) {
        await lease?.renew(at)
        assert.equal(await take(store, 1n, { of: timeless, at: at + leaseMs - 1 }), undefined)
      }
      await lease?.settle([])
      assert.ok(await take(store, 1n, { of: timeless, at: noon + 20 * leaseMs }))
    })

    test('frees what nobody renews, and counts what its call has used all the same (P2)', async () => {
      const store = await open()
      const lease = await take(store, 100n)
      assert.equal(await take(store, 1n, { at: noon + leaseMs - 1 }), undefined)
      assert.deepEqual(await standing(store, { quota: quota() }, noon + leaseMs), [0n, 0n])
      await lease?.renew(noon + leaseMs)
      assert.deepEqual(await standing(store, { quota: quota() }, noon + leaseMs), [0n, 0n])
      await lease?.settle([{ quota: quota(), amount: 30n }])
      await lease?.settle([{ quota: quota(), amount: 30n }])
      assert.deepEqual(await standing(store, { quota: quota() }, noon + leaseMs), [30n, 0n])
    })

    test('is never above a limit and never below zero, and holds nothing in the end, whatever the history (P1, P2)', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(tree, { minLength: 1, maxLength: 5 }), histories, async (shapes, steps) => {
          const store = await open()
          const quotas = shapes.map(({ above: _, ...about }, index) =>
            quota({ ...about, name: `quota-${index}` }),
          )
          const countsOf = (mask: number, member: string): readonly QuotaCount[] =>
            quotas
              .filter((_, index) => mask & (1 << index))
              .map(quota => (quota.perUser ? { quota, member } : { quota }))
          /** Those of a team and of all the teams above it. */
          const chainOf = (team: number): number => {
            let mask = 1 << team
            for (let at = team; at > 0; mask |= 1 << at) at = (shapes[at]?.above ?? 0) % at
            return mask
          }
          const open_: {
            lease: QuotaLease
            wanted: readonly QuotaAmount[]
            until: number
            day: number
          }[] = []
          let now = noon
          const today = (): number => Math.floor(now / day)
          /** What was settled of each counter by the day in which it was reserved. */
          const settled = new Map<string, bigint>()
          const keyOf = ({ quota, member }: QuotaCount, of: number): string => `${quota.name} ${member} ${of}`
          const note = (used: readonly QuotaAmount[], of: number): void => {
            for (const entry of used)
              settled.set(keyOf(entry, of), (settled.get(keyOf(entry, of)) ?? 0n) + entry.amount)
          }
          const check = (): Promise<unknown> =>
            Promise.all(
              quotas.flatMap(quota =>
                (quota.perUser ? members : [undefined]).map(async member => {
                  const count = member === undefined ? { quota } : { quota, member }
                  const { used, reserved } = await store.state(count, now)
                  assert.ok(used >= 0n && reserved >= 0n && used + reserved <= quota.limit, quota.name)
                  // The windows of a minute and those that roll open in between; a day does not.
                  if (quota.window === 'DAY') assert.equal(used, settled.get(keyOf(count, today())) ?? 0n)
                }),
              ),
            )
          for (const step of steps) {
            const held = open_[step.which % Math.max(open_.length, 1)]
            switch (step.do) {
              case 'reserve': {
                const mask = step.mask % 2 ? chainOf(step.which % quotas.length) : step.mask
                const wanted = countsOf(mask, members[step.which % members.length] ?? '').map(
                  (count, index) => ({ ...count, amount: BigInt((step.amount * (index + 7)) % 60) }),
                )
                const reserved = await store.reserve(wanted, now)
                if ('lease' in reserved)
                  open_.push({ lease: reserved.lease, wanted, until: now + leaseMs, day: today() })
                break
              }
              case 'reserve together': {
                const groups = [step.mask, step.mask, step.which + 1].map(mask =>
                  countsOf(mask, members[step.which % members.length] ?? '').map(count => ({
                    ...count,
                    amount: BigInt(step.amount % 20),
                  })),
                )
                const reserved = await store.reserveTogether(groups, now)
                if (!('leases' in reserved)) break
                for (const [index, lease] of reserved.leases.entries())
                  open_.push({ lease, wanted: groups[index] ?? [], until: now + leaseMs, day: today() })
                break
              }
              case 'settle':
              case 'retry': {
                if (!held) break
                // Whose lease has run out and who has used something all the same may overshoot: the truth counts.
                const share = held.until > now ? BigInt(step.amount % 101) : 0n
                const used = held.wanted.map(entry => ({ ...entry, amount: (entry.amount * share) / 100n }))
                await held.lease.settle(used)
                if (step.do === 'retry') await held.lease.settle(used)
                note(used, held.day)
                open_.splice(open_.indexOf(held), 1)
                break
              }
              case 'renew':
                if (!held) break
                await held.lease.renew(now)
                if (held.until > now) held.until = now + leaseMs
                break
              case 'crash':
                // Its gateway is gone: nobody settles or renews what it held.
                open_.splice(0, Math.ceil(open_.length / 2))
                break
              case 'pass':
                now += step.amount * 400
                break
              case 'a day passes':
                now += day
                break
              case 'clock goes back':
                now -= step.amount
                for (const lease of open_) lease.until = Math.min(lease.until, now + leaseMs)
            }
            await check()
          }
          for (const { lease } of open_) await lease.settle([])
          now += 2 * leaseMs
          for (const quota of quotas)
            for (const member of quota.perUser ? members : [undefined])
              assert.equal(
                (await store.state(member === undefined ? { quota } : { quota, member }, now)).reserved,
                0n,
              )
        }),
        { numRuns: runs },
      )
    })
  })
}

const members = ['ada', 'bob']

/** A quota somewhere in a tree of them: of a team, below one of those before it. */
const tree = fc.record({
  above: fc.nat(4),
  limit: fc.bigInt(1n, 200n),
  scope: fc.constantFrom({}, { tenant: 'default' }, { tenant: 'default', team: 'search' }),
  window: fc.constantFrom('DAY', 'MINUTE', 'ROLLING_MINUTE', 'ROLLING_HOUR'),
  ...{ perUser: fc.constantFrom(true, undefined) },
}) as fc.Arbitrary<Partial<Quota> & { readonly above: number }>

const histories = fc.array(
  fc.record({
    do: fc.constantFrom(
      'reserve',
      'reserve',
      'reserve together',
      'settle',
      'settle',
      'retry',
      'renew',
      'crash',
      'pass',
      'pass',
      'a day passes',
      'clock goes back',
    ),
    which: fc.nat(20),
    mask: fc.integer({ min: 1, max: 31 }),
    amount: fc.nat(100),
  }),
  { maxLength: 30 },
)
