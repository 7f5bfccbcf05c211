import { join } from 'node:path'
import { pause } from '../../../core/pause.ts'
import type { Log } from '../../../core/ports.ts'
import { findLaunch } from './account.ts'
import { findBinaries } from './binaries.ts'
import { ensureCluster, superuser } from './cluster.ts'
import { clearLeftover, stopProcess } from './leftover.ts'
import { lastWords, type Server, type ServerPlan, startServer } from './server.ts'

/** A PostgreSQL of the gateway's own. */
export interface EmbeddedDatabase {
  readonly url: string
  /** The server's process id now: another one after it was restarted. */
  pid(): number
  close(): Promise<void>
}

/**
 * Opens the database in `<home>/postgres`, and makes it at the first start. It listens on a free port of the
 * loopback interface and lets nobody in but who can read `<home>/postgres.password`. If the server ends by
 * itself it is started again on the same port. The caller holds the lock of `home`.
 */
export async function openEmbedded(options: {
  readonly home: string
  readonly log: Log
}): Promise<EmbeddedDatabase> {
  const { home, log } = options
  const binaries = findBinaries()
  const data = join(home, 'postgres')
  const launch = findLaunch(data, [data, binaries.postgres])
  const password = await ensureCluster(
    { data, passwordFile: join(home, 'postgres.password') },
    binaries,
    launch,
  )
  await clearLeftover(data, log)
  let server = await startServer({ data, binaries, launch })
  const url = `postgresql://${superuser}:${password}@127.0.0.1:${server.port}/postgres`
  const closing = new AbortController()
  const plan = { data, binaries, launch, port: server.port }
  const supervised = supervise(server, {
    plan,
    log,
    closing: closing.signal,
    became: next => (server = next),
  })
  return {
    url,
    pid: () => server.pid,
    async close() {
      closing.abort()
      await stopProcess(server.pid)
      await supervised
    },
  }
}

/** Starts the server again whenever it ends, until `closing` is aborted. */
async function supervise(
  first: Server,
  watch: {
    readonly plan: ServerPlan
    readonly log: Log
    readonly closing: AbortSignal
    readonly became: (server: Server) => void
  },
): Promise<void> {
  let server = first
  let pauseMs = 100
  while (true) {
    const words = await server.ended
    if (watch.closing.aborted) return
    watch.log.error({ reason: lastWords(words) }, 'PostgreSQL has ended unexpectedly; starting it again')
    for (let up = false; !up; pauseMs = Math.min(pauseMs * 2, 5_000)) {
      await pause(pauseMs, watch.closing)
      if (watch.closing.aborted) return
      try {
        server = await startServer(watch.plan)
        up = true
      } catch (error) {
        watch.log.error({ err: error }, 'PostgreSQL cannot be started again yet')
      }
    }
    watch.became(server)
    pauseMs = 100
    // It came up while the gateway closed: nobody else would stop it.
    if (watch.closing.aborted) return stopProcess(server.pid)
    watch.log.info({ pid: server.pid }, 'PostgreSQL runs again')
  }
}
