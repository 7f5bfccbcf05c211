import cluster, { type Worker } from 'node:cluster'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import type { App } from './app.ts'
import type { ReadConfig } from './config/index.ts'
import { pause } from './core/pause.ts'
import type { Log } from './core/ports.ts'
import { openMasterKey } from './identity/master-key.ts'
import { openDatabase } from './stores/postgres/database.ts'
import { gatherJournals } from './stores/postgres/gather-journals.ts'
import { migrate } from './stores/postgres/migrate.ts'

/** What a worker tells the process that has started it. */
export type WorkerNews =
  | { readonly ready: Pick<App, 'url' | 'adminSecret'> }
  | { readonly faults: readonly string[] }

/** A worker that has ended is started again after this time. */
const pauseMs = 1_000

/**
 * WEIR_WORKERS gateways in processes of their own, which share one port, one database and one Redis like so many
 * replicas. This process keeps the database and the workers; each of these has a folder of its own for its journal.
 * Throws an Error of one line a fault, and leaves nothing open, if the first of them cannot start.
 */
export const openWorkers = async (
  { environment }: ReadConfig,
  { log }: { readonly log: Log },
): Promise<App> => {
  const { home, workers, redisUrl, databaseUrl, masterKey } = environment
  if (redisUrl === undefined)
    throw new Error(
      `WEIR_WORKERS: ${workers} processes keep one budget only where they count in one place: set REDIS_URL, or leave WEIR_WORKERS out`,
    )
  await using opened = new AsyncDisposableStack()
  const database = await openDatabase({ home, log, ...(databaseUrl !== undefined && { databaseUrl }) })
  opened.defer(() => database.close())
  await migrate({ url: database.url, log })
  const folderOf = (worker: number): string => join(home, 'workers', String(worker))
  gatherJournals({ home, workers })
  const configured = masterKey !== undefined && { configured: masterKey }
  const shared = {
    DATABASE_URL: database.url,
    WEIR_MASTER_KEY: openMasterKey({ home, random: randomBytes, ...configured }),
  }

  const closing = new AbortController()
  const running = new Set<Worker>()
  const keeping: Promise<void>[] = []
  opened.defer(async () => {
    closing.abort()
    for (const worker of running) worker.process.kill('SIGTERM')
    await Promise.all(keeping)
  })

  /** Starts a worker, and again whenever it ends; resolves when it is ready for the first time. */
  const keep = (number: number): Promise<Pick<App, 'url' | 'adminSecret'>> => {
    const first = Promise.withResolvers<Pick<App, 'url' | 'adminSecret'>>()
    const loop = async (): Promise<void> => {
      let wasReady = false
      while (!closing.signal.aborted) {
        const worker = cluster.fork({ ...shared, WEIR_HOME: folderOf(number) })
        running.add(worker)
        let faults: readonly string[] = []
        worker.on('message', (news: WorkerNews) => {
          if ('faults' in news) faults = news.faults
          else {
            wasReady = true
            first.resolve(news.ready)
          }
        })
        const [code, signal] = await once(worker, 'exit')
        running.delete(worker)
        if (!wasReady) {
          const ended = `Worker ${number} has ended (${code ?? signal}) before it was ready`
          return first.reject(new Error(faults.join('\n') || ended))
        }
        if (closing.signal.aborted) return
        log.error({ worker: number, code, signal, faults }, 'A worker has ended; it is started again')
        await pause(pauseMs, closing.signal)
      }
    }
    keeping.push(loop())
    return first.promise
  }

  // The first one applies weir.yaml and makes the first key; the others find all that.
  const first = await keep(1)
  await Promise.all(Array.from({ length: workers - 1 }, (_, index) => keep(index + 2)))
  const open = opened.move()
  return { ...first, close: () => open.disposeAsync() }
}
