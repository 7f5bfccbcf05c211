import { randomFillSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ledger, Log } from '../../src/core/ports.ts'
import type { CallRecord } from '../../src/core/record.ts'
import { createCallIds } from '../../src/pipeline/call-id.ts'
import { openDatabase } from '../../src/stores/postgres/database.ts'
import { createLedger } from '../../src/stores/postgres/ledger.ts'
import { migrate } from '../../src/stores/postgres/migrate.ts'
import { type Bench, inTurn, type Row, round } from '../rounds.ts'

/** Rows of a batch. */
const size = 100
const warmUpBatches = 300
const silent: Log = { info() {}, warn() {}, error() {} }

/**
 * What a row costs to encode, to send in a batch of 100, and to be told durable, on the embedded database in a temporary
 * folder; building the record is not in it.
 */
export const ledger = async (bench: Bench): Promise<Row[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  const home = join(folder, 'home')
  try {
    const database = await openDatabase({ home, log: silent })
    const { url } = database
    await migrate({ url, log: silent })
    const about = { url, folder: join(home, 'journal'), log: silent, clock: Date.now }
    const ledger = await createLedger({ ...about, writeWithinMs: 60_000 })
    await append(ledger, warmUpBatches)
    let batchMs = 0
    const [cpuMicros] = await inTurn(bench, async () => {
      const cost = await append(ledger, Math.ceil(bench.roundMs / 20))
      batchMs = cost.batchMs
      return cost.cpuMicros
    })
    bench.say(`  a batch of ${size} rows takes ${batchMs.toFixed(1)} ms`)
    await ledger.close()
    await database.close()
    return [
      {
        name: `ledger append, batches of ${size}`,
        value: round(cpuMicros, 1),
        unit: 'µs CPU/row',
        reference: null,
        ratio: null,
        floor: 10,
        goal: 6,
        better: 'LESS',
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** CPU time of this process for one row, and how long a batch took until the last row of it was durable. */
const append = async (
  ledger: Pick<Ledger, 'append'>,
  batches: number,
): Promise<{ readonly cpuMicros: number; readonly batchMs: number }> => {
  let cpuMicros = 0
  let tookMs = 0
  for (let batch = 0; batch < batches; batch++) {
    const records = Array.from({ length: size }, record)
    const start = performance.now()
    const cpu = process.cpuUsage()
    await Promise.all(records.map(record => ledger.append(record)))
    const { user, system } = process.cpuUsage(cpu)
    cpuMicros += user + system
    tookMs += performance.now() - start
  }
  return { cpuMicros: cpuMicros / batches / size, batchMs: tookMs / batches }
}

const newId = createCallIds({ clock: Date.now, random: randomFillSync })

const record = (): CallRecord => ({
  id: newId(),
  startedAt: Date.now(),
  operation: 'complete',
  api: 'GRAPHQL',
  principal: {
    id: 'key-1',
    name: 'bench',
    tenant: 'default',
    team: 'search',
    application: 'web',
    roles: new Set(),
  },
  model: 'small',
  provider: 'openai-main',
  deployment: 'openai-main/gpt-4o-mini',
  stream: true,
  tags: ['bench'],
  attempts: [
    { provider: 'openai-main', deployment: 'openai-main/gpt-4o-mini', outcome: 'ANSWERED', latencyMs: 811 },
  ],
  verdicts: [],
  cached: false,
  usage: {
    inputTokens: 120,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 230,
    reasoningTokens: 0,
    source: 'PROVIDER',
  },
  costNanos: 156_000n,
  providerOutcome: 'FINISHED',
  outcome: 'FINISHED',
  finishReason: 'STOP',
  latencyMs: 812.25,
  timeToFirstTokenMs: 210.5,
})
