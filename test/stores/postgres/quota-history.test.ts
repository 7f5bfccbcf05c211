import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Quota, QuotaPast } from '../../../src/core/quota.ts'
import type { CallRecord } from '../../../src/core/record.ts'
import { createLedger } from '../../../src/stores/postgres/ledger.ts'
import { createQuotaHistory } from '../../../src/stores/postgres/quota-history.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { silentLog } from '../../kit/log.ts'
import { noon, variedRecord } from './records.ts'

const minuteMs = 60_000

describe('the history of quotas', () => {
  let database: TestDatabase
  // 37 minutes apart, over the turn of a month; a few of them refused before and after they were let in.
  const records: readonly CallRecord[] = Array.from({ length: 600 }, (_, seed) => {
    const operation = seed % 5 ? 'complete' : 'prompts.ask'
    const record = { ...variedRecord(seed, noon + seed * 37 * minuteMs), operation }
    if (record.outcome !== 'REFUSED') return record
    return { ...record, errorCode: seed % 2 ? ('CONTENT_BLOCKED' as const) : ('QUOTA_EXCEEDED' as const) }
  })
  const now = noon + 600 * 37 * minuteMs - 10 * minuteMs

  before(async () => {
    database = await startDatabase()
    const client = await database.pool.connect()
    await client.query(`SET weir.system = 'on'`)
    await client.query(
      `INSERT INTO tenant (id, name, title, created_at) VALUES ('d', 'default', 'd', now()) ON CONFLICT DO NOTHING`,
    )
    for (const [name, parent] of [
      ['company', null],
      ['search', 'company'],
    ])
      await client.query(
        `INSERT INTO team (id, tenant, name, title, parent, created_at) VALUES ($1, 'default', $1, $1, $2, now())`,
        [name, parent],
      )
    client.release(true)
    const ledger = await createLedger({
      url: database.url,
      folder: join(database.home, 'journal'),
      clock: () => noon,
      log: silentLog().log,
      writeWithinMs: 10_000,
    })
    await Promise.all(records.map(record => ledger.append(record)))
    await ledger.close()
  })
  after(() => database.close())

  const ask = (quota: Quota): Promise<readonly QuotaPast[]> =>
    createQuotaHistory({
      url: database.url,
      journaled: () => 0,
      covers: ({ scope }, model) => scope.model === model,
    })([quota], now)

  const base: Quota = {
    name: 'q',
    scope: { tenant: 'default' },
    meter: 'TOTAL_TOKENS',
    limit: 1n,
    window: 'MONTH',
    action: 'BLOCK',
  }
  const monthStart = Date.UTC(new Date(now).getUTCFullYear(), new Date(now).getUTCMonth())
  const usedBy = (wanted: (record: CallRecord) => boolean, amount: (record: CallRecord) => number): bigint =>
    records
      .filter(record => record.startedAt >= monthStart && record.startedAt <= now && wanted(record))
      .reduce((sum, record) => sum + BigInt(amount(record)), 0n)
  const total = ({ usage }: CallRecord): number =>
    usage.inputTokens +
    usage.cachedInputTokens +
    usage.cacheWriteTokens +
    usage.outputTokens +
    usage.reasoningTokens
  const own = ({ principal }: CallRecord): boolean => principal.tenant === 'default'
  const sum = (pasts: readonly QuotaPast[]): bigint =>
    pasts.flatMap(({ slots }) => slots).reduce((total, { used }) => total + used, 0n)

  const cases: Record<
    string,
    readonly [Partial<Quota>, (record: CallRecord) => boolean, (record: CallRecord) => number]
  > = {
    'on tokens': [{}, own, total],
    'for all tenants together': [{ scope: {} }, () => true, total],
    'on money': [{ meter: 'COST' }, own, ({ costNanos }) => Number(costNanos ?? 0n)],
    'on calls, as soon as they were let in': [
      { meter: 'REQUESTS' },
      record => own(record) && record.errorCode !== 'QUOTA_EXCEEDED',
      () => 1,
    ],
    'of a team above the one that called': [
      { scope: { tenant: 'default', team: 'company' } },
      record => own(record) && record.principal.team === 'search',
      total,
    ],
    'of a model': [
      { scope: { tenant: 'default', model: 'small' } },
      r => own(r) && r.model === 'small',
      total,
    ],
    'of a tag': [{ scope: { tenant: 'default', tag: 'a' } }, r => own(r) && r.tags.includes('a'), total],
    'of an operation': [
      { scope: { tenant: 'default', operation: 'prompts.ask' } },
      r => own(r) && r.operation === 'prompts.ask',
      total,
    ],
    'of a user': [
      { scope: { tenant: 'default', user: 'ada' } },
      r => own(r) && r.principal.user === 'ada',
      total,
    ],
  }
  for (const [name, [about, wanted, amount]] of Object.entries(cases))
    test(`is to the unit what the calls of the window add up to, ${name}`, async () => {
      const expected = usedBy(wanted, amount)
      assert.ok(expected > 0n)
      assert.equal(sum(await ask({ ...base, ...about })), expected)
    })

  test('tells each user’s own, and that of keys without one', async () => {
    const pasts = await ask({ ...base, perUser: true })
    assert.deepEqual(pasts.map(({ count }) => count.member).sort(), [
      'key:key-0',
      'key:key-1',
      'key:key-2',
      'user:ada',
    ])
    assert.equal(sum(pasts), usedBy(own, total))
  })

  test('tells users of other tenants apart, where a quota is for all of them', async () => {
    const pasts = await ask({ ...base, scope: {}, perUser: true })
    const ofOthers = pasts.filter(({ count }) => count.member?.startsWith('tenant:'))
    assert.deepEqual(ofOthers.map(({ count }) => count.member).sort(), [
      'tenant:other//key:key-0',
      'tenant:other//key:key-1',
      'tenant:other//key:key-2',
      'tenant:other//user:ada',
    ])
    assert.equal(
      sum(pasts),
      usedBy(() => true, total),
    )
    assert.equal(
      sum(ofOthers),
      usedBy(record => !own(record), total),
    )
  })

  test('tells when it was, where the window rolls', async () => {
    const quota: Quota = { ...base, window: 'ROLLING_HOUR' }
    const [past] = await ask(quota)
    const recent = records.filter(r => own(r) && r.startedAt >= now - 60 * minuteMs && r.startedAt <= now)
    assert.deepEqual(
      past?.slots.map(({ at, used }) => [at, used]).sort(),
      recent.map(r => [r.startedAt, BigInt(total(r))]).sort(),
    )
  })

  test('knows nothing of what the ledger does not keep', async () => {
    assert.deepEqual(await ask({ ...base, meter: 'BYTES' }), [])
    const { window: _, ...timeless } = { ...base, meter: 'CONCURRENT_CALLS' as const }
    assert.deepEqual(await ask(timeless), [])
  })
})
