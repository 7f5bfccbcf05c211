import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Log } from '../../core/ports.ts'

/** The migrations of this version. */
export const migrationsFolder = join(import.meta.dirname, '../../../prisma/migrations')

interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

interface Applied {
  readonly migration_name: string
  readonly checksum: string
  readonly finished_at: Date | null
  readonly rolled_back_at: Date | null
}

/** One gateway migrates at a time; the number is the one of Prisma's own lock, so `prisma migrate` waits too. */
const lockNumber = 72707369

// As Prisma writes it: github.com/prisma/prisma-engines, sql-schema-connector, `_prisma_migrations`.
const createTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`

/**
 * Brings the schema up to date: applies what is missing of Prisma's migration folder and keeps Prisma's own
 * account of it, so that `prisma migrate deploy` may be used instead. Done here in a few statements because Prisma's
 * engine would be a download of tens of megabytes. Each migration is one transaction with its account: it is
 * applied whole or not at all. Throws an Error of one line if the database is newer than this version, or if
 * a migration has failed or was changed.
 */
export async function migrate(options: {
  readonly url: string
  readonly log: Log
  readonly folder?: string
}): Promise<void> {
  const { url, log, folder = migrationsFolder } = options
  const known = readMigrations(folder)
  // A connection of its own: whatever happens to it, its end frees the lock.
  const client = new pg.Client({ connectionString: url, application_name: 'weir-migrate' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query("SET lock_timeout = '60s'")
    await client.query('SELECT pg_advisory_lock($1)', [lockNumber])
    await client.query(createTable)
    const { rows } = await client.query<Applied>(
      'SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations ORDER BY started_at',
    )
    const applied = rows.filter(row => row.rolled_back_at === null)
    check(known, applied)
    const names = new Set(applied.map(row => row.migration_name))
    for (const migration of known.filter(({ name }) => !names.has(name))) {
      await apply(client, migration)
      log.info({ migration: migration.name }, 'Applied a migration')
    }
  } finally {
    await client.end()
  }
}

const readMigrations = (folder: string): readonly Migration[] =>
  readdirSync(folder)
    .filter(name => existsSync(join(folder, name, 'migration.sql')))
    .sort()
    .map(name => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })

const check = (known: readonly Migration[], applied: readonly Applied[]): void => {
  for (const { migration_name: name, checksum, finished_at } of applied) {
    const ours = known.find(migration => migration.name === name)
    if (!ours)
      throw new Error(`The database is newer than this Weir (it has the migration ${name}); update Weir`)
    if (finished_at === null) {
      throw new Error(`The migration ${name} has failed before; repair it with "prisma migrate resolve"`)
    }
    if (ours.checksum !== checksum) throw new Error(`The migration ${name} was changed after it was applied`)
  }
}

const apply = async (client: pg.Client, { name, sql, checksum }: Migration): Promise<void> => {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
       VALUES ($1, $2, now(), $3, 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('COMMIT')
  } catch (cause) {
    throw new Error(`The migration ${name} failed: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    })
  }
}
