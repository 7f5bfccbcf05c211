import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import type pg from 'pg'
import { createLedger, type PostgresLedger } from '../../../src/stores/postgres/ledger.ts'
import { takeIn } from '../../../src/stores/postgres/take-in.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { silentLog } from '../../kit/log.ts'
import { noon, recordOf } from './records.ts'

describe('a ledger whose database is away', () => {
  let server: TestDatabase
  let pool: pg.Pool
  let ledger: PostgresLedger
  let folder: string
  const log = silentLog()

  before(async () => {
    server = await startDatabase()
  })
  after(() => server.close())
  beforeEach(async () => {
    const database = await server.fresh()
    pool = database.pool
    folder = mkdtempSync(join(server.home, 'journal-'))
    ledger = await createLedger({
      url: database.url,
      folder,
      clock: () => noon,
      log: log.log,
      writeWithinMs: 100,
      connectWithinMs: 300,
      reconnectMs: 10,
    })
  })
  afterEach(() => ledger.close())

  /** Appends twenty at a time, as long as `more` says so; returns how many were acknowledged. */
  const appendWhile = async (more: (count: number) => boolean): Promise<number> => {
    let count = 0
    while (more(count)) {
      await Promise.all(Array.from({ length: 20 }, () => ledger.append(recordOf())))
      count += 20
    }
    return count
  }

  const assertKept = async (count: number) => {
    await takeIn(pool)
    const { rows } = await pool.query(
      'SELECT (SELECT count(*) FROM ledger.call) AS calls, (SELECT sum(requests) FROM ledger.usage_caller_hour) AS counted',
    )
    assert.deepEqual(rows, [{ calls: `${count}`, counted: `${count}` }])
  }

  test('journals while the database hangs, replays when it goes on, and loses or doubles nothing', async () => {
    const before = await appendWhile(count => count < 200)
    const { rows } = await pool.query(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'weir-ledger'",
    )
    const pids = [server.serverPid(), ...rows.map(row => row.pid)]
    // In mid-batch: the statement may have arrived, its answer comes too late.
    const inFlight = appendWhile(count => count < 20)
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    const during = (await inFlight) + (await appendWhile(() => ledger.journaled() < 1_000))
    assert.equal(ledger.pending(), 0)
    for (const pid of pids) process.kill(pid, 'SIGCONT')
    const afterwards = await appendWhile(() => ledger.journaled() > 0)
    await assertKept(before + during + afterwards)
  })

  test('journals while the server is killed and comes back, and loses or doubles nothing', async () => {
    const killed = server.serverPid()
    const before = await appendWhile(count => count < 100)
    process.kill(killed, 'SIGKILL')
    const during = await appendWhile(() => ledger.journaled() === 0)
    const afterwards = await appendWhile(() => ledger.journaled() > 0)
    assert.notEqual(server.serverPid(), killed)
    await assertKept(before + during + afterwards)
  })

  /** Neither the database nor the disk takes a row from now on. */
  const takeBothAway = async (): Promise<void> => {
    // A folder that is no folder any more is as good as a full disk, for root too.
    rmSync(folder, { recursive: true })
    writeFileSync(folder, '')
    const { rows } = await pool.query(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'weir-ledger'",
    )
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid])
    process.kill(server.serverPid(), 'SIGSTOP')
  }
  const giveTheDiskBack = (): void => {
    rmSync(folder)
    mkdirSync(folder)
  }

  test('refuses a row when neither the database nor the disk takes it, and keeps it with the next ones', async () => {
    await takeBothAway()
    await assert.rejects(
      appendWhile(() => true),
      { code: 'UNAVAILABLE', message: /cannot be recorded/ },
    )
    assert.ok(log.events.some(({ message }) => message.startsWith('Neither the database nor the journal')))
    const refused = 20
    assert.equal(ledger.pending(), refused)
    giveTheDiskBack()
    const count = await appendWhile(have => have < 40)
    process.kill(server.serverPid(), 'SIGCONT')
    const afterwards = await appendWhile(() => ledger.journaled() > 0)
    await assertKept(refused + count + afterwards)
  })

  test('keeps a row that was refused when it closes, if it can by then', async () => {
    await takeBothAway()
    await assert.rejects(ledger.append(recordOf()), { code: 'UNAVAILABLE' })
    giveTheDiskBack()
    await ledger.close()
    process.kill(server.serverPid(), 'SIGCONT')
    assert.equal(readdirSync(folder).length, 1)
  })
})
