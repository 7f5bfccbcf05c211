import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newCallId } from '../src/core/call-id.ts'
import type { Log } from '../src/core/ports.ts'
import type { CallRecord } from '../src/core/record.ts'
import { openDatabase } from '../src/stores/postgres/database.ts'
import { createLedger } from '../src/stores/postgres/ledger.ts'
import { migrate } from '../src/stores/postgres/migrate.ts'

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
    const { database, tookMs } = await open()
    const { url } = database
    const ledger = await createLedger({
      url,
      folder: join(home, 'journal'),
      clock: Date.now,
      log: silent,
      writeWithinMs: 60_000,
    })
    const append = async (count: number) => {
      for (let batch = 0; batch < count; batch++) {
        await Promise.all(Array.from({ length: 100 }, () => ledger.append(record())))
      }
    }
    await append(batches / 5)
    const start = performance.now()
    const cpu = process.cpuUsage()
    await append(batches)
    const { user, system } = process.cpuUsage(cpu)
    const batchMs = (performance.now() - start) / batches
    await ledger.close()
    await database.close()
    return {
      firstStartMs: first.tookMs,
      laterStartMs: tookMs,
      cpuMicrosPerRow: (user + system) / batches / 100,
      batchMs,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const record = (): CallRecord => ({
  id: newCallId(Date.now()),
  startedAt: Date.now(),
  operation: 'complete',
  api: 'GRAPHQL',
  principal: { id: 'key-1', name: 'bench', tenant: 'default', team: 'search', application: 'web', roles: new Set() },
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
