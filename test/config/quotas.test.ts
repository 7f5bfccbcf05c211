import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base, faultsOf, parse } from './reading.ts'

test('models of the catalogue may be meant by a quota without being declared', () => {
  for (const model of ['gpt-4o', 'openai-main/gpt-4o', 'small', 'simulator'])
    parse(`${base}quotas: [{ name: q, meter: REQUESTS, limit: 1, window: DAY, scope: { model: ${model} } }]`)
})

test('a quota may mean an id that the catalogue does not list', () => {
  const scoped = (model: string) =>
    `quotas: [{ name: a, scope: { model: ${model} }, meter: REQUESTS, limit: 1, window: DAY }]`
  const env = { ANTHROPIC_API_KEY: 'k' }
  for (const model of ['claude-sonnet-4-5-20991231', 'anthropic/claude-sonnet-4-5-20991231'])
    assert.equal(parse(scoped(model), env).quotas[0]?.scope.model, model)
  assert.match(faultsOf(scoped('claude-sonet-4-5'), env), /did you mean `claude-sonnet-4-5`/)
})

test('a quota says in which time zone its windows begin, whom it counts apart, and what it does beyond the limit', () => {
  const { quotas } = parse(`${base}quotas:
  - name: month
    scope: { application: web, tag: batch }
    perUser: true
    meter: COST
    limit: 10
    window: MONTH
    timeZone: Europe/Berlin
    anchor: 15
    thresholds: [50, 80, 100]
    action: REROUTE
    rerouteTo: gpt-4o-mini
    onStoreFailure: DENY
  - { name: week, meter: REQUESTS, limit: 10, window: WEEK, anchor: SUNDAY, action: THROTTLE, maxWaitSeconds: 5 }
  - { name: prompt, scope: { operation: prompts.ask }, meter: REQUESTS, limit: 10, window: DAY }
  - { name: all, scope: { operation: complete }, meter: REQUESTS, limit: 10, window: DAY }
teams: [{ name: search, applications: [{ name: web }] }]
`)
  assert.deepEqual(quotas, [
    {
      name: 'month',
      scope: { tenant: 'default', application: 'web', tag: 'batch' },
      perUser: true,
      meter: 'COST',
      limit: 10_000_000_000n,
      window: 'MONTH',
      timeZone: 'Europe/Berlin',
      anchor: 15,
      thresholds: [50, 80, 100],
      action: 'REROUTE',
      rerouteTo: 'gpt-4o-mini',
      onStoreFailure: 'DENY',
    },
    {
      name: 'week',
      scope: {},
      meter: 'REQUESTS',
      limit: 10n,
      window: 'WEEK',
      anchor: 7,
      action: 'THROTTLE',
      maxWaitMs: 5000,
    },
    // A prompt is somebody's; what the contract has is everybody's.
    {
      ...{ name: 'prompt', scope: { tenant: 'default', operation: 'prompts.ask' }, meter: 'REQUESTS' },
      ...{ limit: 10n, window: 'DAY', action: 'BLOCK' },
    },
    {
      ...{ name: 'all', scope: { operation: 'complete' }, meter: 'REQUESTS' },
      ...{ limit: 10n, window: 'DAY', action: 'BLOCK' },
    },
  ])
})

