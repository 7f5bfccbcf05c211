import type { AuditStore } from '../core/audit-store.ts'
import { pause } from '../core/pause.ts'
import type { Log } from '../core/ports.ts'
import { type ChainMeans, cover, sealSize } from './chain.ts'
import { sealSome, settled } from './trail.ts'

export interface WorkerOptions extends ChainMeans {
  readonly store: AuditStore
  readonly log: Log
  /** Pause between two looks for what waits. */
  readonly everyMs: number
  /** How long an event waits for a checkpoint at most. */
  readonly checkpointMs: number
  /** How long a call waits for its event at most. */
  readonly sealMs: number
  /** How often it is seen to that events are dropped which nobody wants to keep any more. */
  readonly retentionMs: number
  /** What else is to be done before each look; what fails is done again at the next. */
  readonly before: () => Promise<void>
}

/** How many seals of one tenant are made before it is another's turn. */
const sealsInTurn = 50

/** Works in the background until it is closed. */
export interface AuditWorker {
  /** Appends what waits once more, and ends. What is left, such as while the database is away, waits for the next start. */
  close(): Promise<void>
}

/** Makes events of what waits, soon after it has happened, and signs checkpoints from time to time. */
export const startAuditWorker = (options: WorkerOptions): AuditWorker => {
  const { store, log, everyMs, checkpointMs, sealMs, before } = options
  const closing = new AbortController()
  let failing = false
  let retainedAt = Number.NEGATIVE_INFINITY
  let sealedAt = Number.NEGATIVE_INFINITY

  /**
   * Whether the calls of a tenant are all sealed. Seals have time: half of it is left to the calls of the moment, which need
   * the same database; and who calls faster than that waits for the others, instead of holding up all that comes behind.
   */
  const seal = async (tenant: string): Promise<boolean> => {
    for (let events = 0; events < sealsInTurn; events++) {
      const startedAt = performance.now()
      if ((await sealSome(tenant, options)) < sealSize) return true
      await pause(performance.now() - startedAt, closing.signal)
    }
    return false
  }

  const work = async (): Promise<void> => {
    try {
      await before()
      if (Math.abs(options.clock() - sealedAt) >= sealMs / 2) {
        sealedAt = options.clock()
        let done = true
        for (const tenant of await store.tenantsWithUnsealed(sealMs / 2)) done = (await seal(tenant)) && done
        if (!done) sealedAt = Number.NEGATIVE_INFINITY
      }
      for (const tenant of await store.tenantsWithWork(checkpointMs)) {
        await settled(tenant, options)
        await store.withChain(tenant, async chain => {
          const since = chain.head.uncoveredSince
          if (since !== undefined && options.clock() - since >= checkpointMs)
            await cover(tenant, chain, { head: chain.head, means: options })
        })
      }
      if (Math.abs(options.clock() - retainedAt) >= options.retentionMs) {
        retainedAt = options.clock()
        await dropExpired(options)
      }
      failing = false
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (!failing)
        log.warn({ reason }, 'The audit trail cannot be continued now; what happened waits in the database')
      failing = true
    }
  }

  const loop = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await work()
      await pause(everyMs, closing.signal)
    }
    await work()
  }
  const done = loop()

  return {
    async close() {
      closing.abort()
      await done
    },
  }
}

/** Drops what has expired, the events of one checkpoint at a time, and has each tenant's chain say how many those were. */
export const dropExpired = async ({
  store,
  clock,
}: Pick<WorkerOptions, 'clock' | 'store'>): Promise<void> => {
  const now = clock()
  for (const tenant of await store.tenantsWithExpired(now)) {
    let dropped = 0
    for (
      let batch = await store.dropExpired(tenant, now);
      batch > 0;
      batch = await store.dropExpired(tenant, now)
    )
      dropped += batch
    if (dropped === 0) continue
    const actor = { kind: 'SYSTEM' } as const
    const about = { kind: 'ACT', operation: 'dropExpiredEvents', verdict: 'ALLOWED' } as const
    await store.note({ tenant, at: now, ...about, count: dropped, actor })
  }
}
