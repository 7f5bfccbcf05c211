import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '../../core/ports.ts'
import type { TenantAccess } from '../../core/tenant-access.ts'
import { readAccess } from './access-reader.ts'

/** Keeps in memory who may do what in every tenant, as the database has it. */
export interface AccessFeed {
  /** What was read last; the same object until something changes. */
  current(): ReadonlyMap<string, TenantAccess>
  close(): Promise<void>
}

export interface AccessFeedOptions {
  readonly url: string
  readonly log: Log
  /** How often the version is asked for, lest a notification was lost. */
  readonly pollMs?: number
  /** What the database may take for one answer. */
  readonly withinMs?: number
}

/**
 * Reads everything once, then whenever a change is notified or the version has moved, on a connection of its own: as
 * the owner, who sees all tenants. While the database is away, what was read last stays in force. Throws if there is
 * nothing to begin with.
 */
export const openAccessFeed = async (options: AccessFeedOptions): Promise<AccessFeed> => {
  const { url, log, pollMs = 500, withinMs = 5_000 } = options
  const closing = new AbortController()
  let wake = new AbortController()
  let client: pg.Client | undefined
  let version: string | undefined
  let access: ReadonlyMap<string, TenantAccess> = new Map()
  let isAway = false

  const connected = async (): Promise<pg.Client> => {
    if (client) return client
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'weir-access',
      keepAlive: true,
      connectionTimeoutMillis: withinMs,
      query_timeout: withinMs,
    })
    const lost = (): void => {
      if (client === fresh) client = undefined
      wake.abort()
    }
    fresh.on('error', lost).on('end', lost)
    fresh.on('notification', () => wake.abort())
    await fresh.connect()
    client = fresh
    // Rows of all tenants: row-level security lets the owner see them who says so (migration 0002).
    await fresh.query("SET weir.system = 'on'")
    await fresh.query('LISTEN weir_access')
    return fresh
  }

  const refresh = async (): Promise<void> => {
    const source = await connected()
    const { rows } = await source.query<{ version: string }>('SELECT version FROM access_version')
    if (rows[0]?.version === version) return
    // What is read may be newer than the version that was asked for before: then it is read once more.
    access = await readAccess(source)
    version = rows[0]?.version
  }

  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const signal = AbortSignal.any([closing.signal, wake.signal])
      await sleep(pollMs, undefined, { signal }).catch(() => undefined)
      if (closing.signal.aborted) return
      // From here on, a further change is heard of anew.
      if (wake.signal.aborted) wake = new AbortController()
      try {
        await refresh()
        if (isAway) log.info({}, 'roles and subscriptions can be read again')
        isAway = false
      } catch (error) {
        const broken = client
        client = undefined
        void broken?.end().catch(() => undefined)
        if (!isAway)
          log.warn({ error }, 'roles and subscriptions cannot be read; what is known stays in force')
        isAway = true
        await sleep(pollMs, undefined, { signal: closing.signal }).catch(() => undefined)
      }
    }
  }

  try {
    await refresh()
  } catch (error) {
    await client?.end().catch(() => undefined)
    throw error
  }
  const running = run()

  return {
    current: () => access,
    async close() {
      closing.abort()
      await running
      client?.removeAllListeners('end').on('error', () => undefined)
      await client?.end().catch(() => undefined)
    },
  }
}
