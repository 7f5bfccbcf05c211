import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type pg from 'pg'
import type { CallRecord } from '../../../src/core/record.ts'
import type { LedgerDimension, UsageQuery } from '../../../src/core/usage.ts'
import { createLedger } from '../../../src/stores/postgres/ledger.ts'
import { withinTenant } from '../../../src/stores/postgres/tenancy.ts'
import { createUsageReader } from '../../../src/stores/postgres/usage-reader.ts'
import { usageStatement } from '../../../src/stores/postgres/usage-statement.ts'
import { startDatabase, type TestDatabase, temporaryFolder } from '../../kit/database.ts'
import fc from '../../kit/fast-check.ts'
import { silentLog } from '../../kit/log.ts'
import { addUp, sorted } from './add-up.ts'
import { noon, variedRecord } from './records.ts'

const minuteMs = 60_000
const dayMs = 1440 * minuteMs

const common = 'tenant, operation, model, provider, deployment, outcome'
const callers = ', team, application, prompt, prompt_version, "user", api_key'
/** The dimensions of each roll-up, and the length of its rows. */
const rollUps = {
  usage_day: ['day', 'day', '', ''],
  usage_caller_day: ['day', 'day', callers, ''],
  usage_caller_hour: ['hour', 'hour', callers, ''],
  usage_marked_hour: [
    'hour',
    'hour',
    `${callers}, tags, subject`,
    `WHERE tags <> '{}' OR subject_type IS NOT NULL`,
  ],
} as const
const measures = `sum(requests) AS requests, sum(cache_hits) AS cache_hits, sum(unpriced) AS unpriced, sum(input_tokens) AS input_tokens,
  sum(cached_input_tokens) AS cached_input_tokens, sum(cache_write_tokens) AS cache_write_tokens, sum(output_tokens) AS output_tokens,
  sum(reasoning_tokens) AS reasoning_tokens, sum(cost_nanos) AS cost_nanos`

