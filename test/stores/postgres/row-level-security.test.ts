import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import type { CallRecord } from '../../../src/core/record.ts'
import { createApiKeyStore } from '../../../src/stores/postgres/api-key-store.ts'
import { openAppPool } from '../../../src/stores/postgres/app-role.ts'
import { createLedger } from '../../../src/stores/postgres/ledger.ts'
import { migrate } from '../../../src/stores/postgres/migrate.ts'
import { declareTeams } from '../../../src/stores/postgres/organisation-store.ts'
import { takeIn } from '../../../src/stores/postgres/take-in.ts'
import { withinTenant } from '../../../src/stores/postgres/tenancy.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { silentLog } from '../../kit/log.ts'
import { fullRecord, noon } from './records.ts'

const { log } = silentLog()
const hashOf = (secret: string) => createHash('sha256').update(secret).digest()
const random = randomBytes
const clock = () => noon

/** Puts something of each kind into the tenants `default` and `acme`. */
const populate = async (database: Pick<TestDatabase, 'url' | 'appPool'>, folder: string) => {
  const pool = database.appPool
  const keys = createApiKeyStore(pool)
  const acme = { id: 'acme', tenant: 'acme', name: 'acme', title: 'Acme', version: 1, createdAt: noon }
  const about = { name: 'a key', prefix: 'weir_xxxx', roles: ['OWNER'], createdAt: noon }
  await keys.insertFirst(acme, { ...about, id: 'of acme', tenant: 'acme' }, hashOf('acme'))
  await keys.insert({ ...about, id: 'of default', tenant: 'default' }, hashOf('default'))
  const ledger = await createLedger({ url: database.url, folder, log, clock, writeWithinMs: 5_000 })
  for (const [index, tenant] of ['default', 'acme'].entries()) {
    const teams = [{ name: 'search', applications: [{ name: 'web' }] }]
    await declareTeams(tenant, teams, { pool, clock, random })
    await withinTenant(pool, tenant, client =>
      client.query(
        `INSERT INTO "user" (id, tenant, name, title, created_at) VALUES ($1, $2, 'ada', 'Ada', now())`,
        [`user of ${tenant}`, tenant],
      ),
    )
    await withinTenant(pool, tenant, async client => {
      const of = `prompt of ${tenant}`
      await client.query(`INSERT INTO erased_user (tenant, mark, erased_at) VALUES ($1, '\\x01', now())`, [
        tenant,
      ])
      await client.query(
        `INSERT INTO prompt_template (id, tenant, name, latest, created_at) VALUES ($1, $2, 'ask', 1, now())`,
        [of, tenant],
      )
      await client.query(
        `INSERT INTO prompt_version (id, tenant, template, number, sdl, semantic_version, change, author, state, created_at)
         VALUES ($1, $2, 'ask', 1, '', '1.0.0', 'FIRST', 'ada', 'DRAFT', now())`,
        [of, tenant],
      )
      await client.query(
        `INSERT INTO prompt_review (tenant, template, number, state, reason, requested_by, requested_at)
         VALUES ($1, 'ask', 1, 'REQUESTED', 'new', 'adas-key', now())`,
        [tenant],
      )
      await client.query(
        `INSERT INTO prompt_test_run (tenant, template, number, passed, failed, at) VALUES ($1, 'ask', 1, 1, 0, now())`,
        [tenant],
      )
      await client.query(
        `INSERT INTO prompt_label (tenant, template, name, version, moved_at, moved_by)
         VALUES ($1, 'ask', 'production', 1, now(), 'ada')`,
        [tenant],
      )
    })
    await ledger.append(callOf(tenant, index))
  }
  await takeIn(pool)
  // These have arrived and are not taken in yet.
  for (const [index, tenant] of ['default', 'acme'].entries()) await ledger.append(callOf(tenant, index + 2))
  await ledger.close()
}

const callOf = (tenant: string, number: number): CallRecord => {
  const record = fullRecord()
  const id = `01900000-0000-7000-8000-00000000000${number}`
  return { ...record, id, principal: { ...record.principal, tenant } }
}

/** The tables that hold what belongs to tenants, and the column that says to whom. */
const tables = [
  ['tenant', 'name'],
  ['team', 'tenant'],
  ['"user"', 'tenant'],
  ['application', 'tenant'],
  ['api_key', 'tenant'],
  ['prompt_template', 'tenant'],
  ['prompt_version', 'tenant'],
  ['prompt_label', 'tenant'],
  ['prompt_review', 'tenant'],
  ['prompt_test_run', 'tenant'],
  ['erased_user', 'tenant'],
  ['ledger.call', 'tenant'],
  ['ledger.usage_caller_hour', 'tenant'],
  ['ledger.usage_day', 'tenant'],
  ['ledger.usage_caller_day', 'tenant'],
  ['ledger.usage_marked_hour', 'tenant'],
] as const

