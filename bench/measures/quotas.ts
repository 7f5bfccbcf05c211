import { type Chunk, noUsage } from '../../src/core/chunk.ts'
import type { Model } from '../../src/core/model.ts'
import type { Principal } from '../../src/core/principal.ts'
import type { Quota } from '../../src/core/quota.ts'
import type { Call } from '../../src/core/request.ts'
import { meter } from '../../src/pipeline/meter.ts'
import { createTypicalOutput } from '../../src/pipeline/typical-output.ts'
import { createMemoryQuotas } from '../../src/stores/memory/quotas.ts'
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
  const counted = await cpuMicros(quotas, roundMs)
  const free = await cpuMicros([], roundMs)
  say(`  without a quota the stage takes ${round(free, 1)} µs`)
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
  ]
}

const cpuMicros = async (quotas: readonly Quota[], forMs: number): Promise<number> => {
  const stage = meter({
    quotas: createMemoryQuotas(),
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
    for (let index = 0; index < calls; index++) {
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
  await run(20_000)
  let calls = 0
  const before = process.cpuUsage()
  for (const end = performance.now() + forMs; performance.now() < end; calls += 1_000) await run(1_000)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls
}