describe('the roll-ups of random histories', () => {
  let server: TestDatabase
  before(async () => {
    server = await startDatabase()
  })
  after(() => server.close())

  const ledgerOf = (url: string, folder: string) =>
    createLedger({
      url,
      folder,
      clock: () => noon,
      log: silentLog().log,
      batchRows: 7,
      writeWithinMs: 10_000,
    })

  /** What is in a roll-up and not in the ledger, and the other way round. */
  const differences = async (pool: pg.Pool, name: keyof typeof rollUps) => {
    const [column, unit, more, where] = rollUps[name]
    const kept = `SELECT ${column} AS start, ${common}${more}, ${measures} FROM ledger.${name} GROUP BY ${column}, ${common}${more}`
    const counted = `SELECT start, ${common}${more}, ${measures} FROM (
        SELECT date_trunc('${unit}', started_at, 'UTC') AS start, ${common}${callers},
          (SELECT coalesce(array_agg(DISTINCT tag ORDER BY tag), '{}') FROM unnest(tags) AS tag) AS tags,
          subject_type || ':' || subject_id AS subject, 1 AS requests, cached::int AS cache_hits,
          CASE WHEN cost_nanos IS NULL AND input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens > 0
            THEN 1 ELSE 0 END AS unpriced,
          input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, coalesce(cost_nanos, 0) AS cost_nanos
        FROM ledger.call ${where}) AS calls
      GROUP BY start, ${common}${more}`
    const { rows } = await pool.query(
      `(${kept} EXCEPT ALL ${counted}) UNION ALL (${counted} EXCEPT ALL ${kept})`,
    )
    return rows
  }

  const history = fc.record({
    seeds: fc.array(fc.nat(100_000), { minLength: 1, maxLength: 40 }),
    /** Minutes between calls; long ones reach into other days and months. */
    minutes: fc.integer({ min: 0, max: 600 }),
    /** Every how many calls one is only in the journal at first. */
    late: fc.integer({ min: 2, max: 5 }),
    erased: fc.boolean(),
    query: fc.record({
      groupBy: fc.uniqueArray(
        fc.constantFrom<LedgerDimension>(
          'MODEL',
          'TEAM',
          'USER',
          'API_KEY',
          'OUTCOME',
          'PROMPT',
          'TAG',
          'SUBJECT',
        ),
        { maxLength: 3 },
      ),
      where: fc.constantFrom<UsageQuery<LedgerDimension>['where']>(
        {},
        { MODEL: ['small'] },
        { TAG: ['a'] },
        { USER: ['ada', 'erased-1'] },
      ),
      interval: fc.constantFrom('HOUR', 'DAY', 'MONTH', undefined),
      from: fc.integer({ min: -2, max: 5_000 }),
      length: fc.integer({ min: 1, max: 20_000 }),
    }),
  })

  test('agree with the ledger to the unit, whatever came late, was cancelled, cached or erased', async () => {
    const { url, pool, appPool } = await server.fresh()
    let past = 0
    const all: CallRecord[] = []
    await fc.assert(
      fc.asyncProperty(history, async ({ seeds, minutes, late, erased, query }) => {
        // Each history has a stretch of time of its own, but for the ends.
        const start = noon + past * 10 * dayMs
        past++
        const records = seeds.map((seed, index) => variedRecord(seed, start + index * minutes * minuteMs))
        const folder = temporaryFolder()
        const away = await ledgerOf('postgresql://postgres@127.0.0.1:1/postgres', folder)
        await Promise.all(records.filter((_, index) => index % late === 0).map(record => away.append(record)))
        await away.close()
        // Two gateways, of which one has rows to replay; and every third row is sent twice.
        const [first, second] = await Promise.all([
          ledgerOf(url, folder),
          ledgerOf(url, join(folder, 'second')),
        ])
        await Promise.all([
          ...records.filter((_, index) => index % late !== 0).map(record => first.append(record)),
          ...records.filter((_, index) => index % 3 === 0).map(record => second.append(record)),
        ])
        await Promise.all([first.close(), second.close()])
        all.push(...records)
        if (erased) {
          await withinTenant(appPool, 'default', client =>
            client.query(`SELECT ledger.rename_user('ada', 'erased-1')`),
          )
          for (const [index, record] of all.entries())
            if (record.principal.user === 'ada' && record.principal.tenant === 'default')
              all[index] = { ...record, principal: { ...record.principal, user: 'erased-1' } }
        }
        const asked: UsageQuery<LedgerDimension> = {
          tenant: 'default',
          from: start + query.from * minuteMs,
          to: start + (query.from + query.length) * minuteMs,
          where: query.where,
          groupBy: query.groupBy,
          ...(query.interval && { interval: query.interval }),
        }
        const reader = createUsageReader({ pool: appPool, clock: () => start + 2 * dayMs })
        assert.deepEqual(sorted(await reader.report(asked)), sorted(addUp(all, asked)))
      }),
      { numRuns: 60 },
    )
    for (const name of Object.keys(rollUps) as (keyof typeof rollUps)[])
      assert.deepEqual(await differences(pool, name), [], name)
    const { rows } = await pool.query('SELECT count(*)::int AS calls FROM ledger.call')
    assert.equal(rows[0].calls, all.length)
  })

  test('answer for a month by day and model without a look at the ledger', async () => {
    const month = { from: Date.UTC(2026, 4), to: Date.UTC(2026, 5) }
    await server.pool.query('SELECT ledger.ensure_month($1)', [new Date(month.from)])
    const tablesOf = async (about: Partial<UsageQuery<LedgerDimension>>) => {
      const query: UsageQuery<LedgerDimension> = {
        tenant: 'default',
        ...month,
        where: {},
        groupBy: [],
        interval: 'DAY',
        ...about,
      }
      const { text, values } = usageStatement(query, Date.UTC(2026, 6))
      const { rows } = await withinTenant(server.appPool, 'default', client =>
        client.query(`EXPLAIN (FORMAT JSON) ${text}`, [...values]),
      )
      return [...new Set(JSON.stringify(rows).match(/(?<="Relation Name":")\w+/g))].sort()
    }
    assert.deepEqual(await tablesOf({ groupBy: ['MODEL'] }), ['usage_day'])
    assert.deepEqual(await tablesOf({ groupBy: ['PROVIDER', 'TEAM', 'APPLICATION', 'PROMPT'] }), [
      'usage_caller_day',
    ])
    assert.deepEqual(await tablesOf({ groupBy: ['USER', 'API_KEY'] }), ['usage_caller_day'])
    assert.deepEqual(await tablesOf({ groupBy: ['USER'], interval: 'HOUR' }), ['usage_caller_hour'])
    assert.deepEqual(await tablesOf({ where: { SUBJECT: ['Order:1'] } }), ['usage_marked_hour'])
    assert.deepEqual(await tablesOf({ groupBy: ['TAG'] }), ['usage_day', 'usage_marked_hour'])
    const oddEnds = {
      from: month.from + 17 * minuteMs,
      to: month.to - 17 * minuteMs,
      groupBy: ['MODEL'] as const,
    }
    assert.ok((await tablesOf(oddEnds)).some(name => name.startsWith('call')))
  })
})
