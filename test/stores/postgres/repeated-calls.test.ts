import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Principal } from '../../../src/core/principal.ts'
import type { CallRecord } from '../../../src/core/record.ts'
import { createLedger } from '../../../src/stores/postgres/ledger.ts'
import { createRepeatsReader } from '../../../src/stores/postgres/repeated-calls.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { silentLog } from '../../kit/log.ts'
import { newId, noon, recordOf } from './records.ts'

const minute = 60_000
const day = 24 * 60 * minute
const of = (tenant: string): Principal => ({ id: 'key-1', name: 'a test', tenant, roles: new Set() })

/** A call that began so many minutes after noon, took one, and has cost 10 nano-dollars. */
const asked = (at: number, about: Partial<CallRecord> = {}): CallRecord => {
  const startedAt = noon + at * minute
  return recordOf({
    id: newId(startedAt),
    startedAt,
    latencyMs: minute,
    finishReason: 'STOP',
    costNanos: 10n,
    question: 'a',
    ...about,
  })
}

describe('repeated calls', () => {
  let database: TestDatabase
  before(async () => {
    database = await startDatabase()
  })
  after(() => database.close())

  const write = async (...records: readonly CallRecord[]): Promise<void> => {
    const ledger = await createLedger({
      url: database.url,
      folder: join(database.home, 'journal'),
      clock: () => noon,
      log: silentLog().log,
      writeWithinMs: 10_000,
    })
    await Promise.all(records.map(record => ledger.append(record)))
    await ledger.close()
  }
  const read = (tenant: string, period = { from: noon - day, to: noon + day }) =>
    createRepeatsReader({ pool: database.appPool })(tenant, period)

  test('are those that asked what had been answered within the same hour', async () => {
    const principal = of('hours')
    await write(
      ...[
        asked(0),
        // The first one still runs then.
        asked(0.5),
        asked(2),
        asked(59),
        // The next hour begins anew.
        asked(60),
        asked(70, { model: 'large' }),
        asked(71, { question: 'b' }),
        asked(72, { question: 'b', prompt: { template: 'reviews', version: 1 }, costNanos: 500n }),
      ].map(record => ({ ...record, principal })),
    )
    const calls = await read('hours')
    assert.deepEqual(calls, [
      { model: 'small', prompt: 'reviews', requests: 1, costNanos: 500n },
      { model: 'small', requests: 2, costNanos: 20n },
      { model: 'large', requests: 1, costNanos: 10n },
    ])
  })

  test('are not those that a cache has served, that failed, or that cannot be repeated', async () => {
    const principal = of('others')
    const { question: _, ...once } = asked(5)
    await write(
      ...[
        asked(0),
        asked(2, { cached: true }),
        asked(3, { outcome: 'FAILED' }),
        asked(4, { finishReason: 'CONTENT_FILTER' }),
        once,
        { ...once, id: newId() },
        asked(9, { principal: of('elsewhere') }),
      ].map(record => ({
        ...record,
        principal: record.principal.tenant === 'elsewhere' ? record.principal : principal,
      })),
    )
    assert.deepEqual(await read('others'), [])
  })

  test('that are too many to be looked at in time are refused with what to do', async () => {
    const lock = await database.pool.connect()
    try {
      await lock.query('BEGIN; LOCK TABLE ledger.call')
      await assert.rejects(
        createRepeatsReader({ pool: database.appPool, withinMs: 50 })('hours', {
          from: noon,
          to: noon + day,
        }),
        { code: 'INVALID_INPUT', message: /ask for a shorter one/ },
      )
    } finally {
      await lock.query('ROLLBACK')
      lock.release()
    }
  })
})
