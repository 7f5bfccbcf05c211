import { type Chunk, noUsage } from '../../src/core/chunk.ts'
import type { Model } from '../../src/core/model.ts'
import type { Log } from '../../src/core/ports.ts'
import type { Principal } from '../../src/core/principal.ts'
import type { Quota, QuotaStore } from '../../src/core/quota.ts'
import type { Call } from '../../src/core/request.ts'
import { meter } from '../../src/pipeline/meter.ts'
import { createTypicalOutput } from '../../src/pipeline/typical-output.ts'
import { createMemoryQuotas } from '../../src/stores/memory/quotas.ts'
import { connectRedis, type RedisLink } from '../../src/stores/redis/connect.ts'
import { openSharedQuotas } from '../../src/stores/redis/shared-quotas.ts'
import { withRedis } from '../redis.ts'
import { type Bench, type Row, round } from '../rounds.ts'

const quota = (name: string, about: Partial<Quota>): Quota => ({
  name,
  scope: { tenant: 'default' },
  meter: 'TOTAL_TOKENS',
  limit: 10n ** 17n,
  window: 'MONTH',
  action: 'BLOCK',
  ...about,
})

/** Five that govern each call, of different kinds, among a thousand that do not. */
const quotas: readonly Quota[] = [
  quota('tokens', {}),
  quota('money', { meter: 'COST', scope: { tenant: 'default', team: 'search' } }),
  quota('each', { meter: 'INPUT_TOKENS', perUser: true, scope: { tenant: 'default', application: 'web' } }),
  quota('rolling', { meter: 'OUTPUT_TOKENS', window: 'ROLLING_MINUTE' }),
  quota('berlin', { meter: 'COST', window: 'DAY', timeZone: 'Europe/Berlin' }),
  ...Array.from({ length: 1_000 }, (_, index) =>
    quota(`other-${index}`, { scope: { tenant: 'default', team: `team-${index}` } }),
  ),
]

const principal: Principal = {
  id: 'key',
  name: 'bench',
  tenant: 'default',
  team: 'search',
  teams: ['search', 'research'],
  application: 'web',
  user: 'ada',
  roles: new Set(['DEVELOPER']),
}

const model: Model = {
  name: 'small',
  capabilities: new Set(['COMPLETION']),
  lifecycle: 'ACTIVE',
  deployments: [
    {
      name: 'fake/small',
      provider: 'fake',
      model: 'small',
      weight: 1,
      pricing: {
        source: 'CONFIGURED',
        cost: usage => BigInt(usage.inputTokens + usage.outputTokens) * 1000n,
        perMillion: { input: 1_000_000_000n, output: 1_000_000_000n },
      },
    },
  ],
  unpriced: 'REFUSE',
}

const answer: readonly Chunk[] = [
  { type: 'start', provider: 'fake', deployment: 'fake/small', model: 'small' },
  { type: 'text', index: 0, text: 'blue' },
  {
    type: 'finish',
    reason: 'STOP',
    usage: { ...noUsage, inputTokens: 10, outputTokens: 1, source: 'PROVIDER' },
  },
]

/** What the stage `meter` costs around a provider that answers at once: all that it does for a call, and its chunks. */
export const meterStage = async ({ roundMs, say }: Bench): Promise<Row[]> => {
  const counted = await cpuMicros(quotas, { store: createMemoryQuotas(), forMs: roundMs })
  const free = await cpuMicros([], { store: createMemoryQuotas(), forMs: roundMs })
  say(`  without a quota the stage takes ${round(free, 1)} µs`)
  const shared = await inRedis(roundMs)
  say(`  with Redis, a call and its settlement take ${round(shared.ms, 2)} ms one after the other`)
  return [
    {
      name: 'meter, five quotas that apply of a thousand, in memory',
      value: round(counted, 1),
      unit: 'µs CPU/call',
      reference: null,
      ratio: null,
      floor: 60,
      goal: 30,
      better: 'LESS',
    },
    {
      name: 'the same with Redis: round trips before the provider is asked',
      value: round(shared.tripsBefore, 3),
      unit: 'round trips/call',
      reference: null,
      ratio: null,
      floor: 1,
      goal: 1,
      better: 'LESS',
    },
    {
      name: 'the same with Redis, 64 calls at a time',
      value: round(shared.cpuMicros, 1),
      unit: 'µs CPU/call',
      reference: null,
      ratio: null,
      floor: 400,
      goal: 150,
      better: 'LESS',
    },
  ]
}

