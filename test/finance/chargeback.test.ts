import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PayerState, Period } from '../../src/core/chargeback.ts'
import type { TierState } from '../../src/core/tier.ts'
import type { LedgerDimension, UsageQuery, UsageReader, UsageRow } from '../../src/core/usage.ts'
import { createChargebacks } from '../../src/finance/chargeback.ts'
import { createUsageByPayer } from '../../src/finance/usage-by-payer.ts'
import { noSums } from '../../src/finance/usage-sums.ts'
import { calendarDays } from '../../src/stores/quota-window.ts'

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
const state = (kind: PayerState['kind'], name: string, about: Partial<PayerState> = {}): PayerState => ({
  kind,
  name,
  since: 0,
  ...about,
})
const history: readonly PayerState[] = [
  state('TEAM', 'search', { parent: 'research' }),
  state('TEAM', 'research', { parent: 'all' }),
  state('TEAM', 'all', { costCentre: 'CC-1' }),
  state('TEAM', 'ads', { costCentre: 'CC-2', parent: 'all' }),
  state('APPLICATION', 'web', { parent: 'search', costCentre: '=cmd|"/c calc"!A1' }),
  state('APPLICATION', 'app', { parent: 'search' }),
]

const chargebacks = (rows = used, said = history, tiers: readonly TierState[] = [], now = period.to) => {
  const queries: UsageQuery[] = []
  const usage: UsageReader<LedgerDimension> = {
    async report(query) {
      queries.push(query)
      return rows.filter(({ start }) => start >= query.from && start < query.to)
    },
  }
  const history = async () => said
  const made = createChargebacks({
    usage: createUsageByPayer({ usage, history }),
    history,
    tiers: async () => tiers,
    month: () => undefined,
    days: calendarDays,
    clock: () => now,
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
      'period_from,period_to,cost_centre,application,requests,input_tokens,cached_input_tokens,cache_write_tokens,output_tokens,reasoning_tokens,total_tokens,unpriced_requests,cost_usd,tier,tier_holder,tier_days',
      '2026-01-01T00:00:00.000Z,2026-02-01T00:00:00.000Z,CC-2,,1,3,0,0,0,0,3,0,0.000004,,,',
      '2026-01-01T00:00:00.000Z,2026-02-01T00:00:00.000Z,CC-1,,1,3,0,0,0,0,3,0,0.0000003,,,',
      '2026-01-01T00:00:00.000Z,2026-02-01T00:00:00.000Z,CC-1,app,1,3,0,0,0,0,3,0,0.00000002,,,',
      `2026-01-01T00:00:00.000Z,2026-02-01T00:00:00.000Z,"'=cmd|""/c calc""!A1",web,1,3,0,0,0,0,3,0,0.000000001,,,`,
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

test('no more is asked for than is shown, or tells who pays', async () => {
  const { report, queries } = chargebacks([])
  await report('default', { period, groupBy: ['TEAM'] })
  await report('default', { period, groupBy: ['MODEL', 'COST_CENTRE'] })
  assert.deepEqual(
    queries.map(({ groupBy }) => groupBy),
    [['TEAM'], ['TEAM', 'APPLICATION', 'MODEL']],
  )
})

test('teams that are part of each other by mistake end the search', async () => {
  const loop = [state('TEAM', 'a', { parent: 'b' }), state('TEAM', 'b', { parent: 'a' })]
  const { report } = chargebacks([row({ TEAM: 'a', APPLICATION: null }, 1n)], loop)
  const { rows } = await report('default', { period, groupBy: ['COST_CENTRE'] })
  assert.deepEqual(rows[0]?.group, { COST_CENTRE: null })
})

const day = 86_400_000
const on = (days: number, group: UsageRow['group'], costNanos: bigint): UsageRow => ({
  ...row(group, costNanos),
  start: period.from + days * day,
})
const centres = async (rows: readonly UsageRow[], said: readonly PayerState[]) => {
  const { report } = chargebacks(rows, said)
  const found = await report('default', { period, groupBy: ['COST_CENTRE'] })
  assert.equal(
    found.totals.costNanos,
    rows.reduce((sum, { costNanos }) => sum + costNanos, 0n),
  )
  return Object.fromEntries(found.rows.map(({ group, costNanos }) => [group.COST_CENTRE, costNanos]))
}

test('a call is paid by whoever paid when it began, whatever was changed since', async () => {
  const calls = [2, 10, 20].map((days, index) =>
    on(days, { TEAM: 'ads', APPLICATION: null }, 10n ** BigInt(index)),
  )
  const since = (days: number, about: Partial<PayerState>) =>
    state('TEAM', 'ads', { since: period.from + days * day, ...about })
  assert.deepEqual(
    await centres(calls, [
      state('TEAM', 'ads', { costCentre: 'CC-1' }),
      since(10, { costCentre: 'CC-2' }),
      since(40, { costCentre: 'CC-9' }),
    ]),
    { 'CC-1': 1n, 'CC-2': 110n },
  )
  // Part of another team for a while, whose cost centre changes too.
  assert.deepEqual(
    await centres(calls, [
      state('TEAM', 'all', { costCentre: 'CC-1' }),
      state('TEAM', 'ads', { costCentre: 'CC-2' }),
      since(5, { parent: 'all' }),
      state('TEAM', 'all', { costCentre: 'CC-3', since: period.from + 15 * day }),
    ]),
    { 'CC-2': 1n, 'CC-1': 10n, 'CC-3': 100n },
  )
})

test('calls from before anybody paid go to the first who was named, and stay with them', async () => {
  const calls = [2, 20].map(days => on(days, { TEAM: 'ads', APPLICATION: 'shop' }, 1n))
  assert.deepEqual(
    await centres(calls, [
      state('TEAM', 'ads'),
      state('APPLICATION', 'shop', { parent: 'ads' }),
      state('TEAM', 'ads', { since: period.from + 10 * day, costCentre: 'CC-1' }),
      state('APPLICATION', 'shop', { since: period.to + day, costCentre: 'CC-2' }),
    ]),
    { 'CC-1': 2n },
  )
})

test('the parts of a period are as few as there are moments of change, and it has no more than 200 of them', async () => {
  const changes = (count: number) =>
    Array.from({ length: count + 1 }, (_, index) =>
      state('TEAM', 'ads', { since: index === 0 ? 0 : period.from + index, costCentre: `CC-${index}` }),
    )
  const { report, queries } = chargebacks(
    [],
    [...changes(2), state('TEAM', 'other', { since: period.from + 9 })],
  )
  await report('default', { period, groupBy: ['COST_CENTRE'] })
  assert.deepEqual(
    queries.map(({ from, to }) => [from - period.from, to - period.from]),
    [
      [0, 1],
      [1, 2],
      [2, period.to - period.from],
    ],
  )
  await report('default', { period, groupBy: ['TEAM'] })
  assert.equal(queries.length, 4)
  await assert.rejects(
    chargebacks([], changes(201)).report('default', { period, groupBy: ['COST_CENTRE'] }),
    {
      code: 'INVALID_INPUT',
      message: /more than 200 changes/,
    },
  )
})

const priced = (name: string, pricePerMonthNanos: bigint, days = -30): TierState => ({
  kind: 'TIER',
  name,
  since: period.from + days * day,
  pricePerMonthNanos,
})
const assigned = (
  days: number,
  tier: string | undefined,
  name = 'ads',
  kind: 'TEAM' | 'APPLICATION' = 'TEAM',
): TierState => ({
  kind: 'TIER_ASSIGNMENT',
  since: period.from + days * day,
  holder: { kind, name },
  ...(tier !== undefined && { tier }),
})
const ofTiers = async (
  tiers: readonly TierState[],
  about: { now?: number; timeZone?: string; period?: Period } = {},
) => {
  const sorted = tiers.toSorted((one, other) => one.since - other.since)
  const { report } = chargebacks(used, history, sorted, about.now)
  const found = await report('default', { period, groupBy: ['COST_CENTRE', 'APPLICATION'], ...about })
  assert.equal(
    found.dueNanos,
    found.tiers.reduce((sum, { costNanos }) => sum + costNanos, found.totals.costNanos),
  )
  return found.tiers.map(({ group, tier, days, costNanos }) => [group.COST_CENTRE, tier, days, costNanos])
}

test('a tier that somebody has had for the whole month costs its price, to the nano-dollar', async () => {
  const price = 100_000_000_001n
  assert.deepEqual(await ofTiers([priced('gold', price), assigned(-20, 'gold')]), [
    ['CC-2', 'gold', 31, price],
  ])
  // Two halves that are asked for apart are the whole too.
  const [first, second] = [
    { from: period.from, to: period.from + 15.5 * day },
    { from: period.from + 15.5 * day, to: period.to },
  ]
  const halves = [first, second].map(period =>
    ofTiers([priced('gold', price), assigned(-20, 'gold')], { period }),
  )
  assert.deepEqual(
    (await Promise.all(halves)).flat().map(([, , days]) => days),
    [16, 15],
  )
  assert.equal(
    (await Promise.all(halves)).flat().reduce((sum, [, , , nanos]) => sum + BigInt(nanos ?? 0), 0n),
    price,
  )
})

test('who gets a tier, moves or leaves in mid-month pays for days', async () => {
  const tiers = [
    priced('gold', 310n),
    priced('silver', 31n),
    // From the sixth day on, which it gets at noon; the other one from the twenty-first; none on the last.
    assigned(5.5, 'gold'),
    assigned(20.1, 'silver'),
    assigned(30.9, undefined),
  ]
  assert.deepEqual(await ofTiers(tiers), [
    ['CC-2', 'gold', 15, 150n],
    ['CC-2', 'silver', 10, 10n],
  ])
})

test('a price that changes counts from that day on, and a tier without a price costs nothing', async () => {
  const { pricePerMonthNanos: _, ...free } = { ...priced('free', 0n) } as {
    pricePerMonthNanos?: bigint
  } & TierState
  const tiers = [
    priced('gold', 310n),
    priced('gold', 3_100n, 30),
    free,
    assigned(-1, 'gold'),
    assigned(-1, 'free', 'search'),
  ]
  assert.deepEqual(await ofTiers(tiers as readonly TierState[]), [['CC-2', 'gold', 31, 400n]])
})

test('an application pays for its own tier, by the cost centre of each day', async () => {
  const tiers = [priced('gold', 310n), assigned(-1, 'gold', 'app', 'APPLICATION')]
  assert.deepEqual(await ofTiers(tiers), [['CC-1', 'gold', 31, 310n]])
  const { report } = chargebacks(
    [],
    [
      ...history,
      state('APPLICATION', 'app', { since: period.from + 10.5 * day, parent: 'search', costCentre: 'CC-7' }),
    ],
    tiers,
  )
  const found = await report('default', { period, groupBy: ['COST_CENTRE', 'TEAM', 'MODEL'] })
  assert.deepEqual(
    found.tiers.map(({ group, costNanos, days }) => [group, days, costNanos]),
    [
      [{ COST_CENTRE: 'CC-7', TEAM: 'search', MODEL: null }, 21, 210n],
      [{ COST_CENTRE: 'CC-1', TEAM: 'search', MODEL: null }, 10, 100n],
    ],
  )
})

test('days that have not begun are not charged, and days are those of the time zone', async () => {
  const tiers = [priced('gold', 310n), assigned(-1, 'gold')]
  const now = period.from + 9.5 * day
  assert.deepEqual(await ofTiers(tiers, { now }), [['CC-2', 'gold', 10, 100n]])
  const march = { from: Date.UTC(2026, 1, 28, 23), to: Date.UTC(2026, 2, 31, 22) }
  assert.deepEqual(await ofTiers(tiers, { period: march, timeZone: 'Europe/Berlin', now: march.to }), [
    ['CC-2', 'gold', 31, 310n],
  ])
  assert.deepEqual(await ofTiers(tiers, { period: { from: period.to, to: period.to + day }, now }), [])
})

test('a table has a line for each tier behind those of the calls', async () => {
  const { report, csv } = chargebacks([], history, [priced('gold', 310_000_000_000n), assigned(-1, 'gold')])
  assert.deepEqual(
    csv(await report('default', { period, groupBy: ['COST_CENTRE'] }))
      .split('\r\n')
      .slice(1),
    ['2026-01-01T00:00:00.000Z,2026-02-01T00:00:00.000Z,CC-2,0,0,0,0,0,0,0,0,310,gold,team:ads,31', ''],
  )
})
