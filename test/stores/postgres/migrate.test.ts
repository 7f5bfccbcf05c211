import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { migrate, migrationsFolder } from '../../../src/stores/postgres/migrate.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { silentLog } from '../../kit/log.ts'

describe('migrations', () => {
  let server: TestDatabase
  before(async () => {
    server = await startDatabase()
  })
  after(() => server.close())

  /** A copy of the migrations, with another one behind them. */
  const withAnother = (sql: string): string => {
    const folder = mkdtempSync(join(server.home, 'migrations-'))
    cpSync(migrationsFolder, folder, { recursive: true })
    mkdirSync(join(folder, '9999_another'))
    writeFileSync(join(folder, '9999_another', 'migration.sql'), sql)
    return folder
  }
  const run = (url: string, folder?: string) =>
    migrate({ url, log: silentLog().log, ...(folder !== undefined && { folder }) })
  const account = async (pool: pg.Pool) =>
    (
      await pool.query(
        'SELECT migration_name, checksum, finished_at, applied_steps_count FROM _prisma_migrations',
      )
    ).rows

  test('are kept account of as Prisma does, with the checksums that Prisma computes', async () => {
    const { pool } = await server.fresh()
    const rows = await account(pool)
    const names = readdirSync(migrationsFolder).filter(name => name !== 'migration_lock.toml')
    assert.deepEqual(
      rows.map(row => row.migration_name),
      names.sort(),
    )
    for (const row of rows) {
      const file = join(migrationsFolder, row.migration_name, 'migration.sql')
      assert.equal(row.checksum, createHash('sha256').update(readFileSync(file)).digest('hex'))
      assert.ok(row.finished_at instanceof Date)
      assert.equal(row.applied_steps_count, 1)
    }
  })

  test('make teams, applications and users of what earlier keys have called so', async () => {
    await server.pool.query('CREATE DATABASE earlier')
    const url = Object.assign(new URL(server.url), { pathname: '/earlier' }).href
    const folder = mkdtempSync(join(server.home, 'migrations-'))
    cpSync(join(migrationsFolder, '0001_first'), join(folder, '0001_first'), { recursive: true })
    await run(url, folder)
    const pool = new pg.Pool({ connectionString: url, max: 1 })
    for (const [index, [tenant, team, application, user]] of [
      ['default', 'search', 'web', 'ada'],
      ['default', 'Search', null, 'Ada'],
      ['default', 'ads', 'web', null],
      ['default', null, 'cron', null],
      ['acme', null, 'Web', null],
      ['acme', null, null, null],
    ].entries())
      await pool.query(
        `INSERT INTO api_key (id, tenant, name, prefix, secret_sha256, team, application, "user", limits_models, limits_operations, created_at)
         VALUES ($1, $2, '', '', $1::text::bytea, $3, $4, $5, false, false, now())`,
        [`${index}`, tenant, team, application, user],
      )
    await run(url)
    const texts = async (sql: string) =>
      (await pool.query({ text: sql, rowMode: 'array' })).rows.map(row => row.join(' '))
    assert.deepEqual(await texts('SELECT name FROM tenant ORDER BY 1'), ['acme', 'default'])
    assert.deepEqual(await texts('SELECT tenant, name FROM team ORDER BY 1, 2'), [
      'acme Web',
      'default Search',
      'default cron',
    ])
    assert.deepEqual(await texts('SELECT tenant, team, name FROM application ORDER BY 1, 2'), [
      'acme Web Web',
      'default Search web',
      'default cron cron',
    ])
    assert.deepEqual(await texts('SELECT tenant, name FROM "user"'), ['default Ada'])
    assert.deepEqual(await texts('SELECT team, application, "user" FROM api_key ORDER BY id'), [
      'Search web Ada',
      'Search  Ada',
      'Search web ',
      'cron cron ',
      'Web Web ',
      '  ',
    ])
    await pool.end()
  })

  test('count each call once that waited for its roll-up, and those that a gateway of the version before writes', async () => {
    await server.pool.query('CREATE DATABASE unrolled')
    const url = Object.assign(new URL(server.url), { pathname: '/unrolled' }).href
    const folder = mkdtempSync(join(server.home, 'migrations-'))
    for (const name of readdirSync(migrationsFolder).filter(name => name < '0057'))
      cpSync(join(migrationsFolder, name), join(folder, name), { recursive: true })
    await run(url, folder)
    const pool = new pg.Pool({ connectionString: url, max: 2 })
    const write = async () => {
      await pool.query(`SELECT ledger.ensure_month('2026-05-15')`)
      await pool.query(`INSERT INTO ledger.call (id, started_at, tenant, api_key, operation, api, model, stream, cached,
          input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, usage_source, tags, attempts, verdicts)
        SELECT gen_random_uuid(), '2026-05-15', 'default', 'key', 'complete', 'REST', 'small', false, false, 1, 0, 0, 1, 0,
          'PROVIDER', '{}', '[]', '[]' FROM generate_series(1, 10)`)
    }
    const counted = async () =>
      (await pool.query('SELECT sum(requests)::int AS n FROM ledger.usage_day')).rows[0]?.n
    await write()
    await pool.query('SELECT ledger.roll_up(5000)')
    await write()
    // A gateway of the version before that is about to roll up holds nobody up, and finds nothing afterwards.
    const before = await pool.connect()
    await before.query('BEGIN')
    const waiting = () => before.query('SELECT count(*)::int AS n FROM ledger.unrolled')
    assert.deepEqual((await waiting()).rows, [{ n: 1 }])
    await run(url)
    assert.deepEqual((await waiting()).rows, [{ n: 0 }])
    await before.query('COMMIT')
    before.release()
    assert.equal(await counted(), 20)
    await write()
    await pool.query('SELECT ledger.roll_up(5000)')
    assert.equal(await counted(), 30)
    await pool.end()
  })

  test('are applied once, by one gateway at a time', async () => {
    const { url, pool } = await server.fresh()
    const folder = withAnother('CREATE TABLE once (id int)')
    await Promise.all([run(url, folder), run(url, folder), run(url, folder)])
    await run(url, folder)
    assert.equal((await account(pool)).length, readdirSync(folder).length - 1)
  })

  test('that fail leave nothing behind, and are said in one line', async () => {
    const { url, pool } = await server.fresh()
    const folder = withAnother('CREATE TABLE half (id int); CREATE TABLE half (id int);')
    await assert.rejects(
      run(url, folder),
      /^Error: The migration 9999_another failed: relation "half" already exists$/,
    )
    assert.deepEqual((await pool.query("SELECT to_regclass('half') AS half")).rows, [{ half: null }])
    writeFileSync(join(folder, '9999_another', 'migration.sql'), 'CREATE TABLE half (id int)')
    await run(url, folder)
  })

  test('of a newer version are refused: an old gateway does not touch what it does not know', async () => {
    const { url } = await server.fresh()
    await run(url, withAnother('SELECT 1'))
    await assert.rejects(
      run(url),
      /^Error: The database is newer than this Weir .*9999_another.*; update Weir$/,
    )
  })

  test('that were changed afterwards, or that Prisma left unfinished, are refused', async () => {
    const { url, pool } = await server.fresh()
    const folder = withAnother('SELECT 1')
    await run(url, folder)
    writeFileSync(join(folder, '9999_another', 'migration.sql'), 'SELECT 2')
    await assert.rejects(run(url, folder), /9999_another was changed after it was applied$/)
    await pool.query("UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '9999_another'")
    await assert.rejects(
      run(url, folder),
      /9999_another has failed before; repair it with "prisma migrate resolve"$/,
    )
  })
})

test('the Prisma client is the one that the schema gives', () => {
  const root = join(import.meta.dirname, '../../..')
  const folder = mkdtempSync(join(root, 'test', 'node_modules', '.generated-'))
  try {
    cpSync(join(root, 'prisma'), join(folder, 'prisma'), { recursive: true })
    cpSync(join(root, 'prisma.config.ts'), join(folder, 'prisma.config.ts'))
    execFileSync(join(root, 'test/node_modules/.bin/prisma'), ['generate'], { cwd: folder, stdio: 'pipe' })
    const path = 'src/stores/postgres/generated'
    assert.deepEqual(filesOf(join(folder, path)), filesOf(join(root, path)), 'run `npm run generate`')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .sort()
      .map(file => [relative(folder, file), readFileSync(file, 'utf8')]),
  )
