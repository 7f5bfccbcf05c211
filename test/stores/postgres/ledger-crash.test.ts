import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createLedger } from '../../../src/stores/postgres/ledger.ts'
import { takeIn } from '../../../src/stores/postgres/take-in.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { silentLog } from '../../kit/log.ts'
import { recordOf } from './records.ts'

describe('a ledger whose process is killed', () => {
  let database: TestDatabase
  before(async () => {
    database = await startDatabase()
  })
  after(() => database.close())

  /** The server and what serves the ledger: stopping both is a database that hangs. */
  const ledgerProcesses = async (): Promise<readonly number[]> => {
    const { rows } = await database.pool.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'weir-ledger'",
    )
    return [database.serverPid(), ...rows.map(row => row.pid)]
  }

  /** Runs an appender and kills it when it has said `count` ids; `halfWay` runs in between. */
  const killAfter = async (
    folder: string,
    count: number,
    halfWay: () => Promise<void>,
  ): Promise<readonly string[]> => {
    const script = join(import.meta.dirname, 'appender.ts')
    const child = spawn(process.execPath, [script, database.url, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const closed = once(child, 'close')
    let said = ''
    let reached: Promise<void> | undefined
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const ids = said.length / 37
      if (ids >= count / 2) reached ??= halfWay()
      if (ids >= count) void reached?.then(() => child.kill('SIGKILL'))
    })
    await closed
    return said.split('\n').slice(0, -1)
  }

  test('20 times under load, at times while the database hangs, loses no acknowledged row and writes none twice', async () => {
    const folder = join(database.home, 'journal')
    const acknowledged: string[] = []
    for (let round = 0; round < 20; round++) {
      let stopped: readonly number[] = []
      const ids = await killAfter(folder, 100 + 37 * round, async () => {
        if (round % 2 === 0) return
        stopped = await ledgerProcesses()
        for (const pid of stopped) process.kill(pid, 'SIGSTOP')
      })
      for (const pid of stopped) process.kill(pid, 'SIGCONT')
      acknowledged.push(...ids)
    }
    const ledger = await createLedger({
      url: database.url,
      folder,
      clock: Date.now,
      log: silentLog().log,
      writeWithinMs: 5_000,
    })
    while (ledger.journaled() > 0) await ledger.append(recordOf())
    await ledger.close()
    await takeIn(database.pool)
    const { rows } = await database.pool.query('SELECT id FROM ledger.call')
    const found = new Set(rows.map(row => row.id))
    assert.ok(acknowledged.length > 5_000, `${acknowledged.length} rows`)
    assert.equal(acknowledged.filter(id => !found.has(id)).length, 0)
    assert.equal(found.size, rows.length)
    const usage = await database.pool.query('SELECT sum(requests) AS n FROM ledger.usage_caller_hour')
    assert.equal(Number(usage.rows[0].n), rows.length)
  })
})
