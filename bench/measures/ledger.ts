import { randomFillSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from '../../src/core/ports.ts'
import type { CallRecord } from '../../src/core/record.ts'
import { createCallIds } from '../../src/pipeline/call-id.ts'
import { openDatabase } from '../../src/stores/postgres/database.ts'
import { createLedger } from '../../src/stores/postgres/ledger.ts'
import { migrate } from '../../src/stores/postgres/migrate.ts'
import { type Bench, type Row, round } from '../rounds.ts'

/** What the ledger costs. */
export interface LedgerCost {
  /** From nothing to a database with its schema, in milliseconds. */
  readonly firstStartMs: number
  /** From files that are there, in milliseconds. */
  readonly laterStartMs: number
  /** CPU time of the gateway's process for one row, in microseconds. */
  readonly cpuMicrosPerRow: number
  /** From the appends of a batch to the last of them durable, in milliseconds. */
  readonly batchMs: number
}

/** What a row costs to encode, to send in a batch of 100, and to be told durable; building the record is not in it. */
export const ledger = async ({ roundMs, say }: Bench): Promise<Row[]> => {
  const { cpuMicrosPerRow, batchMs } = await measureLedger(Math.ceil(roundMs / 8))
  say(`  a batch of 100 rows takes ${batchMs.toFixed(1)} ms`)
  return [
    {
      name: 'ledger append, batches of 100',
      value: round(cpuMicrosPerRow, 1),
      unit: 'µs CPU/row',
      reference: null,
      ratio: null,
      floor: 10,
      goal: 6,
      better: 'LESS',
    },
  ]
}

const warmUpBatches = 300

const silent: Log = { info() {}, warn() {}, error() {} }

/** Appends `batches` times 100 rows to the embedded database in a temporary folder, with fsync on. */
export async function measureLedger(batches = 500): Promise<LedgerCost> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  const home = join(folder, 'home')
  const open = async () => {
    const start = performance.now()
    const database = await openDatabase({ home, log: silent })
    await migrate({ url: database.url, log: silent })
    return { database, tookMs: performance.now() - start }
  }
  try {
    const first = await open()
    await first.database.close()
    const { database, tookMs: laterStartMs } = await open()
    const { url } = database
    const ledger = await createLedger({
      url,
      folder: join(home, 'journal'),
      clock: Date.now,
      log: silent,
      writeWithinMs: 60_000,
    })
    let cpuMicros = 0
    let tookMs = 0
    for (let batch = -warmUpBatches; batch < batches; batch++) {
      const records = Array.from({ length: 100 }, record)
      const start = performance.now()
      const cpu = process.cpuUsage()
      await Promise.all(records.map(record => ledger.append(record)))
      const { user, system } = process.cpuUsage(cpu)
      if (batch < 0) continue
      cpuMicros += user + system
      tookMs += performance.now() - start
    }
    await ledger.close()
    await database.close()
    return {
      firstStartMs: first.tookMs,
      laterStartMs,
      cpuMicrosPerRow: cpuMicros / batches / 100,
      batchMs: tookMs / batches,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
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

if (import.meta.main) console.log(await measureLedger())
