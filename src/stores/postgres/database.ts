import { accessSync, constants } from 'node:fs'
import pg from 'pg'
import type { Log } from '../../core/ports.ts'
import { openEmbedded } from './embedded/open.ts'
import { lockHome } from './home-lock.ts'
import { makeFolder } from './make-folder.ts'
import { connecting, describeConnectError } from './reachable.ts'

/** The gateway's database, its own or the one that `DATABASE_URL` names. */
export interface Database {
  /** The owner's, with the password: not for logs. For migrations and the ledger; all else goes through `openAppPool`. */
  readonly url: string
  /** Connections of the owner, kept while they are used. */
  readonly pool: pg.Pool
  /** Process id of the embedded server; absent with a `DATABASE_URL`. */
  readonly serverPid?: () => number
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** Data folder; made if it is not there, and locked against a second gateway. */
  readonly home: string
  /** Absent: the embedded PostgreSQL in `home`. */
  readonly databaseUrl?: string
  readonly log: Log
  /** How long a connection may take to come about. */
  readonly connectWithinMs?: number
}

/** Versions before 15 have no MERGE and no NULLS NOT DISTINCT, and are out of support. */
const oldestVersion = 15

/** Opens the database and proves that it answers. Throws an Error of one line that says what to do. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { home, databaseUrl, log, connectWithinMs = 5_000 } = options
  if (databaseUrl !== undefined) checkUrl(databaseUrl)
  prepareHome(home)
  const lock = lockHome(home)
  try {
    const embedded = databaseUrl === undefined ? await openEmbedded({ home, log }) : undefined
    const url = databaseUrl ?? embedded?.url ?? ''
    const pool = new pg.Pool({
      connectionString: url,
      max: 8,
      connectionTimeoutMillis: connectWithinMs,
      idleTimeoutMillis: 30_000,
      // The server gives a query up; if the server hangs, we do.
      statement_timeout: 14_000,
      query_timeout: 15_000,
      application_name: 'weir',
    })
    // A connection that breaks while idle is replaced at the next use. Those of a pool that ends are still on their way out.
    pool.on('error', error => {
      if (!pool.ending) log.warn({ reason: error.message }, 'A database connection was lost')
    })
    const close = async () => {
      await pool.end()
      await embedded?.close()
    }
    try {
      await checkVersion(pool, url)
    } catch (error) {
      await close()
      throw error
    }
    return {
      url,
      pool,
      ...(embedded && { serverPid: embedded.pid }),
      close: () => close().finally(lock.release),
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

const checkUrl = (text: string): void => {
  if (!URL.canParse(text) || !/^postgres(ql)?:$/.test(new URL(text).protocol)) {
    throw new Error(
      'DATABASE_URL is no PostgreSQL address; it looks like postgresql://user:password@host:5432/database',
    )
  }
}

const prepareHome = (home: string): void => {
  try {
    makeFolder(home, 0o711)
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : cause
    throw new Error(
      `Cannot use the data folder ${home} (${reason}); set WEIR_HOME to one that can be written`,
      {
        cause,
      },
    )
  }
}

const checkVersion = async (pool: pg.Pool, url: string): Promise<void> => {
  let version: number
  try {
    const { rows } = await connecting(() =>
      pool.query<{ server_version_num: string }>('SHOW server_version_num'),
    )
    version = Math.floor(Number(rows[0]?.server_version_num) / 10_000)
  } catch (cause) {
    throw new Error(describeConnectError(url, cause), { cause })
  }
  if (version < oldestVersion) {
    throw new Error(`The database is PostgreSQL ${version}; Weir needs ${oldestVersion} or later`)
  }
}
