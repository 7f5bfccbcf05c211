import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Log } from '../../src/core/ports.ts'
import { openAppPool } from '../../src/stores/postgres/app-role.ts'
import { openDatabase } from '../../src/stores/postgres/database.ts'
import { migrate } from '../../src/stores/postgres/migrate.ts'
import { silentLog } from './log.ts'
import { usePreparedHome } from './prepared-home.ts'

/** A real PostgreSQL of the test's own, with the schema in place. */
export interface TestDatabase {
  readonly url: string
  /** The owner's connections, which see everything. */
  readonly pool: pg.Pool
  /** Connections as the gateway has them: row-level security holds. */
  readonly appPool: pg.Pool
  /** A folder of its own, which `close` removes. */
  readonly home: string
  /** Process id of the server. */
  serverPid(): number
  /** Another empty database of the same server, with the schema in place; closed with it. */
  fresh(): Promise<Pick<TestDatabase, 'url' | 'pool' | 'appPool'>>
  close(): Promise<void>
}

/** A new empty folder. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'weir-test-'))

/** Starts an embedded PostgreSQL in a temporary folder; takes about a second. */
export async function startDatabase(log: Log = silentLog().log): Promise<TestDatabase> {
  const folder = temporaryFolder()
  const home = join(folder, 'home')
  usePreparedHome(home)
  const database = await openDatabase({ home, log })
  await migrate({ url: database.url, log })
  const appPool = await openAppPool({ url: database.url, log })
  const more: pg.Pool[] = [appPool]
  return {
    url: database.url,
    pool: database.pool,
    appPool,
    home,
    serverPid: () => database.serverPid?.() ?? 0,
    async fresh() {
      const name = `test_${randomUUID().replaceAll('-', '')}`
      await database.pool.query(`CREATE DATABASE ${name}`)
      const url = Object.assign(new URL(database.url), { pathname: `/${name}` }).href
      const pool = new pg.Pool({ connectionString: url, max: 4 })
      pool.on('error', () => undefined)
      await migrate({ url, log })
      const appPool = await openAppPool({ url, log })
      more.push(pool, appPool)
      return { url, pool, appPool }
    },
    async close() {
      await Promise.all(more.map(pool => pool.end()))
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