describe('row-level security', () => {
  let server: TestDatabase
  let pool: pg.Pool
  before(async () => {
    server = await startDatabase()
    pool = server.appPool
    await populate(server, join(server.home, 'journal'))
  })
  after(() => server.close())

  const refusal = (text: string, code = '42501') => assert.rejects(pool.query(text), { code }, text)

  test('is forced on every table with a tenant, and the gateway owns none of them', async () => {
    const { rows } = await server.pool.query<{ table: string; forced: boolean; owner: string }>(`
      SELECT c.oid::regclass::text AS table, c.relrowsecurity AND c.relforcerowsecurity AS forced,
        pg_get_userbyid(c.relowner) AS owner
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relkind IN ('r', 'p') AND a.attname = 'tenant' AND c.relnamespace IN ('public'::regnamespace, 'ledger'::regnamespace)`)
    const { rows: role } = await pool.query(
      'SELECT current_user, session_user, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user',
    )
    const name = 'weir_app_postgres'
    assert.deepEqual(role, [
      { current_user: name, session_user: name, rolsuper: false, rolbypassrls: false, rolcreaterole: false },
    ])
    assert.ok(rows.length > tables.length)
    for (const row of rows) assert.deepEqual([row.table, row.forced, row.owner], [row.table, true, 'weir'])
    for (const [table] of tables.slice(1))
      assert.ok(
        rows.some(row => row.table === table || row.table === `public.${table}`),
        table,
      )
  })

  test('shows nothing to a query that names no tenant, and only its own to one that does', async () => {
    for (const [table, column] of tables) {
      const all = await server.pool.query(`SELECT ${column} AS tenant FROM ${table}`)
      assert.deepEqual(new Set(all.rows.map(row => row.tenant)), new Set(['default', 'acme']), table)
      assert.deepEqual((await pool.query(`SELECT FROM ${table}`)).rows, [], table)
      for (const tenant of ['acme', 'default', 'nobody', '']) {
        const { rows } = await withinTenant(pool, tenant, client =>
          client.query(`SELECT DISTINCT ${column} AS tenant FROM ${table}`),
        )
        const wanted = ['acme', 'default'].includes(tenant) ? [{ tenant }] : []
        assert.deepEqual(rows, wanted, `${table} as ${tenant}`)
      }
    }
  })

  test('lets nobody change or make rows of another tenant', async () => {
    // Versions of prompts never change.
    const writable = tables.filter(([table]) => !/^(ledger|prompt_version)/.test(table))
    const before = await Promise.all(writable.map(([table]) => server.pool.query(`SELECT * FROM ${table}`)))
    for (const [table, column] of writable) {
      const changed = await withinTenant(pool, 'acme', client =>
        client.query(`UPDATE ${table} SET ${column} = 'stolen' WHERE ${column} = 'default'`),
      )
      assert.equal(changed.rowCount, 0, table)
      await assert.rejects(
        withinTenant(pool, 'acme', client => client.query(`UPDATE ${table} SET ${column} = 'default'`)),
        { code: '42501' },
        table,
      )
    }
    for (const text of [
      `INSERT INTO team (id, tenant, name, title, created_at) VALUES ('x', 'default', 'x', 'x', now())`,
      `INSERT INTO tenant (id, name, title, created_at) VALUES ('x', 'x', 'x', now())`,
    ])
      await assert.rejects(
        withinTenant(pool, 'acme', client => client.query(text)),
        { code: '42501' },
      )
    const after = await Promise.all(writable.map(([table]) => server.pool.query(`SELECT * FROM ${table}`)))
    assert.deepEqual(
      after.map(({ rows }) => rows),
      before.map(({ rows }) => rows),
    )
  })

  test('cannot be switched off or walked around by the gateway itself', async () => {
    await refusal('ALTER TABLE api_key DISABLE ROW LEVEL SECURITY')
    await refusal('SET ROLE weir')
    await refusal('SET SESSION AUTHORIZATION weir')
    await refusal('SELECT * FROM ledger.call_2026_05')
    await refusal('DELETE FROM api_key')
    await refusal('DELETE FROM ledger.call')
    // Lines of all tenants; even for the owner there are none unless it says for whom it asks.
    for (const table of ['ledger.arrived', 'ledger.unreadable']) await refusal(`SELECT * FROM ${table}`)
    for (const name of ['take_in', 'take_in_apart']) await refusal(`SELECT ledger.${name}('{1}')`)
    await refusal('SELECT * FROM _prisma_migrations')
    const client = await pool.connect()
    try {
      await client.query("SET weir.system = 'on'")
      for (const [table] of tables) assert.deepEqual((await client.query(`SELECT FROM ${table}`)).rows, [])
      await client.query('SET row_security = off')
      await assert.rejects(client.query('SELECT FROM api_key'), /row-level security/)
    } finally {
      client.release(true)
    }
  })

  test('is entered for one transaction, whether it succeeds or not', async () => {
    const one = new pg.Pool({ ...pool.options, max: 1 })
    await withinTenant(one, 'acme', client => client.query('SELECT 1'))
    assert.deepEqual((await one.query('SELECT FROM team')).rows, [])
    await assert.rejects(withinTenant(one, 'acme', client => client.query('SELECT 1/0')))
    assert.deepEqual((await one.query('SELECT FROM team')).rows, [])
    await one.end()
  })

  test('lets a key be found by its hash alone, though nobody knows its tenant yet', async () => {
    const keys = createApiKeyStore(pool)
    assert.equal((await keys.findByHash(hashOf('acme')))?.tenant, 'acme')
    assert.deepEqual(await keys.find('default', ['of acme']), [])
  })

  test('finds no key in a table that somebody puts before the real one', async () => {
    const client = await pool.connect()
    try {
      await client.query('CREATE TEMP TABLE api_key (LIKE public.api_key)')
      const { rows } = await client.query('SELECT tenant FROM find_api_key($1)', [hashOf('default')])
      assert.deepEqual(rows, [{ tenant: 'default' }])
    } finally {
      client.release(true)
    }
  })
})

