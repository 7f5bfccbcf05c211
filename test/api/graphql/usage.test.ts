import assert from 'node:assert/strict'
import { test } from 'node:test'
import { globalId } from '../../../src/api/graphql/global-id.ts'
import { holderKey } from '../../../src/core/tenant-access.ts'
import type { LiveUsageQuery, UsageChange, UsageQuery, UsageRow } from '../../../src/core/usage.ts'
import { principal, snapshot } from '../../kit/call.ts'
import { dataOf, errorOf, listen, now, plain } from '../../kit/graphql.ts'
import { bookWith } from '../../kit/tenant-access.ts'

const analyst = { ...principal, roles: new Set(['ANALYST']) }
const keyId = '01900000-0000-7000-8000-00000000000a'
const day = 86_400_000

const row: UsageRow = {
  start: now,
  group: { MODEL: 'small', API_KEY: keyId, TEAM: null },
  requests: 7,
  failures: 1,
  refusals: 2,
  cacheHits: 3,
  unpriced: 4,
  inputTokens: 5_000_000_000n,
  cachedInputTokens: 10n,
  cacheWriteTokens: 20n,
  outputTokens: 30n,
  reasoningTokens: 40n,
  costNanos: 1_250_000_000n,
}

const reporting = (...rows: readonly UsageRow[]) => {
  const queries: UsageQuery[] = []
  const report = async (query: UsageQuery) => {
    queries.push(query)
    return rows
  }
  return { queries, asking: { services: { usage: { report } }, as: analyst } }
}

const fields = `
  from to interval
  rows {
    start group { dimension value }
    totals {
      requests failures refusals cacheHits unpriced
      inputTokens cachedInputTokens cacheWriteTokens outputTokens reasoningTokens totalTokens cost { usd }
    }
  }
`

test('a report tells what the tenant has used, beyond 32 bits too', async () => {
  const { queries, asking } = reporting(row)
  const source = `{
    usage(
      filter: {
        from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z",
        where: [
          { dimension: MODEL, values: ["small", "large"] },
          { dimension: API_KEY, values: ["${globalId('ApiKey', keyId)}"] }
        ]
      }
      groupBy: [API_KEY, MODEL, TEAM]
      interval: DAY
    ) { ${fields} }
  }`
  assert.deepEqual(await dataOf(source, asking), {
    usage: {
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-02-01T00:00:00.000Z',
      interval: 'DAY',
      rows: [
        {
          start: '2026-01-31T12:00:00.000Z',
          group: [
            { dimension: 'API_KEY', value: globalId('ApiKey', keyId) },
            { dimension: 'MODEL', value: 'small' },
            { dimension: 'TEAM', value: null },
          ],
          totals: {
            requests: 7,
            failures: 1,
            refusals: 2,
            cacheHits: 3,
            unpriced: 4,
            inputTokens: 5_000_000_000,
            cachedInputTokens: 10,
            cacheWriteTokens: 20,
            outputTokens: 30,
            reasoningTokens: 40,
            totalTokens: 5_000_000_100,
            cost: { usd: '1.25' },
          },
        },
      ],
    },
  })
  assert.deepEqual(queries, [
    {
      tenant: 'default',
      from: Date.UTC(2026, 0, 1),
      to: Date.UTC(2026, 1, 1),
      where: { MODEL: ['small', 'large'], API_KEY: [keyId] },
      groupBy: ['API_KEY', 'MODEL', 'TEAM'],
      interval: 'DAY',
    },
  ])
})

test('without a filter a report covers the last 30 days, this very millisecond included', async () => {
  const { queries, asking } = reporting()
  assert.deepEqual((await dataOf('{ usage { rows { start } } }', asking)).usage, { rows: [] })
  assert.deepEqual(queries, [
    { tenant: 'default', from: now + 1 - 30 * day, to: now + 1, where: {}, groupBy: [] },
  ])
})