test('tiers are quotas of those who are assigned to them, and prices have their dates', () => {
  const { quotas, tiers, prices } = parse(`
teams: [ { name: search, applications: [ { name: web } ] } ]
tiers:
  - name: premium
    priority: HIGH
    pricePerMonthUsd: 499
    adjustmentBasisPoints: -1000
    quotas: [ { name: daily, meter: COST, limit: 20, window: DAY, scope: { model: simulator } } ]
tierAssignments: [ { team: search, tier: premium }, { application: web, tier: premium } ]
prices:
  - { model: simulator, effectiveFrom: 2026-01-01, inputPerMillionUsd: 0.1, outputPerMillionUsd: 0.2 }
  - { model: simulator, effectiveFrom: 2027-01-01T00:00:00Z, inputPerMillionUsd: 0.2, outputPerMillionUsd: 0.4, discountBasisPoints: 500 }
`)
  assert.deepEqual(
    quotas.map(({ name, scope, limit }) => [name, scope, limit]),
    [
      [
        'premium.daily@team:search',
        { tenant: 'default', model: 'simulator', team: 'search' },
        20_000_000_000n,
      ],
      [
        'premium.daily@application:web',
        { tenant: 'default', model: 'simulator', application: 'web' },
        20_000_000_000n,
      ],
    ],
  )
  assert.deepEqual(
    tiers.map(({ priority, pricePerMonthNanos, adjustmentBasisPoints }) => [
      priority,
      pricePerMonthNanos,
      adjustmentBasisPoints,
    ]),
    [['HIGH', 499_000_000_000n, -1000]],
  )
  assert.deepEqual(
    prices.map(({ name, perMillion }) => [name, perMillion.input]),
    [
      ['simulator@2026-01-01T00:00:00.000Z', 100_000_000n],
      ['simulator@2027-01-01T00:00:00.000Z', 200_000_000n],
    ],
  )
})

test('what contradicts itself in a quota is told with what to do', () => {
  const said = (about: string) => faultsOf(`quotas: [{ name: q, limit: 1, ${about} }]`).replace(/^\S+ /, '')
  for (const [about, message] of [
    [
      'meter: COST, window: HOUR, timeZone: UTC',
      'timeZone: only a DAY, WEEK or MONTH begins when its time zone says; remove it',
    ],
    [
      'meter: COST, window: DAY, timeZone: Mars/Olympus',
      'timeZone: must be the IANA name of a time zone, such as Europe/Berlin',
    ],
    [
      'meter: COST, window: DAY, anchor: 3',
      'anchor: only a WEEK begins on a weekday, and a MONTH on a day; remove it',
    ],
    ['meter: COST, window: MONTH, anchor: 32', 'anchor: must be a day from 1 to 31'],
    ['meter: COST, window: MONTH, anchor: MONDAY', 'anchor: must be a day from 1 to 31'],
    ['meter: COST, window: WEEK, anchor: 3', 'anchor: must be a weekday, such as MONDAY'],
    [
      'meter: COST, window: WEEK, anchor: someday',
      'anchor: must be a weekday, such as MONDAY, or a day from 1 to 31',
    ],
    ['meter: COST, window: DAY, thresholds: [80, 50]', 'thresholds: must ascend'],
    [
      'meter: COST, window: ROLLING_HOUR, thresholds: [80]',
      'thresholds: only use within a window of the calendar grows towards a limit; remove them',
    ],
    ['meter: COST, window: DAY, action: REROUTE', 'rerouteTo: is required: the model that calls go to'],
    ['meter: COST, window: DAY, rerouteTo: simulator', 'rerouteTo: goes with `action: REROUTE` only'],
    ['meter: COST, window: DAY, action: REROUTE, rerouteTo: gone', 'rerouteTo: there is no model `gone`'],
    [
      'meter: COST, window: DAY, action: REROUTE, rerouteTo: simulator, scope: { model: simulator }',
      'rerouteTo: must be another model than the one in the scope',
    ],
    [
      'meter: REQUESTS, window: DAY, action: THROTTLE',
      'maxWaitSeconds: is required: how long a call may wait',
    ],
    ['meter: REQUESTS, window: DAY, maxWaitSeconds: 3', 'maxWaitSeconds: goes with `action: THROTTLE` only'],
    [
      'meter: REQUESTS, window: DAY, perUser: true, scope: { user: ada }',
      'perUser: the scope names one user already; remove one of them',
    ],
  ] as const)
    assert.ok(said(about).startsWith(`quotas[0].${message}`), `${about}\n${said(about)}`)
})
