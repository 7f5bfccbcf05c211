import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const question = `mutation { complete(input: { model: "small", messages: [{ role: USER, content: "Hello" }] }) { __typename } }`

describe('what is owed and expected', () => {
  let server: TestDatabase
  let gateway: TestGateway
  before(async () => {
    server = await startDatabase()
    gateway = await startGateway({
      env: { DATABASE_URL: server.url },
      yaml: `
models:
  - { name: small, deployments: [ { provider: simulator, model: simulator } ], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }
teams: [ { name: search, applications: [ { name: web } ] } ]
quotas:
  - { name: money, scope: { team: search }, meter: COST, limit: 1000, window: MONTH }
  - { name: calls, meter: REQUESTS, limit: 2, window: WEEK, action: ALERT }
  - { name: daily, meter: COST, limit: 10, window: DAY }
`,
    })
    const { secret } = await gateway.newKey()
    for (let call = 0; call < 2; call++) await gateway.graphql(question, {}, secret)
    await gateway.graphql(question)
  })
  after(async () => {
    await gateway.close()
    await server.close()
  })

  const ask = async (query: string, variables: object = {}, key?: string) => {
    const { data, errors } = await gateway.graphql(query, variables, key)
    assert.equal(errors, undefined)
    return data
  }
  const report = `query ($period: ChargebackPeriod!, $by: [ChargebackDimension!]) { chargeback(period: $period, groupBy: $by) {
    from to csv totals { requests cost { usd } } rows { group { dimension value } totals { requests cost { usd } } } } }`
  const month = new Date().toISOString().slice(0, 7)

  test('is what the ledger says, by the cost centres that teams and applications first got', async () => {
    const { team, application } = await ask(
      '{ team(name: "search") { id version } application(name: "web") { id version costCentre } }',
    )
    assert.equal(application.costCentre, null)
    await ask(`mutation ($input: UpdateTeamInput!) { updateTeam(input: $input) { team { costCentre } } }`, {
      input: { ...team, costCentre: 'CC-4711' },
    })
    const { chargeback } = await ask(report, { period: { month } })
    const { usage } = await ask(`{ usage { rows { totals { requests cost { usd } } } } }`)
    assert.deepEqual(chargeback.totals, usage.rows[0].totals)
    assert.deepEqual(
      chargeback.rows.map((row: typeof chargeback) => [row.group[0].value, row.totals.requests]),
      [
        ['CC-4711', 2],
        [null, 1],
      ],
    )
    const byPayer = await ask(
      '{ usage(groupBy: [COST_CENTRE]) { rows { group { dimension value } totals { requests cost { usd } } } } }',
    )
    assert.deepEqual(byPayer.usage.rows, chargeback.rows)
    assert.match(chargeback.csv, /^period_from,period_to,cost_centre,.*\r\n.*,CC-4711,2,/)
    await ask(
      `mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { costCentre } } }`,
      { input: { id: application.id, version: application.version, costCentre: 'CC-web' } },
    )
    const { secret } = await gateway.newKey()
    await ask(question, {}, secret)
    const { chargeback: later } = await ask(report, { period: { month }, by: ['COST_CENTRE', 'APPLICATION'] })
    assert.deepEqual(
      later.rows
        .filter((row: typeof later) => row.group[1].value === 'web')
        .map((row: typeof later) => [...row.group, row.totals.requests]),
      [
        [{ dimension: 'COST_CENTRE', value: 'CC-4711' }, { dimension: 'APPLICATION', value: 'web' }, 2],
        [{ dimension: 'COST_CENTRE', value: 'CC-web' }, { dimension: 'APPLICATION', value: 'web' }, 1],
      ],
    )
    await ask(
      `mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { id } } }`,
      {
        input: { id: application.id, version: application.version + 1, costCentre: null },
      },
    )
  })

  test('has a line for the price of a tier, from the day on that somebody got it', async () => {
    const { createTier } = await ask(
      'mutation ($input: CreateTierInput!) { createTier(input: $input) { tier { id version } } }',
      { input: { name: 'gold', pricePerMonthUsd: '310' } },
    )
    const { team } = await ask('{ team(name: "search") { id } }')
    const assign = (tier: string | null) =>
      ask('mutation ($input: AssignTierInput!) { assignTier(input: $input) { tier { name } } }', {
        input: { team: team.id, tier },
      })
    const fields =
      'due { usd } totals { cost { usd } } csv tiers { tier team application days cost { usd } group { value } }'
    const owed = async () =>
      (
        await ask(`query ($period: ChargebackPeriod!) { chargeback(period: $period) { ${fields} } }`, {
          period: { month },
        })
      ).chargeback
    await assign(createTier.tier.id)
    const { tiers, csv, due, totals } = await owed()
    const now = new Date()
    const daysInMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 0)).getUTCDate()
    assert.deepEqual(
      tiers.map(({ cost: _, ...rest }: typeof tiers) => rest),
      [{ tier: 'gold', team: 'search', application: null, days: 1, group: [{ value: 'CC-4711' }] }],
    )
    assert.ok(Math.abs(Number(tiers[0].cost.usd) - 310 / daysInMonth) < 1e-8)
    assert.ok(Math.abs(Number(due.usd) - Number(totals.cost.usd) - Number(tiers[0].cost.usd)) < 1e-8)
    assert.match(csv, /,gold,team:search,1\r\n$/)
    await ask('mutation ($input: UpdateTierInput!) { updateTier(input: $input) { tier { id } } }', {
      input: { ...createTier.tier, pricePerMonthUsd: '620' },
    })
    assert.ok(Math.abs(Number((await owed()).tiers[0].cost.usd) - 620 / daysInMonth) < 1e-8)
    await assign(null)
    assert.deepEqual((await owed()).tiers, [])
  })

  test('goes by the months of a time zone', async () => {
    const { chargeback } = await ask(report, { period: { month: '2026-03', timeZone: 'Europe/Berlin' } })
    assert.deepEqual(
      [chargeback.from, chargeback.to, chargeback.rows],
      ['2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z', []],
    )
  })

  for (const [period, path] of [
    [{}, 'period'],
    [{ month: '2026-13' }, 'period.month'],
    [{ month: '2026-01', timeZone: 'Mars/Olympus' }, 'period.timeZone'],
    [{ month: '2026-01', from: '2026-01-01T00:00:00Z' }, 'period'],
    [{ from: '2026-01-01T00:00:00Z' }, 'period'],
    [{ from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }, 'period.from'],
    [{ from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', timeZone: 'UTC' }, 'period.timeZone'],
  ] as const)
    test(`has no period such as ${JSON.stringify(period)}`, async () => {
      const { errors } = await gateway.graphql(report, { period })
      assert.deepEqual([errors?.[0]?.extensions.code, errors?.[0]?.extensions.path], ['INVALID_INPUT', path])
    })

  test('is forecast for the month and for each budget, from the counters that enforce', async () => {
    const fields = 'used expected low high method historyDays'
    const { forecast } = await ask(
      `{ forecast { month { ${fields} from } budgets { quota { name } limitReachedAt forecast { ${fields} } } } }`,
    )
    const { usage } = await ask('{ usage { rows { totals { cost { usd } } } } }')
    assert.equal(forecast.month.used, usage.rows[0].totals.cost.usd)
    assert.ok(Number(forecast.month.expected) >= Number(forecast.month.used))
    assert.deepEqual(
      [forecast.month.high, forecast.month.method, forecast.month.historyDays],
      [null, 'NONE', 0],
    )
    const budgets = new Map<string, typeof forecast>(
      forecast.budgets.map((budget: typeof forecast) => [budget.quota.name, budget]),
    )
    assert.deepEqual([...budgets.keys()], ['money', 'calls'])
    assert.equal(budgets.get('calls').forecast.used, '4')
    assert.ok(Date.parse(budgets.get('calls').limitReachedAt) <= Date.now())
    assert.ok(Number(budgets.get('money').forecast.used) < Number(forecast.month.used))
  })

  test('is told to analysts alone', async () => {
    const { secret } = await gateway.newKey()
    for (const query of [
      '{ forecast { month { used } } }',
      '{ chargeback(period: { month: "2026-01" }) { csv } }',
    ])
      assert.equal((await gateway.graphql(query, {}, secret)).errors?.[0]?.extensions.code, 'FORBIDDEN')
  })
})
