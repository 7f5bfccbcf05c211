import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const yaml = `
models:
  - { name: small, deployments: [ { provider: simulator, model: simulator } ], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }
teams:
  - { name: search, applications: [ { name: web } ] }
  - { name: ads, applications: [ { name: bidder } ] }
tiers:
  - name: free
    priority: LOW
    quotas: [ { name: calls, meter: REQUESTS, limit: 1, window: MONTH } ]
tierAssignments: [ { team: ads, tier: free } ]
`

describe('tiers', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({ yaml })
  })
  after(() => gateway.close())

  const run = async (source: string, input: object = {}, key?: string) => {
    const { data, errors } = await gateway.graphql(source, { input }, key)
    assert.equal(errors, undefined, JSON.stringify(errors))
    return data
  }
  const refused = async (source: string, input: object) => {
    const { errors } = await gateway.graphql(source, { input })
    const { extensions, message = '' } = errors?.[0] ?? {}
    return [extensions?.code, extensions?.path, message] as const
  }
  const ask = async (key: string) =>
    (
      await run(
        `mutation ($input: CompletionInput!) { complete(input: $input) {
          ... on Completion { usage { totalTokens } cost { usd } price { source inputPerMillion { usd } adjustmentBasisPoints } }
          ... on QuotaExceeded { quota { name } } } }`,
        { model: 'small', messages: [{ role: 'USER', content: 'Hello' }] },
        key,
      )
    ).complete
  const ids = async () => {
    const { search, ads, web } = await run(
      '{ search: team(name: "search") { id } ads: team(name: "ads") { id tier } web: application(name: "web") { id } }',
    )
    return { search: search.id, ads: ads.id, web: web.id }
  }
  const create =
    'mutation ($input: CreateTierInput!) { createTier(input: $input) { tier { id version name priority pricePerMonth { usd } adjustmentBasisPoints quotas { name meter limit window } } } }'
  const update =
    'mutation ($input: UpdateTierInput!) { updateTier(input: $input) { tier { id version quotas { limit } } } }'
  const archive =
    'mutation ($input: ArchiveTierInput!) { archiveTier(input: $input) { tier { archivedAt } } }'
  const assign =
    'mutation ($input: AssignTierInput!) { assignTier(input: $input) { team { name tier } application { name } tier { name } } }'

  test('a team of the file has the quotas of its tier', async () => {
    const { secret } = await gateway.newKey({ team: 'ads', application: 'bidder' })
    assert.ok((await ask(secret)).usage)
    assert.deepEqual(await ask(secret), { quota: { name: 'free.calls@team:ads' } })
    assert.equal((await run('{ team(name: "ads") { tier } }')).team.tier, 'free')
  })

  test('a tier gives each who is assigned to it a counter of its own, and a price (F75)', async () => {
    const { search, web } = await ids()
    const web1 = await gateway.newKey()
    const plain = await gateway.newKey({ application: undefined })
    const { tier } = (
      await run(create, {
        name: 'premium',
        priority: 'HIGH',
        pricePerMonthUsd: '499.5',
        adjustmentBasisPoints: -1000,
        quotas: [{ name: 'calls', meter: 'REQUESTS', limit: '2', window: 'MONTH' }],
      })
    ).createTier
    assert.deepEqual(tier, {
      id: tier.id,
      version: 1,
      name: 'premium',
      priority: 'HIGH',
      pricePerMonth: { usd: '499.5' },
      adjustmentBasisPoints: -1000,
      quotas: [{ name: 'calls', meter: 'REQUESTS', limit: '2', window: 'MONTH' }],
    })
    const full = await ask(plain.secret)
    assert.deepEqual(full.price, {
      source: 'CONFIGURED',
      inputPerMillion: { usd: '1' },
      adjustmentBasisPoints: 0,
    })

    const { assignTier } = await run(assign, { application: web, tier: tier.id })
    assert.deepEqual(assignTier, { team: null, application: { name: 'web' }, tier: { name: 'premium' } })
    const off = await ask(web1.secret)
    assert.equal(off.price.adjustmentBasisPoints, -1000)
    assert.equal(Number(off.cost.usd), Number(full.cost.usd) * 0.9)
    assert.ok((await ask(web1.secret)).usage)
    assert.deepEqual(await ask(web1.secret), { quota: { name: 'premium.calls@application:web' } })
    // Who is not assigned goes on, and so does who pays more.
    assert.ok((await ask(plain.secret)).usage)
    const raised = await run(update, {
      id: tier.id,
      version: 1,
      quotas: [{ name: 'calls', meter: 'REQUESTS', limit: '3', window: 'MONTH' }],
    })
    assert.deepEqual(raised.updateTier.tier.quotas, [{ limit: '3' }])
    assert.ok((await ask(web1.secret)).usage)
    assert.ok((await ask(web1.secret)).quota)

    // In use it stays; assigned to nobody it goes.
    const kept = await refused(archive, { id: tier.id, version: 2 })
    assert.equal(kept[0], 'INVALID_INPUT')
    assert.match(kept[2], /tier assignment `application:web`.*there is no tier `premium`/)
    await run(assign, { application: web, tier: null })
    assert.ok((await ask(web1.secret)).usage)
    assert.ok((await run(archive, { id: tier.id, version: 2 })).archiveTier.tier.archivedAt)
    assert.deepEqual((await refused(assign, { team: search, tier: tier.id })).slice(0, 2), [
      'INVALID_INPUT',
      'input.tier',
    ])
  })

  test('what makes no sense is refused, naming the field', async () => {
    const { search, ads, web } = await ids()
    const quota = { name: 'q', meter: 'REQUESTS', limit: '1', window: 'DAY' }
    for (const [input, path] of [
      [{ name: 'x y' }, 'name'],
      [{ name: 'free' }, 'name'],
      [{ name: 't', pricePerMonthUsd: '-1' }, 'pricePerMonthUsd'],
      [{ name: 't', adjustmentBasisPoints: -10_001 }, 'adjustmentBasisPoints'],
      [{ name: 't', quotas: [{ ...quota, limit: '0' }] }, 'quotas[0].limit'],
      [
        { name: 't', quotas: [quota, { ...quota, name: 'u', scope: { operation: 'prompts.none' } }] },
        'quotas[1].scope.operation',
      ],
      [{ name: 't', quotas: [{ ...quota, scope: { model: 'gone' } }] }, 'quotas[0].scope.model'],
      [{ name: 't', quotas: [quota, quota] }, 'quotas[1].name'],
    ] as const)
      assert.deepEqual(
        (await refused(create, input)).slice(0, 2),
        ['INVALID_INPUT', path],
        JSON.stringify(input),
      )
    assert.equal((await refused(assign, { team: search, application: web }))[1], 'input')
    // What the file assigns is assigned there.
    assert.match((await refused(assign, { team: ads, tier: null }))[2], /declared in weir\.yaml/)
  })
})
