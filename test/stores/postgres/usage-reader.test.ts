import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { totalTokens } from '../../../src/core/chunk.ts'
import type { CallRecord } from '../../../src/core/record.ts'
import type { UsageDimension, UsageQuery, UsageReader, UsageRow } from '../../../src/core/usage.ts'
import { createLedger } from '../../../src/stores/postgres/ledger.ts'
import { usageParts } from '../../../src/stores/postgres/usage-parts.ts'
import { createUsageReader } from '../../../src/stores/postgres/usage-reader.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { silentLog } from '../../kit/log.ts'
import { noon, variedRecord } from './records.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

describe('usage', () => {
  let database: TestDatabase
  let reader: UsageReader
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

  const cases: Record<string, Partial<UsageQuery>> = {
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
    'by tag': { groupBy: ['TAG', 'MODEL'] },
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
      const query: UsageQuery = { tenant: 'default', from: noon, to: end, where: {}, groupBy: [], ...about }
      const rows = await reader.report(query)
      assert.deepEqual(sorted(rows), sorted(addUp(records, query)))
    })
  }

  test('comes by time, and within it the dearest first', async () => {
    const query: UsageQuery = {
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

  test('of the ledger and of the roll-ups agree for every hour', async () => {
    const { rows } = await database.pool.query(`
      SELECT hour, requests, tokens, cost FROM (
        SELECT hour, sum(requests) AS requests, sum(input_tokens + output_tokens + reasoning_tokens) AS tokens, sum(cost_nanos) AS cost
        FROM ledger.usage_hour GROUP BY hour) AS rolled
      FULL JOIN (
        SELECT date_trunc('hour', started_at, 'UTC') AS hour, count(*) AS requests,
          sum(input_tokens + output_tokens + reasoning_tokens) AS tokens, coalesce(sum(cost_nanos), 0) AS cost
        FROM ledger.call GROUP BY 1) AS counted USING (hour, requests, tokens, cost)
      WHERE rolled IS NULL OR counted IS NULL`)
    assert.deepEqual(rows, [])
  })
})

test('every part of an hour is taken once, wherever the time begins and ends', () => {
  for (let from = 0; from < 2 * hourMs; from += 7 * minuteMs) {
    for (let to = from + 1; to < 4 * hourMs; to += 11 * minuteMs) {
      for (const now of [to, 10 * hourMs]) {
        const parts = usageParts(from, to, now)
        for (let at = 0; at < 5 * hourMs; at += minuteMs) {
          const covering = parts.filter(part => part.from <= at && at < part.to)
          const times = covering.reduce((sum, part) => sum + part.sign, 0)
          assert.equal(times, from <= at && at < to ? 1 : 0)
        }
        for (const part of parts.filter(({ table }) => table === 'usage_hour')) {
          assert.equal(part.from % hourMs, 0)
          assert.equal(part.to % hourMs, 0)
        }
      }
    }
  }
})

/** The values that a call has in one dimension; several tags make it several rows. */
const valuesOf = (record: CallRecord, dimension: UsageDimension): readonly (string | null)[] => {
  const { principal, subject } = record
  switch (dimension) {
    case 'MODEL':
      return [record.model]
    case 'PROVIDER':
      return [record.provider ?? null]
    case 'DEPLOYMENT':
      return [record.deployment ?? null]
    case 'OPERATION':
      return [record.operation]
    case 'PROMPT':
      return [record.prompt?.template ?? null]
    case 'PROMPT_VERSION':
      return [record.prompt ? `${record.prompt.template}@${record.prompt.version}` : null]
    case 'TEAM':
      return [principal.team ?? null]
    case 'APPLICATION':
      return [principal.application ?? null]
    case 'USER':
      return [principal.user ?? null]
    case 'API_KEY':
      return [principal.id]
    case 'OUTCOME':
      return [record.outcome ?? null]
    case 'TAG':
      return record.tags.length > 0 ? [...new Set(record.tags)] : [null]
    case 'SUBJECT':
      return [subject ? `${subject.type}:${subject.id}` : null]
  }
}

const startOf = (at: number, query: UsageQuery): number => {
  const date = new Date(at)
  if (query.interval === 'HOUR') return date.setUTCMinutes(0, 0, 0)
  if (query.interval === 'DAY') return date.setUTCHours(0, 0, 0, 0)
  if (query.interval === 'MONTH') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
  return query.from
}

/** The report, computed in the simplest way from the records themselves. */
const addUp = (records: readonly CallRecord[], query: UsageQuery): readonly UsageRow[] => {
  const rows = new Map<string, UsageRow>()
  const wanted = (record: CallRecord) =>
    record.principal.tenant === query.tenant &&
    record.startedAt >= query.from &&
    record.startedAt < query.to &&
    Object.entries(query.where).every(([dimension, values]) =>
      valuesOf(record, dimension as UsageDimension).some(value => value !== null && values?.includes(value)),
    )
  for (const record of records.filter(wanted)) {
    let groups: UsageRow['group'][] = [{}]
    for (const dimension of query.groupBy) {
      const values = valuesOf(record, dimension).filter(
        value =>
          dimension !== 'TAG' || query.where.TAG === undefined || query.where.TAG.includes(value ?? ''),
      )
      groups = groups.flatMap(group => values.map(value => ({ ...group, [dimension]: value })))
    }
    for (const group of groups) {
      const start = startOf(record.startedAt, query)
      const key = JSON.stringify([start, group])
      const { usage, costNanos } = record
      const row = rows.get(key)
      rows.set(key, {
        start,
        group,
        requests: (row?.requests ?? 0) + 1,
        failures: (row?.failures ?? 0) + (record.outcome === 'FAILED' ? 1 : 0),
        refusals: (row?.refusals ?? 0) + (record.outcome === 'REFUSED' ? 1 : 0),
        cacheHits: (row?.cacheHits ?? 0) + (record.cached ? 1 : 0),
        unpriced: (row?.unpriced ?? 0) + (costNanos === undefined && totalTokens(usage) > 0 ? 1 : 0),
        inputTokens: (row?.inputTokens ?? 0n) + BigInt(usage.inputTokens),
        cachedInputTokens: (row?.cachedInputTokens ?? 0n) + BigInt(usage.cachedInputTokens),
        cacheWriteTokens: (row?.cacheWriteTokens ?? 0n) + BigInt(usage.cacheWriteTokens),
        outputTokens: (row?.outputTokens ?? 0n) + BigInt(usage.outputTokens),
        reasoningTokens: (row?.reasoningTokens ?? 0n) + BigInt(usage.reasoningTokens),
        costNanos: (row?.costNanos ?? 0n) + (costNanos ?? 0n),
      })
    }
  }
  return [...rows.values()]
}

const sorted = (rows: readonly UsageRow[]): readonly UsageRow[] =>
  rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))

const keyOf = ({ start, group }: UsageRow): string => JSON.stringify([start, Object.entries(group).sort()])
