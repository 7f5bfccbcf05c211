import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const yaml = `
models:
  - name: small
    deployments:
      - { provider: simulator, model: simulator, name: near }
    price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 }
  - { name: bare, deployments: [ { provider: simulator, model: bare } ], unpriced: allow }
teams: [ { name: search, applications: [ { name: web } ] } ]
`

describe('the price book', () => {
  let gateway: TestGateway
  /** How far the gateway's clock is ahead. */
  let ahead = 0
  before(async () => {
    gateway = await startGateway({ yaml, clock: () => Date.now() + ahead })
  })
  after(() => gateway.close())

  const set =
    'mutation ($input: SetPriceInput!) { setPrice(input: $input) { price { id name version effectiveFrom discountBasisPoints inputPerMillion { usd } } } }'
  const run = async (source: string, input: object = {}, key?: string) => {
    const { data, errors } = await gateway.graphql(source, { input }, key)
    assert.equal(errors, undefined, JSON.stringify(errors))
    return data
  }
  const refused = async (source: string, input: object, key?: string) => {
    const { errors } = await gateway.graphql(source, { input }, key)
    const { extensions, message = '' } = errors?.[0] ?? {}
    return [extensions?.code, extensions?.path, message] as const
  }
  const ask = async (model = 'small') =>
    (
      await run(
        `mutation ($input: CompletionInput!) { complete(input: $input) { ... on Completion {
          id usage { inputTokens outputTokens } cost { usd } priced
          price { source version inputPerMillion { usd } outputPerMillion { usd } } } } }`,
        { model, messages: [{ role: 'USER', content: 'Hello' }] },
      )
    ).complete
  const dollars = (completion: Awaited<ReturnType<typeof ask>>, input: number, output: number) =>
    Number(((completion.usage.inputTokens * input + completion.usage.outputTokens * output) / 1e6).toFixed(9))

  test('charges calls by the version in effect when they begin, and the ledger keeps which (P4)', async () => {
    const before = await ask()
    assert.equal(Number(before.cost.usd), dollars(before, 1, 2))
    assert.equal(before.price.source, 'CONFIGURED')
    const amounts = {
      model: 'small',
      inputPerMillionUsd: '10',
      outputPerMillionUsd: '20',
      discountBasisPoints: 5000,
    }
    const { price } = (await run(set, amounts)).setPrice
    const now = await ask()
    assert.equal(Number(now.cost.usd), dollars(now, 5, 10))
    assert.deepEqual(now.price, {
      source: 'PRICE_BOOK',
      version: price.name,
      inputPerMillion: { usd: '5' },
      outputPerMillion: { usd: '10' },
    })

    const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
    await run(set, {
      ...amounts,
      inputPerMillionUsd: '100',
      outputPerMillionUsd: '100',
      discountBasisPoints: 0,
      effectiveFrom: tomorrow,
    })
    assert.equal((await ask()).price.version, price.name)
    ahead = 86_400_000 + 1_000
    const later = await ask()
    assert.equal(Number(later.cost.usd), dollars(later, 100, 100))
    ahead = 0

    // What was charged stays as it was.
    const { completion } = await run(
      `query { completion(id: ${JSON.stringify(before.id)}) { cost { usd } price { source version } } }`,
    )
    assert.deepEqual(completion, { cost: before.cost, price: { source: 'CONFIGURED', version: null } })
    const { models } = await run(
      '{ models(first: 50) { edges { node { name deployments { price { source inputPerMillion { usd } } } } } } }',
    )
    const small = models.edges.find(({ node }: { node: { name: string } }) => node.name === 'small')
    assert.deepEqual(small.node.deployments[0].price, { source: 'PRICE_BOOK', inputPerMillion: { usd: '5' } })
    const { prices } = await run('{ prices { edges { node { effectiveFrom inputPerMillion { usd } } } } }')
    assert.deepEqual(
      prices.edges.map(
        ({ node }: { node: { inputPerMillion: { usd: string } } }) => node.inputPerMillion.usd,
      ),
      ['10', '100'],
    )
  })

  test('a deployment has a price of its own, and a price ends when it says so', async () => {
    const soon = (seconds: number) => new Date(Date.now() + 2 * 86_400_000 + seconds * 1_000).toISOString()
    await run(set, {
      model: 'small',
      deployment: 'near',
      inputPerMillionUsd: '0',
      outputPerMillionUsd: '7',
      effectiveFrom: soon(0),
      effectiveUntil: soon(60),
    })
    ahead = 2 * 86_400_000 + 30_000
    const within = await ask()
    assert.equal(Number(within.cost.usd), dollars(within, 0, 7))
    ahead = 2 * 86_400_000 + 90_000
    const behind = await ask()
    assert.equal(Number(behind.cost.usd), dollars(behind, 100, 100))
    ahead = 0
  })

  test('a model without a price shows as unpriced until it has one', async () => {
    assert.deepEqual([(await ask('bare')).priced, (await ask('bare')).price], [false, null])
    const usage =
      '{ usage(filter: { where: [{ dimension: MODEL, values: ["bare"] }] }) { rows { totals { unpriced requests } } } }'
    assert.deepEqual((await run(usage)).usage.rows[0].totals, { unpriced: 2, requests: 2 })
    await run(set, { model: 'bare', inputPerMillionUsd: '1', outputPerMillionUsd: '1' })
    assert.equal((await ask('bare')).priced, true)
    assert.deepEqual((await run(usage)).usage.rows[0].totals, { unpriced: 2, requests: 3 })
  })

  test('what makes no sense is refused, naming the field', async () => {
    const good = { model: 'small', inputPerMillionUsd: '1', outputPerMillionUsd: '2' }
    const day = (of: number) => new Date(Date.now() + of * 86_400_000).toISOString()
    await run(set, { ...good, effectiveFrom: day(10), effectiveUntil: day(12) })
    for (const [input, path, words] of [
      [{ ...good, inputPerMillionUsd: '-1' }, 'inputPerMillionUsd', /must not be negative/],
      [{ ...good, outputPerMillionUsd: '0.0000000001' }, 'outputPerMillionUsd', /nine decimals/],
      [{ ...good, outputPerMillionUsd: '1000001' }, 'outputPerMillionUsd', /more than a dollar a token/],
      [{ ...good, model: 'gone' }, 'model', /there is no model `gone`/],
      [{ ...good, deployment: 'far' }, 'deployment', /has no deployment `far`/],
      [{ ...good, discountBasisPoints: 10_001 }, 'discountBasisPoints', /from 0 to 10000/],
      [{ ...good, effectiveFrom: day(-1) }, 'effectiveFrom', /not be in the past/],
      [{ ...good, effectiveFrom: day(3), effectiveUntil: day(2) }, 'effectiveUntil', /behind effectiveFrom/],
      [{ ...good, effectiveFrom: day(11) }, 'effectiveFrom', /overlaps the price that begins at/],
    ] as const) {
      const [code, where, message] = await refused(set, input)
      assert.deepEqual([code, where], ['INVALID_INPUT', path], JSON.stringify([input, message]))
      assert.match(message, words)
    }
    // Nobody sets the price of his own call.
    const own = await gateway.graphql(
      'mutation { complete(input: { model: "small", price: "0", messages: [{ role: USER, content: "Hi" }] }) { __typename } }',
    )
    assert.match(own.errors?.[0]?.message ?? '', /Field "price" is not defined/)
  })

  test('a price that is not in effect yet is withdrawn, others are not', async () => {
    const withdraw =
      'mutation ($input: WithdrawPriceInput!) { withdrawPrice(input: $input) { price { archivedAt } } }'
    const future = {
      model: 'bare',
      inputPerMillionUsd: '9',
      outputPerMillionUsd: '9',
      effectiveFrom: '2100-01-01T00:00:00Z',
    }
    const { price } = (await run(set, future)).setPrice
    assert.equal((await refused(set, future))[1], 'effectiveFrom')
    assert.ok((await run(withdraw, { id: price.id, version: 1 })).withdrawPrice.price.archivedAt)
    const { prices } = await run('{ prices { edges { node { id effectiveFrom } } } }')
    const past = prices.edges.find(
      ({ node }: { node: { effectiveFrom: string } }) => Date.parse(node.effectiveFrom) < Date.now(),
    )
    assert.match((await refused(withdraw, { id: past.node.id, version: 1 }))[2], /charged by already/)
  })

  test('a tenant sets no price of what is served to all', async () => {
    const rival = (await run('mutation { createTenant(input: { name: "rival" }) { secret } }')).createTenant
      .secret
    const [code, path, message] = await refused(
      set,
      { model: 'small', inputPerMillionUsd: '0', outputPerMillionUsd: '0' },
      rival,
    )
    assert.deepEqual([code, path], ['INVALID_INPUT', 'model'])
    assert.match(message, /those who run the gateway set its price/)
  })
})
