import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openAppPool } from '../../../src/stores/postgres/app-role.ts'
import { createCallReader } from '../../../src/stores/postgres/call-reader.ts'
import { openJournal } from '../../../src/stores/postgres/journal.ts'
import { createLedger, type LedgerOptions, type PostgresLedger } from '../../../src/stores/postgres/ledger.ts'
import { encodeRow } from '../../../src/stores/postgres/ledger-row.ts'
import { takeIn } from '../../../src/stores/postgres/take-in.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { silentLog } from '../../kit/log.ts'
import { fullRecord, newId, noon, recordOf } from './records.ts'

describe('the ledger', () => {
  let server: TestDatabase
  before(async () => {
    server = await startDatabase()
  })
  const ledgers: PostgresLedger[] = []
  after(async () => {
    await Promise.all(ledgers.map(ledger => ledger.close()))
    await server.close()
  })

  let folders = 0
  const journalFolder = () => join(server.home, `journal-${++folders}`)

  const openLedger = async (about: Partial<LedgerOptions> = {}) => {
    const database = await server.fresh()
    const log = silentLog()
    const folder = journalFolder()
    const ledger = await createLedger({
      url: database.url,
      folder,
      clock: () => noon,
      log: log.log,
      writeWithinMs: 5_000,
      ...about,
    })
    ledgers.push(ledger)
    const count = async (sql: string) => Number((await database.pool.query(sql)).rows[0]?.n)
    return {
      ...database,
      ledger,
      log,
      arrived: () => count('SELECT count(*) AS n FROM ledger.arrived'),
      async calls() {
        await takeIn(database.pool)
        return count('SELECT count(*) AS n FROM ledger.call')
      },
      async counted() {
        await takeIn(database.pool)
        return count('SELECT coalesce(sum(requests), 0) AS n FROM ledger.usage_caller_hour')
      },
    }
  }

  test('keeps everything of a record but who found it', async () => {
    const { ledger, pool } = await openLedger()
    const { principal, ...record } = fullRecord()
    await ledger.append({ ...record, principal })
    const [found] = await createCallReader(pool).find('default', [record.id])
    const { tenant, team, application, user } = principal
    assert.deepEqual(found, { ...record, tenant, apiKey: principal.id, team, application, user })
    await ledger.close()
  })

  test('leaves out what a record does not have', async () => {
    const { ledger, pool } = await openLedger()
    const { costNanos: _, latencyMs: __, outcome: ___, principal, ...record } = recordOf()
    await ledger.append({ ...record, principal })
    const [found] = await createCallReader(pool).find('default', [record.id])
    assert.deepEqual(found, { ...record, tenant: 'default', apiKey: principal.id })
    await ledger.close()
  })

  test('shows a call to its own tenant only, and takes nonsense for an id that is not there', async () => {
    const { ledger, pool } = await openLedger()
    const record = recordOf()
    await ledger.append(record)
    const reader = createCallReader(pool)
    assert.equal((await reader.find('default', [record.id, newId(), "'; DROP TABLE x"])).length, 1)
    assert.deepEqual(await reader.find('other', [record.id]), [])
    assert.deepEqual(await reader.find('default', ['no id']), [])
    await ledger.close()
  })

  test('groups what is appended at once into few statements, each row once', async () => {
    const { ledger, calls, counted, pool } = await openLedger({ batchRows: 100 })
    const records = Array.from({ length: 1_000 }, () => recordOf())
    await Promise.all(records.map(record => ledger.append(record)))
    // Rows of one transaction share its number.
    const { rows } = await pool.query('SELECT count(DISTINCT xmin::text) AS n FROM ledger.arrived')
    assert.ok(Number(rows[0].n) <= 11, `${rows[0].n} transactions`)
    assert.equal(await calls(), 1_000)
    assert.equal(await counted(), 1_000)
    assert.equal(ledger.pending(), 0)
    await ledger.close()
  })

  test('counts a row that is sent twice once', async () => {
    const { ledger, calls, counted } = await openLedger()
    const record = recordOf()
    await Promise.all([ledger.append(record), ledger.append(record), ledger.append(recordOf())])
    await ledger.append(record)
    assert.equal(await calls(), 2)
    assert.equal(await counted(), 2)
    await ledger.close()
  })

  test('makes the partition that a row needs, and makes it again after it was dropped', async () => {
    const { ledger, pool, calls, counted } = await openLedger()
    const old = Date.UTC(2024, 1, 29, 23, 59, 59, 999)
    await Promise.all([
      ledger.append(recordOf({ startedAt: old })),
      ledger.append(recordOf({ startedAt: old + 1 })),
    ])
    assert.equal(await counted(), 2)
    await pool.query('DROP TABLE ledger.call_2024_02')
    await ledger.append(recordOf({ startedAt: old }))
    assert.equal(await calls(), 2)
    assert.equal(await counted(), 3)
    const { rows } = await pool.query(
      "SELECT relname FROM pg_class WHERE relname ~ '^call_[0-9_]{7}$' AND relkind = 'r' ORDER BY 1",
    )
    assert.deepEqual(
      rows.map(row => row.relname),
      ['call_2024_02', 'call_2024_03', 'call_2026_05', 'call_2026_06'],
    )
    await ledger.close()
  })

  test('stores text that PostgreSQL cannot hold with a mark in its place', async () => {
    const { ledger, pool } = await openLedger()
    const record = recordOf({ model: 'a\0b', sessionId: '\ud800', tags: ['\u0001', 'x\0'] })
    await ledger.append(record)
    const [found] = await createCallReader(pool).find('default', [record.id])
    assert.deepEqual(
      [found?.model, found?.sessionId, found?.tags],
      ['a\ufffdb', '\ufffd', ['\u0001', 'x\ufffd']],
    )
    await ledger.close()
  })

  test('cuts what is too long, so that no row holds up the others', async () => {
    const { ledger, pool } = await openLedger()
    const long = 'x'.repeat(5_000_000)
    const record = { ...recordOf(), model: long, errorCode: 'NOT_FOUND' as const }
    record.attempts = Array.from({ length: 1000 }, () => ({
      provider: 'p',
      deployment: 'd',
      outcome: 'FAILED' as const,
      latencyMs: 1,
      code: long.slice(0, 60_000),
    }))
    assert.ok(encodeRow(record).length < 60_000)
    await ledger.append(record)
    const [found] = await createCallReader(pool).find('default', [record.id])
    assert.deepEqual([found?.model.length, found?.attempts.length], [256, 64])
  })

  test('keeps a row apart that cannot be read, and takes in the others that came with it', async () => {
    const { ledger, calls, counted, arrived, pool, url } = await openLedger()
    const good = Array.from({ length: 20 }, () => recordOf())
    await Promise.all(
      [...good.slice(0, 7), recordOf({ id: 'not a UUID' }), ...good.slice(7)].map(record =>
        ledger.append(record),
      ),
    )
    const log = silentLog()
    const gateway = await openAppPool({ url, log: log.log })
    await takeIn(gateway)
    await gateway.end()
    assert.deepEqual([await arrived(), await calls(), await counted()], [0, 20, 20])
    // A statement with calls in it makes one entry: not every call takes one of its own, for all readers wait for them.
    const { rowCount } = await pool.query('SELECT FROM audit.unsealed')
    assert.ok(Number(rowCount) <= 6, `${rowCount} statements`)
    const { rows } = await pool.query('SELECT line, reason FROM ledger.unreadable')
    assert.equal(rows.length, 1)
    assert.match(rows[0].line, /^\{"id":"not a UUID"/)
    assert.match(rows[0].reason, /invalid input syntax for type uuid/)
    const warnings = log.events.filter(({ level }) => level === 'warn')
    assert.equal(warnings.length, 1)
    assert.match(JSON.stringify(warnings), /ledger\.unreadable at \d+: invalid input syntax for type uuid/)
    await ledger.close()
  })

  test('counts no more tokens or cost of one call than sums of many of them can hold', async () => {
    const { ledger, calls, counted, pool } = await openLedger()
    const { usage } = recordOf()
    const huge = { ...usage, inputTokens: Number.MAX_VALUE, outputTokens: 9e18 }
    const costNanos = 10n ** 300n
    await Promise.all(Array.from({ length: 50 }, () => ledger.append(recordOf({ usage: huge, costNanos }))))
    assert.deepEqual([await calls(), await counted()], [50, 50])
    const { rows } = await pool.query(
      'SELECT sum(output_tokens)::text AS tokens, sum(cost_nanos)::text AS cost FROM ledger.usage_caller_hour',
    )
    assert.deepEqual(rows, [{ tokens: `${50 * 10 ** 12}`, cost: `${50n * (2n ** 63n - 1n)}` }])
    await ledger.close()
  })

  test('lets appends wait when too many rows are pending, and loses none', async () => {
    const { ledger, calls } = await openLedger({ maxPending: 10, batchRows: 5 })
    let most = 0
    await Promise.all(
      Array.from({ length: 300 }, async () => {
        const appended = ledger.append(recordOf())
        most = Math.max(most, ledger.pending())
        await appended
        most = Math.max(most, ledger.pending())
      }),
    )
    assert.ok(most <= 15, `${most} rows were pending`)
    assert.equal(await calls(), 300)
    await ledger.close()
  })

  test('writes what was appended before it closes, and takes nothing afterwards', async () => {
    const { ledger, calls } = await openLedger()
    const appended = Array.from({ length: 50 }, () => ledger.append(recordOf()))
    await ledger.close()
    await Promise.all(appended)
    assert.equal(await calls(), 50)
    await assert.rejects(ledger.append(recordOf()), { code: 'UNAVAILABLE' })
  })

  test('replays the journal of an earlier start, even when a crash cut the replay short', async () => {
    const folder = journalFolder()
    const records = Array.from({ length: 30 }, () => recordOf())
    const journal = openJournal({ folder, log: silentLog().log })
    await journal.append(records.map(encodeRow))
    await journal.close()
    // Ten of them are in the database already: the answer, or the process, was lost before the journal was told.
    const first = await openLedger()
    await Promise.all(records.slice(0, 10).map(record => first.ledger.append(record)))
    await first.ledger.close()
    const log = silentLog()
    const ledger = await createLedger({
      url: first.url,
      folder,
      clock: () => noon,
      log: log.log,
      writeWithinMs: 5_000,
      batchRows: 8,
    })
    ledgers.push(ledger)
    while (ledger.journaled() > 0) await ledger.append(recordOf())
    await ledger.close()
    const ids = new Set(records.map(({ id }) => id))
    assert.equal(await first.counted(), await first.calls())
    const { rows } = await first.pool.query('SELECT id FROM ledger.call')
    assert.equal(rows.filter(row => ids.has(row.id)).length, 30)
    assert.deepEqual(readdirSync(folder), [])
  })
})