const silent: Log = { info() {}, warn() {}, error() {} }

/** The stage with counters in a Redis of its own. */
const inRedis = (forMs: number) =>
  withRedis(async url => {
    const link = connectRedis(url, silent)
    await link.connected()
    const trips = { reserve: 0 }
    const reserve: RedisLink['scripts']['reserve'] = (keys, ...args) => {
      trips.reserve++
      return link.scripts.reserve(keys, ...args)
    }
    const store = await openSharedQuotas({
      link: {
        ...link,
        scripts: { ...link.scripts, reserve },
      },
      id: 'bench',
      quotas: () => [],
      history: async () => [],
      crossed: () => undefined,
      clock: Date.now,
      log: silent,
      timings: { commandMs: 5_000 },
    })
    // The first calls find that the counters have to be filled.
    await cpuMicros(quotas, { store, forMs: 0, warmUp: 1_000 })
    trips.reserve = 0
    const calls = { begun: 0 }
    const together = await cpuMicros(quotas, { store, forMs, atOnce: 64, calls })
    const tripsBefore = trips.reserve / calls.begun
    const startedAt = performance.now()
    const alone = { begun: 0 }
    await cpuMicros(quotas, { store, forMs: forMs / 4, calls: alone, warmUp: 0, batch: 50 })
    const ms = (performance.now() - startedAt) / alone.begun
    await store.close()
    return { cpuMicros: together, tripsBefore, ms }
  })

interface Load {
  readonly store: QuotaStore
  readonly forMs: number
  readonly atOnce?: number
  readonly warmUp?: number
  readonly batch?: number
  /** How many calls were made, warming up included. */
  readonly calls?: { begun: number }
}

const cpuMicros = async (quotas: readonly Quota[], load: Load): Promise<number> => {
  const { store, forMs, atOnce = 1, warmUp = 20_000, batch = 1_000, calls: made = { begun: 0 } } = load
  const stage = meter({
    quotas: store,
    leases: { keep: lease => lease },
    throttle: { wait: async () => false },
    measure: {
      inputUpperBound: () => 100,
      countInput: async () => ({ tokens: 10, source: 'COUNTED' }),
      countOutput: async () => ({ tokens: 1, source: 'COUNTED' }),
      boundInput: async () => 10,
    },
    typicalOutput: createTypicalOutput(),
    clock: Date.now,
  })(async function* () {
    yield* answer
  })
  const snapshot = {
    version: 1,
    models: new Map([['small', model]]),
    providers: new Map(),
    quotas,
    guardrails: [],
    access: new Map(),
  }
  const policy = { operation: 'complete', roles: [], quota: true }
  const { signal } = new AbortController()
  const run = async (calls: number): Promise<void> => {
    await Promise.all(Array.from({ length: atOnce }, () => runOne(Math.ceil(calls / atOnce))))
  }
  const runOne = async (calls: number): Promise<void> => {
    for (let index = 0; index < calls; index++) {
      made.begun++
      const request = {
        operation: 'complete',
        principal,
        model: 'small',
        api: 'REST',
        stream: false,
      } as const
      const record = {
        ...request,
        id: '',
        startedAt: 0,
        tags: [],
        attempts: [],
        verdicts: [],
        cached: false,
        usage: noUsage,
      }
      const call: Call = {
        ...request,
        input: { task: 'completion', messages: [] },
        signal,
        id: '',
        policy,
        snapshot,
        record,
      }
      for await (const _ of stage(call));
    }
  }
  await run(warmUp)
  let calls = 0
  const before = process.cpuUsage()
  for (const end = performance.now() + forMs; performance.now() < end; calls += batch) await run(batch)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls
}
