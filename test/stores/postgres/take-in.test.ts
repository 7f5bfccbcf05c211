import assert from 'node:assert/strict'
import { after, before, describe, type TestContext, test } from 'node:test'
import pg from 'pg'
import type { LedgerDimension, UsageQuery } from '../../../src/core/usage.ts'
import { createLedger } from '../../../src/stores/postgres/ledger.ts'
import { createQuotaHistory } from '../../../src/stores/postgres/quota-history.ts'
import { keepTakingIn, takeIn } from '../../../src/stores/postgres/take-in.ts'
import { withinTenant } from '../../../src/stores/postgres/tenancy.ts'
import { createUsageReader } from '../../../src/stores/postgres/usage-reader.ts'
import { usageStatement } from '../../../src/stores/postgres/usage-statement.ts'
import { startDatabase, type TestDatabase, temporaryFolder } from '../../kit/database.ts'
import { silentLog } from '../../kit/log.ts'
import { quota } from '../quotas.contract.ts'
import { noon, recordOf } from './records.ts'

const minuteMs = 60_000

describe('the roll-ups of a ledger', () => {
  let server: TestDatabase
  before(async () => {
    server = await startDatabase()
  })
  after(() => server.close())

  const open = async (about: TestContext) => {
    const { url, pool, appPool } = await server.fresh()
    const options = { url, folder: temporaryFolder(), clock: () => noon, log: silentLog().log }
    const ledger = await createLedger({ ...options, writeWithinMs: 5_000 })
    about.after(() => ledger.close())
    const numberIn = async (sql: string) => Number((await pool.query(sql)).rows[0]?.n)
    return {
      url,
      ledger,
      pool,
      appPool,
      waiting: () => numberIn('SELECT count(*) AS n FROM ledger.arrived'),
      rolled: () => numberIn('SELECT coalesce(sum(requests), 0) AS n FROM ledger.usage_caller_hour'),
    }
  }

  test('do not miss a call in part that came after they were brought up to date', async about => {
    const { ledger, appPool } = await open(about)
    await ledger.append(recordOf({ startedAt: noon + 5 * minuteMs }))
    await takeIn(appPool)
    await ledger.append(recordOf({ startedAt: noon + 50 * minuteMs }))
    const requestsOf = async (query: Pick<UsageQuery<LedgerDimension>, 'from' | 'to' | 'groupBy'>) => {
      const { text, values } = usageStatement(
        { tenant: 'default', where: {}, ...query },
        noon + 60 * minuteMs,
      )
      const { rows } = await withinTenant(appPool, 'default', client => client.query(text, [...values]))
      return rows.map(({ values, requests }) => [...values, Number(requests)])
    }
    // The hour without its last quarter of an hour, in which there is a call that the hour does not have yet.
    assert.deepEqual(await requestsOf({ from: noon, to: noon + 45 * minuteMs, groupBy: [] }), [[1]])
    assert.deepEqual(
      await requestsOf({ from: noon + 40 * minuteMs, to: noon + 70 * minuteMs, groupBy: [] }),
      [],
    )
    await takeIn(appPool)
    assert.deepEqual(await requestsOf({ from: noon, to: noon + 45 * minuteMs, groupBy: [] }), [[1]])
    assert.deepEqual(
      await requestsOf({ from: noon + 40 * minuteMs, to: noon + 70 * minuteMs, groupBy: [] }),
      [[1]],
    )
  })

  test('count each call once, however many bring them up to date at the same time', async about => {
    const { ledger, appPool, waiting, rolled } = await open(about)
    await Promise.all([
      ...Array.from({ length: 300 }, () => ledger.append(recordOf())),
      ...Array.from({ length: 20 }, () => takeIn(appPool)),
    ])
    await Promise.all(Array.from({ length: 6 }, () => takeIn(appPool)))
    assert.deepEqual([await waiting(), await rolled()], [0, 300])
  })

  test('add up what fits into 64 bits call by call only', async about => {
    const { url, ledger, appPool } = await open(about)
    const most = 2n ** 63n - 1n
    for (let call = 0; call < 3; call++)
      await ledger.append(recordOf({ costNanos: most, tags: ['a'], startedAt: noon + call * minuteMs }))
    const reader = createUsageReader({ pool: appPool, clock: () => noon + 86_400_000 })
    const query = { tenant: 'default', from: noon, to: noon + 86_400_000, where: {} }
    for (const groupBy of [['MODEL'], ['TEAM'], ['TAG']] as const)
      assert.deepEqual(
        (await reader.report({ ...query, groupBy })).map(({ costNanos }) => costNanos),
        [3n * most],
      )
    const history = createQuotaHistory({
      url,
      journaled: () => 0,
      covers: () => true,
    })
    const [past] = await history([quota({ meter: 'COST', window: 'MONTH' })], noon + 86_400_000)
    assert.deepEqual(
      past?.slots.map(({ used }) => used),
      [10n ** 18n],
      'more than any limit',
    )
  })

  test('take what has arrived by its index, past all that was there before', async about => {
    const { ledger, pool } = await open(about)
    const client = await pool.connect()
    const scans = async () => {
      await client.query('BEGIN')
      const { rows } = await client.query('SELECT ledger.roll_up(1000) AS taken')
      const stats = await client.query(`SELECT pg_stat_get_xact_numscans('ledger.arrived'::regclass) AS n`)
      await client.query('COMMIT')
      return [Number(rows[0].taken), Number(stats.rows[0].n)]
    }
    try {
      assert.deepEqual(await scans(), [0, 0])
      for (let more = 1; more <= 10; more++) {
        await Promise.all(Array.from({ length: more }, () => ledger.append(recordOf())))
        assert.deepEqual(await scans(), [more, 0])
      }
    } finally {
      client.release()
    }
  })

  test('let somebody be forgotten, however fast calls arrive', async about => {
    const { ledger, pool, appPool } = await open(about)
    const principal = { ...recordOf().principal, user: 'ada' }
    await ledger.append(recordOf({ principal }))
    // Another call arrives whenever some are taken in.
    await pool.query(`CREATE FUNCTION ledger.another() RETURNS TRIGGER LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO ledger.arrived (line) SELECT (line::jsonb || jsonb_build_object('id', gen_random_uuid()))::text FROM taken;
        RETURN NULL;
      END $$`)
    await pool.query(`CREATE TRIGGER another AFTER DELETE ON ledger.arrived REFERENCING OLD TABLE AS taken
      FOR EACH STATEMENT EXECUTE FUNCTION ledger.another()`)
    const rename = (client: pg.ClientBase) => client.query(`SELECT ledger.rename_user('ada', 'nobody') AS n`)
    const { rows } = await withinTenant(appPool, 'default', rename)
    assert.deepEqual(rows, [{ n: '1' }])
  })

  test('are brought up to date where nobody reads them, again after the database was away', async about => {
    const { ledger, appPool, waiting, rolled } = await open(about)
    await ledger.append(recordOf())
    const log = silentLog()
    const done = Promise.withResolvers<void>()
    let looks = 0
    const query = async (statement: pg.QueryConfig) => {
      looks++
      if (looks < 3) throw new Error('the database is away')
      const result = await appPool.query(statement)
      done.resolve()
      return result
    }
    const takingIn = keepTakingIn({ pool: { query } as unknown as pg.Pool, log: log.log, everyMs: 1 })
    await done.promise
    await takingIn.close()
    assert.deepEqual([await waiting(), await rolled()], [0, 1])
    assert.equal(log.events.filter(({ message }) => message.includes('taken in')).length, 1)
    const before = looks
    await new Promise(setImmediate)
    assert.equal(looks, before)
  })

  test('do not keep a gateway from ending, however much has arrived', async () => {
    const twice = Promise.withResolvers<void>()
    let looks = 0
    const query = async () => {
      if (++looks === 2) twice.resolve()
      await new Promise(setImmediate)
      return { rows: [{ taken: '1000' }] }
    }
    const takingIn = keepTakingIn({ pool: { query } as unknown as pg.Pool, log: silentLog().log })
    await twice.promise
    await takingIn.close()
    assert.equal(looks, 2)
  })

  test('forget in lines that could not be read, too, who is to be forgotten, and nobody else', async about => {
    const { url, ledger, appPool } = await open(about)
    const { principal } = recordOf()
    for (const user of ['ada', 'eve'])
      for (const tenant of ['default', 'other'])
        await ledger.append(recordOf({ id: 'not a UUID', principal: { ...principal, tenant, user } }))
    await takeIn(appPool)
    await withinTenant(appPool, 'default', client =>
      client.query(`SELECT ledger.rename_user('ada', 'erased-0123456789abcdef')`),
    )
    const owner = new pg.Client({ connectionString: url })
    await owner.connect()
    const { rows } = await owner.query('SELECT line::json AS line FROM ledger.unreadable ORDER BY position')
    await owner.end()
    assert.deepEqual(
      rows.map(({ line }) => [line.t, line.u]),
      [
        ['other', 'ada'],
        ['default', 'eve'],
        ['other', 'eve'],
      ],
    )
  })
})