for (const [fault, usageArguments, path] of [
  [
    'a time that ends before it begins',
    'filter: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" }',
    'filter.from',
  ],
  ['too many intervals', 'filter: { from: "2020-01-01T00:00:00Z" }, interval: HOUR', 'interval'],
  ['too many dimensions', 'groupBy: [MODEL, PROVIDER, TEAM, USER, TAG]', 'groupBy'],
  ['a dimension that is repeated', 'groupBy: [TAG, MODEL, TAG]', 'groupBy'],
  [
    'a condition without values',
    'filter: { where: [{ dimension: TAG, values: [] }] }',
    'filter.where[0].values',
  ],
  [
    'two conditions for one dimension',
    'filter: { where: [{ dimension: TAG, values: ["a"] }, { dimension: TAG, values: ["b"] }] }',
    'filter.where[1]',
  ],
  ['what is no key', 'filter: { where: [{ dimension: API_KEY, values: ["a"] }] }', 'filter.where[0].values'],
] as const)
  test(`${fault} is told with its place, and nothing is read`, async () => {
    const { queries, asking } = reporting()
    const error = await errorOf(`{ usage(${usageArguments}) { from } }`, asking)
    assert.deepEqual([error.code, error.path, queries.length], ['INVALID_INPUT', path, 0])
  })

test('a report of very many rows is refused', async () => {
  const { asking } = reporting(...Array<UsageRow>(10_001).fill(row))
  assert.equal((await errorOf('{ usage(groupBy: [SUBJECT]) { from } }', asking)).path, 'groupBy')
})

test('a developer is not told what the tenant has used', async () => {
  assert.equal((await errorOf('{ usage { from } }')).code, 'FORBIDDEN')
})

const change = (requests: number): UsageChange => ({
  at: now,
  from: now - (now % day),
  totals: { ...row, requests },
  delta: { ...row, requests: 1 },
  rows: [{ group: { API_KEY: keyId }, totals: { ...row, requests }, delta: { ...row, requests: 1 } }],
})
const following = (...changes: readonly UsageChange[]) => {
  const queries: LiveUsageQuery[] = []
  return {
    queries,
    live: {
      usage: async function* (query: LiveUsageQuery) {
        queries.push(query)
        yield* changes
      },
      quotas: () => assert.fail('nobody was expected to follow quotas'),
    },
  }
}
const updates = `subscription { usageUpdated(groupBy: [API_KEY]) {
  at from totals { requests cost { usd } } delta { requests } rows { group { dimension value } totals { requests } delta { requests } } } }`

test('usage is told live: since the beginning of the day, with deltas and totals', async () => {
  const { live, queries } = following(change(8), change(9))
  const events = await Array.fromAsync(await listen(updates, { services: { live }, as: analyst }))
  assert.deepEqual(plain(events[1]).data.usageUpdated, {
    at: '2026-01-31T12:00:00.000Z',
    from: '2026-01-31T00:00:00.000Z',
    totals: { requests: 9, cost: { usd: '1.25' } },
    delta: { requests: 1 },
    rows: [
      {
        group: [{ dimension: 'API_KEY', value: globalId('ApiKey', keyId) }],
        totals: { requests: 9 },
        delta: { requests: 1 },
      },
    ],
  })
  assert.deepEqual(queries, [
    { tenant: 'default', from: Date.UTC(2026, 0, 31), where: {}, groupBy: ['API_KEY'] },
  ])
})

test('who loses the role hears no more of usage', async () => {
  const { live } = following(change(8), change(9))
  let given = new Map([[holderKey({ kind: 'TENANT', name: 'default' }), ['ANALYST']]])
  const events = await listen(updates, {
    services: {
      live,
      snapshot: () => ({ ...snapshot, access: new Map([['default', bookWith({ given })]]) }),
    },
  })
  assert.equal((await events.next()).done, false)
  given = new Map()
  await assert.rejects(events.next(), { code: 'FORBIDDEN' })
})

for (const [fault, filter, path] of [
  ['end', 'to: "2027-01-01T00:00:00Z"', 'filter.to'],
  ['beginning in the future', 'from: "2027-01-01T00:00:00Z"', 'filter.from'],
] as const)
  test(`what is live has no ${fault}`, async () => {
    const source = `subscription { usageUpdated(filter: { ${filter} }) { at } }`
    const { live } = following()
    const refused = listen(source, { services: { live }, as: analyst })
    await assert.rejects(refused, { code: 'INVALID_INPUT', details: { path } })
  })

test('a developer cannot follow what the tenant uses', async () => {
  await assert.rejects(listen(updates), { code: 'FORBIDDEN' })
})
