import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Application, Directory, Entity, Team } from '../../src/core/organisation.ts'
import type { UsageQuery, UsageRow } from '../../src/core/usage.ts'
import { createChargebacks } from '../../src/finance/chargeback.ts'
import { noSums } from '../../src/finance/usage-sums.ts'

const period = { from: Date.UTC(2026, 0), to: Date.UTC(2026, 1) }
const row = (group: UsageRow['group'], costNanos: bigint): UsageRow => ({
  ...noSums,
  start: period.from,
  group,
  requests: 1,
  inputTokens: 3n,
  costNanos,
})
const used: readonly UsageRow[] = [
  row({ TEAM: 'search', APPLICATION: 'web' }, 1n),
  row({ TEAM: 'search', APPLICATION: 'app' }, 20n),
  row({ TEAM: 'search', APPLICATION: null }, 300n),
  row({ TEAM: 'ads', APPLICATION: null }, 4_000n),
  row({ TEAM: 'lost', APPLICATION: null }, 50_000n),
  row({ TEAM: null, APPLICATION: null }, 9_007_199_254_740_993n),
]
const entity = (name: string): Entity => ({
  id: name,
  tenant: 'default',
  name,
  title: name,
  version: 1,
  createdAt: 0,
})
const teams: readonly Team[] = [
  { ...entity('search'), parent: 'research' },
  { ...entity('research'), parent: 'all' },
  { ...entity('all'), costCentre: 'CC-1' },
  { ...entity('ads'), costCentre: 'CC-2', parent: 'all' },
]
const applications: readonly Application[] = [
  { ...entity('web'), team: 'search', costCentre: '=cmd|"/c calc"!A1' },
  { ...entity('app'), team: 'search' },
]
const directory = <T extends Entity>(all: readonly T[]) =>
  ({
    named: async (_: string, names: readonly string[]) => all.filter(({ name }) => names.includes(name)),
  }) as unknown as Directory<T>

const chargebacks = (rows = used) => {
  const queries: UsageQuery[] = []
  const made = createChargebacks({
    usage: {
      async report(query) {
        queries.push(query)
        return rows
      },
    },
    organisation: { teams: directory(teams), applications: directory(applications) },
    month: () => undefined,
  })
  return { ...made, queries }
}

test('who pays is the application, else its team, else the next team above that says so', async () => {
  const { report } = chargebacks()
  const { rows, totals } = await report('default', { period, groupBy: ['COST_CENTRE'] })
  assert.deepEqual(
    rows.map(({ group, costNanos }) => [group.COST_CENTRE, costNanos]),
    [
      [null, 9_007_199_254_790_993n],
      ['CC-2', 4_000n],
      ['CC-1', 320n],
      ['=cmd|"/c calc"!A1', 1n],
    ],
  )
  // To the nano-dollar, beyond what a double holds.
  assert.equal(
    totals.costNanos,
    rows.reduce((sum, row) => sum + row.costNanos, 0n),
  )
  assert.equal(
    totals.costNanos,
    used.reduce((sum, row) => sum + row.costNanos, 0n),
  )
})

test('a table is one that every spreadsheet reads, and no cell of it is a formula', async () => {
  const { report, csv } = chargebacks(used.slice(0, 4))
  const text = csv(await report('default', { period, groupBy: ['COST_CENTRE', 'APPLICATION'] }))
  assert.equal(
    text,
    [
      'period_from,period_to,cost_centre,application,requests,input_tokens,cached_input_tokens,cache_write_tokens,output_tokens,reasoning_tokens,total_tokens,unpriced_requests,cost_usd',
      '2026-01-01T00:00:00.000Z,2026-02-01T00:00:00.000Z,CC-2,,1,3,0,0,0,0,3,0,0.000004',
      '2026-01-01T00:00:00.000Z,2026-02-01T00:00:00.000Z,CC-1,,1,3,0,0,0,0,3,0,0.0000003',
      '2026-01-01T00:00:00.000Z,2026-02-01T00:00:00.000Z,CC-1,app,1,3,0,0,0,0,3,0,0.00000002',
      `2026-01-01T00:00:00.000Z,2026-02-01T00:00:00.000Z,"'=cmd|""/c calc""!A1",web,1,3,0,0,0,0,3,0,0.000000001`,
      '',
    ].join('\r\n'),
  )
})

for (const start of ['=', '+', '-', '@', '\t', '\r', '＝'])
  test(`a name that begins with ${JSON.stringify(start)} is text in a table`, async () => {
    const { report, csv } = chargebacks([row({ TEAM: `${start}1`, APPLICATION: null }, 1n)])
    const text = csv(await report('default', { period, groupBy: ['TEAM'] }))
    assert.ok(text.includes(`,"'${start}1",`))
  })

test('models are asked for only where they are shown', async () => {
  const { report, queries } = chargebacks([])
  await report('default', { period, groupBy: ['TEAM'] })
  await report('default', { period, groupBy: ['MODEL'] })
  assert.deepEqual(
    queries.map(({ groupBy }) => groupBy),
    [
      ['TEAM', 'APPLICATION'],
      ['TEAM', 'APPLICATION', 'MODEL'],
    ],
  )
})

test('teams that are part of each other by mistake end the search', async () => {
  const loop: readonly Team[] = [
    { ...entity('a'), parent: 'b' },
    { ...entity('b'), parent: 'a' },
  ]
  const { report } = createChargebacks({
    usage: { report: async () => [row({ TEAM: 'a', APPLICATION: null }, 1n)] },
    organisation: { teams: directory(loop), applications: directory<Application>([]) },
    month: () => undefined,
  })
  const { rows } = await report('default', { period, groupBy: ['COST_CENTRE'] })
  assert.deepEqual(rows[0]?.group, { COST_CENTRE: null })
})
