import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually } from './kit/eventually.ts'
import { type Script, type Seen, startFakeProvider } from './kit/fake-provider.ts'
import fc from './kit/fast-check.ts'
import { startGateway, type TestGateway } from './kit/gateway.ts'
import { leavers } from './kit/leavers.ts'
import { startRedis, type TestRedis } from './kit/redis.ts'

// Hundreds of calls at once, over every API, to two deployments that fail in all ways, by clients that leave at any moment:
// each is one call in the ledger, and the quotas hold what the ledger says.

const calls = 400
const atOnce = 32

const yaml = (first: string, second: string) => `
providers:
  - { name: first, kind: openai-compatible, baseUrl: "${first}", apiKey: sk-planted, allowInsecure: true }
  - { name: second, kind: openai-compatible, baseUrl: "${second}", apiKey: sk-planted, allowInsecure: true }
models:
  - name: small
    deployments: [ { provider: first, model: fake-1 }, { provider: second, model: fake-2 } ]
    price: { inputPerMillionUsd: 1.1, outputPerMillionUsd: 2.3 }
teams:
  - { name: search, applications: [ { name: web } ] }
quotas:
  - { name: tokens, scope: { team: search }, meter: TOTAL_TOKENS, limit: 100000000, window: MONTH, action: BLOCK }
  - { name: money, scope: { team: search }, meter: COST, limit: 10000, window: MONTH, action: BLOCK }
  - { name: at-once, scope: { team: search }, meter: CONCURRENT_CALLS, limit: 1000, action: BLOCK }
guardrails:
  - { name: personal-data, detectors: [EMAIL], direction: BOTH, action: REDACT }
`

/** What a deployment does with a question. */
const behaviours: { readonly [name: string]: Script } = {
  answers: {},
  'breaks off': { cut: true },
  'falls silent': { silent: true },
  'has a fault': { status: 500 },
  'has no time': { status: 429 },
  'understands nothing': { status: 400 },
}

/** One call: what the two deployments do, how it is asked, and when its client leaves. */
interface Plan {
  readonly first: string
  readonly second: string
  readonly way: string
  readonly leaves: 'NEVER' | 'WHEN_ASKED' | 'WHEN_HEARD'
  readonly pieces: readonly string[]
}

const plan: fc.Arbitrary<Plan> = fc.record({
  first: fc.constantFrom('answers', ...Object.keys(behaviours)),
  second: fc.constantFrom('answers', ...Object.keys(behaviours)),
  way: fc.constantFrom(...Object.keys(leavers)),
  leaves: fc.constantFrom('NEVER', 'NEVER', 'WHEN_ASKED', 'WHEN_HEARD'),
  pieces: fc.array(fc.constantFrom('Air ', 'scatters ', 'bob@example.com ', 'blue.'), { minLength: 1 }),
})

for (const counts of ['in memory', 'in Redis'])
  describe(`accounts of quotas that are counted ${counts}`, { timeout: 120_000 }, () => {
    const plans = fc.sample(plan, calls)
    /** Of each call: tells that a deployment was asked, and whether all that were have been left or have ended. */
    const asked = plans.map(() => Promise.withResolvers<void>())
    let open = 0
    const deployment = (which: 'first' | 'second') =>
      startFakeProvider((seen: Seen): Script => {
        const index = Number(/call (\d+)/.exec(seen.text)?.[1])
        open++
        void seen.left.then(() => open--)
        asked[index]?.resolve()
        const { pieces = [], [which]: behaviour = '' } = plans[index] ?? {}
        return { pieces, ...behaviours[behaviour] }
      })

    let redis: TestRedis | undefined
    let providers: Awaited<ReturnType<typeof startFakeProvider>>[]
    let gateway: TestGateway
    before(async () => {
      redis = counts === 'in Redis' ? await startRedis() : undefined
      providers = await Promise.all([deployment('first'), deployment('second')])
      const [first, second] = providers.map(({ url }) => url)
      gateway = await startGateway({
        yaml: yaml(first ?? '', second ?? ''),
        ...(redis && { env: { REDIS_URL: redis.url } }),
      })
    })
    after(async () => {
      await gateway?.close()
      await Promise.all(providers?.map(provider => provider.close()) ?? [])
      await redis?.close()
    })

    /** What each client has heard. */
    const heard = plans.map(() => '')

    /** Resolves when the client has left; one that never does goes on by itself. */
    const call = async (index: number, key: string): Promise<void> => {
      const { way = '', leaves, first, second } = plans[index] ?? {}
      const began = Promise.withResolvers<void>()
      const leave = leavers[way]?.({ url: gateway.url, key, text: `call ${index}` }, piece => {
        heard[index] += piece
        began.resolve()
      })
      await asked[index]?.promise
      // Who waits for one that falls silent would wait for ever.
      const silent = [first, second].includes('falls silent')
      if (leaves === 'WHEN_HEARD' && !silent) await began.promise
      if (leaves !== 'NEVER' || silent) leave?.()
    }

    interface Totals {
      readonly group: readonly { readonly value: string }[]
      readonly totals: {
        readonly requests: number
        readonly totalTokens: number
        readonly cost: { usd: string }
      }
    }
    const outcomes = async (): Promise<readonly Totals[]> => {
      const { data } = await gateway.graphql(
        '{ usage(groupBy: [OUTCOME]) { rows { group { value } totals { requests totalTokens cost { usd } } } } }',
      )
      return data.usage.rows
    }
    const sum = (rows: readonly Totals[], of: (totals: Totals['totals']) => number): number =>
      rows.reduce((total, { totals }) => total + of(totals), 0)

    interface Status {
      readonly quota: { readonly meter: string }
      readonly used: string
      readonly reserved: string
    }
    const held = async (key: string): Promise<{ readonly [meter: string]: readonly [number, string] }> => {
      const query = '{ viewer { quotas { quota { meter } used reserved } } }'
      const { data } = await gateway.graphql(query, {}, key)
      return Object.fromEntries(
        data.viewer.quotas.map(({ quota, used, reserved }: Status) => [
          quota.meter,
          [Number(used), reserved],
        ]),
      )
    }

    test('agree with the ledger to the last nano-dollar, and each call has ended once', async t => {
      const { secret } = await gateway.newKey()
      let next = 0
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          while (next < calls) await call(next++, secret)
        }),
      )
      await eventually(async () => {
        assert.equal(
          sum(await outcomes(), ({ requests }) => requests),
          calls,
        )
        assert.equal(open, 0)
      }, 60_000)

      const rows = await outcomes()
      const nanos = sum(rows, ({ cost }) => Math.round(Number(cost.usd) * 1e9))
      assert.deepEqual(await held(secret), {
        TOTAL_TOKENS: [sum(rows, ({ totalTokens }) => totalTokens), '0'],
        COST: [nanos / 1e9, '0'],
        CONCURRENT_CALLS: [0, '0'],
      })
      assert.equal(heard.filter(said => said.includes('bob@example')).length, 0)
      assert.ok(heard.some(said => said.includes('[EMAIL]')))
      t.diagnostic(rows.map(({ group, totals }) => `${totals.requests} ${group[0]?.value}`).join(', '))
    })
  })
