import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { ControlState } from '../../core/declaration.ts'
import { type DeclarationRow, declarationOf } from './declaration-rows.ts'

/** A connection that hears of each change of what snapshots are made of. Of no more use once `onLost` was called. */
export interface ControlConnection {
  version(): Promise<number>
  /** Everything at one moment. */
  read(): Promise<ControlState>
  /** Does not wait for an answer that does not come. */
  close(): Promise<void>
}

const closeWithinMs = 1_000

/** Connects as the owner, who sees what every tenant has declared. Throws if that takes longer than it may. */
export const connectControl = async (options: {
  readonly url: string
  readonly withinMs: number
  readonly onChanged: () => void
  readonly onLost: (error: Error) => void
}): Promise<ControlConnection> => {
  const { url, withinMs, onChanged, onLost } = options
  const client = new pg.Client({
    connectionString: url,
    application_name: 'weir-control',
    keepAlive: true,
    connectionTimeoutMillis: withinMs,
    query_timeout: withinMs,
  })
  client.on('error', onLost)
  client.on('end', () => onLost(new Error('the connection has ended')))
  client.on('notification', onChanged)
  const close = async () => {
    client
      .off('error', onLost)
      .removeAllListeners('end')
      .on('error', () => undefined)
    const late = new AbortController()
    await Promise.race([
      client.end().catch(() => undefined),
      sleep(closeWithinMs, undefined, { signal: late.signal }).catch(() => undefined),
    ])
    late.abort()
  }
  try {
    await client.connect()
    // Declarations of all tenants: row-level security lets the owner do so who says so (migration 0002).
    await client.query("SET weir.system = 'on'")
    await client.query('LISTEN weir_control')
  } catch (error) {
    void close()
    throw error
  }
  return {
    async version() {
      const { rows } = await client.query<{ version: string }>('SELECT version FROM control_version')
      return Number(rows[0]?.version)
    },
    async read() {
      // One statement sees one moment.
      const { rows } = await client.query<DeclarationRow & { control_version: string }>(
        `SELECT control_version.version AS control_version, declaration.*
         FROM control_version LEFT JOIN declaration ON declaration.archived_at IS NULL AND EXISTS (
           SELECT FROM tenant WHERE tenant.name = declaration.tenant AND tenant.archived_at IS NULL)
         ORDER BY place NULLS LAST, created_at, declaration.id`,
      )
      return {
        version: Number(rows[0]?.control_version),
        declarations: rows.filter(({ id }) => id !== null).map(declarationOf),
      }
    },
    close,
  }
}
