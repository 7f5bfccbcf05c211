import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { startFakeProvider } from '../../kit/fake-provider.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const publish = `mutation ($sdl: String!, $input: PublishPromptInput) {
  publishPrompt(sdl: $sdl, input: $input) { version { number } }
}`
const split = `mutation ($input: SplitPromptLabelInput!) {
  splitPromptLabel(input: $input) { template { labels { name version shares { version weight } } } }
}`
const rollback = `mutation ($name: String!) { rollbackPrompt(input: { name: $name }) { version { number } } }`

describe('a label that divides its callers (F83)', () => {
  let provider: Awaited<ReturnType<typeof startFakeProvider>>
  let gateway: TestGateway
  before(async () => {
    // Whoever is asked for the second version fails, if he is asked to.
    provider = await startFakeProvider(({ text }) => {
      if (text.includes('badly')) return { status: 400 }
      return { pieces: [text.includes('warmly') ? 'warm' : 'cold'] }
    })
    gateway = await startGateway({
      yaml: `
providers: [ { name: fake, kind: openai-compatible, baseUrl: "${provider.url}", allowInsecure: true } ]
models: [ { name: small, deployments: [ { provider: fake, model: fake-1 } ], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } } ]
`,
    })
  })
  after(async () => {
    await gateway.close()
    await provider.close()
  })

  const dataOf = async (source: string, variables: object = {}, key?: string) => {
    const { data, errors } = await gateway.graphql(source, variables, key)
    assert.equal(errors, undefined, JSON.stringify(errors))
    return data
  }
  /** Of its own for each test. */
  let name = ''
  let count = 0
  beforeEach(() => {
    name = `greet${++count}`
  })
  const write = async (user: string, about: { rest?: string; types?: string; directives?: string } = {}) => {
    const { rest = '(who: String!): String!', types = '', directives = '' } = about
    const sdl = `extend type Prompts { ${name}${rest} @prompt(model: "small", user: "${user} {{ who }}") ${directives} } ${types}`
    return (await dataOf(publish, { sdl, input: { name, labels: [] } })).publishPrompt.version.number
  }
  const sharesOf = (...weights: readonly number[]) => ({
    input: { name, shares: weights.map((weight, index) => ({ version: index + 1, weight })) },
  })
  const move = (version: number) =>
    dataOf(
      `mutation ($input: MovePromptLabelInput!) { movePromptLabel(input: $input) { template { name } } }`,
      {
        input: { name, label: 'production', version },
      },
    )
  const divided = async (...weights: readonly number[]) => {
    await write('Greet coldly')
    await write('Greet warmly')
    await move(1)
    return (await dataOf(split, sharesOf(...weights))).splitPromptLabel.template.labels
  }
  const headers = (experiment?: string) => ({
    authorization: `Bearer ${gateway.adminKey}`,
    'content-type': 'application/json',
    ...(experiment !== undefined && { 'x-weir-experiment': experiment }),
  })
  const byRest = async (experiment?: string, at = '') => {
    const answer = await fetch(`${gateway.url}/v1/prompts/${name}${at}`, {
      method: 'POST',
      headers: headers(experiment),
      body: '{"who":"Ada"}',
    })
    await answer.text()
    return answer.headers.get('x-weir-prompt')
  }
  const byField = async (experiment?: string) => {
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: headers(experiment),
      body: JSON.stringify({ query: `{ prompts { ${name}(who: "Ada") } }` }),
    })
    const { data } = (await answer.json()) as { data: { prompts: Record<string, string> } }
    return data.prompts[name]
  }

  // The first one, as nothing of the tenant is in production yet.
  test('may be any, also while nothing is in production; its versions have fields of their own', async () => {
    await write('Greet coldly')
    await write('Greet warmly')
    await dataOf(split, { input: { ...sharesOf(50, 50).input, label: 'staging' } })
    const versions = new Set<string | null>()
    for (let caller = 0; caller < 30; caller++) versions.add(await byRest(`caller-${caller}`, '@staging'))
    assert.deepEqual([...versions].sort(), [`${name}@1`, `${name}@2`])
    const { prompts } = await dataOf(`{ prompts { ${name}_v1(who: "Ada") } }`)
    assert.deepEqual(prompts, { [`${name}_v1`]: 'cold' })
    assert.equal(await byRest('caller-1'), null)
    const none = `mutation ($input: MovePromptLabelInput!) { movePromptLabel(input: $input) { template { name } } }`
    await dataOf(none, { input: { name, label: 'staging' } })
    const { data } = await gateway.graphql('{ __type(name: "Prompts") { name } }')
    assert.equal(data.__type, null)
  })

  test('gives each caller one version, whatever way in it takes, and roughly as many as the weights say', async () => {
    assert.deepEqual(await divided(70, 30), [
      {
        name: 'production',
        version: 1,
        shares: [
          { version: 1, weight: 70 },
          { version: 2, weight: 30 },
        ],
      },
    ])
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${gateway.adminKey}` },
      retryAttempts: 0,
    })
    let warm = 0
    for (let person = 0; person < 60; person++) {
      const key = `person-${person}`
      const version = await byRest(key)
      assert.equal(await byRest(key), version, 'again')
      const said = version === `${name}@2` ? 'warm' : 'cold'
      assert.equal(await byField(key), said)
      if (person < 10) {
        const query = `subscription { prompts { ${name}(who: "Ada") { answer } } }`
        const stream = client.iterate<{ prompts: Record<string, { answer: string | null }> }>({
          query,
          extensions: { experimentKey: key },
        })
        const events = await Array.fromAsync(stream)
        assert.equal(events.at(-1)?.data?.prompts[name]?.answer, said)
      }
      if (said === 'warm') warm++
    }
    await client.dispose()
    assert.ok(warm > 5 && warm < 35, `${warm} of 60`)
    assert.equal(await byRest('anybody', '@2'), `${name}@2`, 'who names a version gets it')
  })

  test('ends with one mutation: a rollback, a move, or another publication', async () => {
    await divided(1, 10_000)
    assert.equal(await byRest('anybody'), `${name}@2`)
    const { rollbackPrompt } = await dataOf(rollback, { name })
    assert.equal(rollbackPrompt.version.number, 1)
    assert.equal(await byRest('anybody'), `${name}@1`)
    await dataOf(split, sharesOf(1, 10_000))
    await move(2)
    assert.equal(await byRest('anybody'), `${name}@2`)
    await dataOf(split, sharesOf(10_000, 1))
    assert.equal(await byRest('anybody'), `${name}@1`)
    await dataOf(publish, {
      sdl: `extend type Prompts { ${name}(who: String!): String! @prompt(model: "small", user: "Shout {{ who }}") }`,
    })
    assert.equal(await byRest('anybody'), `${name}@3`)
  })

  test('shows what the versions came to, side by side', async () => {
    await write('Greet coldly')
    await write('Greet badly')
    await move(1)
    await dataOf(split, sharesOf(1, 1))
    for (let person = 0; person < 20; person++) await byRest(`${person}`)
    const { promptTemplate } = await dataOf(
      `query ($name: String!) { promptTemplate(name: $name) { versions { edges { node {
        number metrics { requests failures cost { usd } medianLatencyMs p95LatencyMs } testRun { passed }
      } } } } }`,
      { name },
    )
    const [bad, good] = promptTemplate.versions.edges.map(({ node }: { node: object }) => node)
    assert.equal(bad.metrics.requests + good.metrics.requests, 20)
    assert.ok(bad.metrics.requests > 0 && good.metrics.requests > 0)
    assert.equal(bad.metrics.failures, bad.metrics.requests)
    assert.equal(bad.metrics.medianLatencyMs, null)
    assert.equal(good.metrics.failures, 0)
    assert.ok(good.metrics.medianLatencyMs > 0 && good.metrics.p95LatencyMs >= good.metrics.medianLatencyMs)
    assert.ok(Number(good.metrics.cost.usd) > 0)
    assert.equal(good.testRun, null)
    const future = `query ($name: String!) { promptTemplate(name: $name) { versions { edges { node {
      metrics(from: "2001-01-01T00:00:00Z", to: "2001-02-01T00:00:00Z") { requests } } } } } }`
    const { promptTemplate: before } = await dataOf(future, { name })
    assert.equal(before.versions.edges[0].node.metrics.requests, 0)
  })

  test('shows how the tests of a version went', async () => {
    await divided(1, 1)
    const test = (name: string, value: string) => ({
      name: value,
      prompt: name,
      arguments: { who: 'Ada' },
      assertions: [{ kind: 'EQUALS', value }],
    })
    await dataOf(
      `mutation ($input: SetPromptTestsInput!) { setPromptTests(input: $input) { tests { name } } }`,
      {
        input: { name, tests: [test(name, 'cold'), test(name, 'warm')] },
      },
    )
    for (const version of [1, 2])
      await dataOf(`mutation ($input: TestPromptInput!) { testPrompt(input: $input) { passed } }`, {
        input: { name, version },
      })
    const { promptTemplate } = await dataOf(
      `query ($name: String!) { promptTemplate(name: $name) { versions { edges { node { testRun { passed failed } } } } } }`,
      { name },
    )
    for (const { node } of promptTemplate.versions.edges)
      assert.deepEqual(node.testRun, { passed: 1, failed: 1 })
  })

  for (const [what, rest, difference] of [
    ['answers something else', '(who: String!): Int!', /changed type from String to Int/],
    ['takes something else', '(who: ID!): String!', /has changed type from String! to ID!/],
  ] as const)
    test(`is refused where one version ${what}, with the difference`, async () => {
      await write('Greet coldly')
      await write('Greet warmly', { rest })
      await move(1)
      const { errors } = await gateway.graphql(split, sharesOf(1, 1))
      assert.equal(errors?.[0]?.extensions.code, 'CONFLICT')
      assert.match(errors[0].message, difference)
      assert.equal(await byRest('anybody'), `${name}@1`)
    })

  test('is refused for less than two versions, twice the same, none that is there, and weights that are none', async () => {
    await divided(1, 1)
    for (const [shares, code] of [
      [[{ version: 1, weight: 1 }], 'INVALID_INPUT'],
      [
        [
          { version: 1, weight: 1 },
          { version: 1, weight: 2 },
        ],
        'INVALID_INPUT',
      ],
      [
        [
          { version: 1, weight: 1 },
          { version: 2, weight: 0 },
        ],
        'INVALID_INPUT',
      ],
      [
        [
          { version: 1, weight: 1 },
          { version: 9, weight: 1 },
        ],
        'NOT_FOUND',
      ],
    ] as const) {
      const { errors } = await gateway.graphql(split, { input: { name, shares } })
      assert.equal(errors?.[0]?.extensions.code, code, JSON.stringify(shares))
    }
  })

  test('keeps its versions from being retired', async () => {
    await divided(1, 1)
    const { errors } = await gateway.graphql(
      `mutation ($input: RetirePromptVersionInput!) { retirePromptVersion(input: $input) { version { number } } }`,
      { input: { name, version: 2 } },
    )
    assert.equal(errors?.[0]?.extensions.code, 'CONFLICT')
  })

  test('leaves nobody less governed than the version that it stands at', async () => {
    await write('Greet coldly', { directives: '@requireRole(role: ADMIN)' })
    await write('Greet warmly')
    await move(1)
    await dataOf(split, sharesOf(1, 10_000))
    const developer = await gateway.newKey()
    for (const at of ['', '@2']) {
      const answer = await fetch(`${gateway.url}/v1/prompts/${name}${at}`, {
        method: 'POST',
        headers: { ...headers('x'), authorization: `Bearer ${developer.secret}` },
        body: '{"who":"Ada"}',
      })
      assert.equal(answer.status, 404, at)
    }
    const { errors } = await gateway.graphql(
      `mutation ($input: ComparePromptVersionsInput!) { comparePromptVersions(input: $input) { versions { errorCode } } }`,
      { input: { name, versions: [2], arguments: { who: 'Ada' } } },
      developer.secret,
    )
    assert.equal(errors?.[0]?.extensions.code, 'NOT_FOUND')
  })
})