describe('a database whose owner is no superuser', () => {
  let server: TestDatabase
  before(async () => {
    server = await startDatabase()
  })
  after(() => server.close())

  /** A database of a new role's own. */
  const ownedBy = async (owner: string, about: string): Promise<string> => {
    await server.pool.query(`CREATE ROLE ${owner} LOGIN PASSWORD 'first' ${about}`)
    await server.pool.query(`CREATE DATABASE ${owner} OWNER ${owner}`)
    const url = new URL(server.url)
    const owned = { username: owner, password: 'first', pathname: `/${owner}` }
    const address = Object.assign(url, owned).href
    await migrate({ url: address, log })
    return address
  }
  const userOf = async (pool: pg.Pool) => (await pool.query('SELECT current_user, session_user')).rows[0]

  test('keeps tenants apart too, the owner itself included', async () => {
    const url = await ownedBy('plain', 'CREATEROLE')
    const appPool = await openAppPool({ url, log })
    assert.deepEqual(await userOf(appPool), {
      current_user: 'weir_app_plain',
      session_user: 'weir_app_plain',
    })
    await populate({ url, appPool }, join(server.home, 'journal'))
    assert.equal((await createApiKeyStore(appPool).findByHash(hashOf('acme')))?.tenant, 'acme')
    const owner = new pg.Client({ connectionString: url })
    await owner.connect()
    for (const [table, column] of tables) {
      assert.deepEqual((await owner.query(`SELECT FROM ${table}`)).rows, [], table)
      await owner.query("SET weir.system = 'on'")
      const { rows } = await owner.query(`SELECT DISTINCT ${column} FROM ${table}`)
      assert.equal(rows.length, 2, table)
      await owner.query('RESET weir.system')
    }
    await owner.end()
    await appPool.end()
  })

  test('is opened again by other gateways, also after its owner got another password', async () => {
    const url = await ownedBy('changed', 'CREATEROLE')
    const pools = await Promise.all([openAppPool({ url, log }), openAppPool({ url, log })])
    for (const pool of pools) assert.equal((await userOf(pool)).session_user, 'weir_app_changed')
    await server.pool.query("ALTER ROLE changed PASSWORD 'second'")
    const later = await openAppPool({ url: Object.assign(new URL(url), { password: 'second' }).href, log })
    assert.equal((await userOf(later)).session_user, 'weir_app_changed')
    await Promise.all([...pools, later].map(pool => pool.end()))
  })

  test('that may make no roles says what an administrator has to do, and works when that is done', async () => {
    const url = await ownedBy('modest', '')
    await assert.rejects(
      openAppPool({ url, log }),
      /^Error: DATABASE_URL: the role "modest" may not make the role "weir_app_modest".*: CREATE ROLE "weir_app_modest"; GRANT "weir_app_modest" TO "modest"$/,
    )
    await server.pool.query('CREATE ROLE weir_app_modest')
    await assert.rejects(openAppPool({ url, log }), /say: GRANT "weir_app_modest" TO "modest"$/)
    await server.pool.query('GRANT weir_app_modest TO modest')
    const appPool = await openAppPool({ url, log })
    assert.deepEqual(await userOf(appPool), { current_user: 'weir_app_modest', session_user: 'modest' })
    await populate({ url, appPool }, join(server.home, 'journal'))
    assert.deepEqual((await appPool.query('SELECT FROM team')).rows, [])
    await appPool.end()
  })
})
