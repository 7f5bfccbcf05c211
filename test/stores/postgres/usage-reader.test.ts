import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { LedgerDimension, UsageQuery, UsageReader } from '../../../src/core/usage.ts'
import { createLedger } from '../../../src/stores/postgres/ledger.ts'
import { byDay, byHour, usageParts } from '../../../src/stores/postgres/usage-parts.ts'
import { createUsageReader } from '../../../src/stores/postgres/usage-reader.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { silentLog } from '../../kit/log.ts'
import { addUp, sorted } from './add-up.ts'
import { noon, variedRecord } from './records.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

describe('usage', () => {
  let database: TestDatabase
  let reader: UsageReader<LedgerDimension>
  // 37 minutes apart, over the turn of a month.
  const records = Array.from({ length: 600 }, (_, seed) => variedRecord(seed, noon + seed * 37 * minuteMs))
  const end = noon + 600 * 37 * minuteMs
  const now = end - 10 * minuteMs

  before(async () => {
    database = await startDatabase()
    const ledger = await createLedger({
      url: database.url,
      folder: join(database.home, 'journal'),
      clock: () => noon,
      log: silentLog().log,
      batchRows: 90,
      writeWithinMs: 10_000,
    })
    await Promise.all(records.map(record => ledger.append(record)))
    await Promise.all(records.slice(0, 50).map(record => ledger.append(record)))
    await ledger.close()
    reader = createUsageReader({ pool: database.appPool, clock: () => now })
  })
  after(() => database.close())

  const cases: Record<string, Partial<UsageQuery<LedgerDimension>>> = {
    'of all time': {},
    'by everything in the roll-ups': {
      groupBy: [
        'MODEL',
        'PROVIDER',
        'DEPLOYMENT',
        'OPERATION',
        'TEAM',
        'APPLICATION',
        'USER',
        'API_KEY',
        'OUTCOME',
      ],
    },
    'by hour and model': { interval: 'HOUR', groupBy: ['MODEL'] },
    'by day, within hours': {
      interval: 'DAY',
      from: noon + 17 * minuteMs,
      to: end - 7 * hourMs - 13 * minuteMs,
    },
    'by month and team': { interval: 'MONTH', groupBy: ['TEAM'] },
    'up to now': { from: noon + 40 * minuteMs, to: now, groupBy: ['OUTCOME'] },
    'within one hour': { from: noon + 40 * minuteMs, to: noon + 50 * minuteMs },
    'with filters': {
      where: { MODEL: ['large'], OUTCOME: ['FINISHED', 'FAILED'], USER: ['ada'] },
      groupBy: ['USER'],
    },
    'by prompt and its version': { groupBy: ['PROMPT', 'PROMPT_VERSION'], interval: 'DAY' },
    'by day and model': {
      interval: 'DAY',
      groupBy: ['MODEL'],
      from: noon - 12 * hourMs,
      to: noon + 372 * hourMs,
    },
    'by tag': { groupBy: ['TAG', 'MODEL'] },
    'by tag and user, within hours': {
      groupBy: ['TAG', 'USER'],
      from: noon + 17 * minuteMs,
      to: end - 7 * hourMs - 13 * minuteMs,
    },
    'by subject, with those of none': { groupBy: ['SUBJECT'], interval: 'HOUR' },
    'by subject of calls with a tag': { groupBy: ['SUBJECT'], where: { TAG: ['b'] }, to: now },
    'by tag, only some of them': { groupBy: ['TAG'], where: { TAG: ['b'] } },
    'of calls with a tag': { where: { TAG: ['a', 'b'] } },
    'of calls with a tag that cannot be stored': { where: { TAG: ['\0', '\ud800'] } },
    'by subject and day': {
      groupBy: ['SUBJECT'],
      interval: 'DAY',
      where: { SUBJECT: ['Order:4', 'Order:0'] },
    },
    'of another tenant': { tenant: 'other', groupBy: ['API_KEY'] },
    'of a tenant that is not there': { tenant: 'none' },
    'of no time at all': { from: noon, to: noon },
  }
  for (const [name, about] of Object.entries(cases)) {
    test(`${name} is what the calls add up to, to the unit`, async () => {
      const query: UsageQuery<LedgerDimension> = {
        tenant: 'default',
        from: noon,
        to: end,
        where: {},
        groupBy: [],
        ...about,
      }
      const rows = await reader.report(query)
      assert.deepEqual(sorted(rows), sorted(addUp(records, query)))
    })
  }

  test('comes by time, and within it the dearest first', async () => {
    const query: UsageQuery<LedgerDimension> = {
      tenant: 'default',
      from: noon,
      to: end,
      where: {},
      groupBy: ['MODEL'],
      interval: 'DAY',
    }
    const rows = await reader.report(query)
    for (const [index, row] of rows.entries()) {
      const before = rows[index - 1]
      if (before?.start === row.start) assert.ok(before.costNanos >= row.costNanos)
      else assert.ok(before === undefined || before.start < row.start)
    }
  })
})

const levels = { hour: byHour, day: byDay }
for (const [unit, of] of Object.entries(levels))
  test(`every part of every ${unit} is taken once, wherever the time begins and ends`, () => {
    const scale = unit === 'day' ? 24 : 1
    for (let from = 0; from < 2 * scale * hourMs; from += 7 * scale * minuteMs) {
      for (let to = from + 1; to < 4 * scale * hourMs; to += 11 * scale * minuteMs) {
        for (const now of [to, 10 * scale * hourMs]) {
          const parts = usageParts({ from, to, now }, of)
          for (let at = 0; at < 5 * scale * hourMs; at += scale * minuteMs) {
            const covering = parts.filter(part => part.from <= at && at < part.to)
            const times = covering.reduce((sum, part) => sum + part.sign, 0)
            assert.equal(times, from <= at && at < to ? 1 : 0)
          }
          for (const { table, from, to } of parts) {
            const unitMs = of.find(level => level.table === table)?.unitMs || 1
            assert.deepEqual([from % unitMs, to % unitMs], [0, 0])
            if (table === 'call') assert.ok(to - from <= hourMs)
          }
        }
      }
    }
  })
