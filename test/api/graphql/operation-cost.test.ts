import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createWsClient } from 'graphql-ws'
import WebSocket from 'ws'
import { type GraphqlAnswer, startGateway, type TestGateway } from '../../kit/gateway.ts'

/** 1 dollar a million tokens in, 2 out: an answer of at most 1,000 tokens may cost 2,000,000 nano-dollars and its question. */
const yaml = `
models:
  - { name: small, deployments: [ { provider: simulator, model: simulator } ], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }
teams: [ { name: search, applications: [ { name: web } ] } ]
`

const ask = (alias: string, about = 'maxOutputTokens: 1000') =>
  `${alias}: complete(input: { model: "small", messages: [{ role: USER, content: "Why ${alias}?" }], ${about} }) {
    ... on Completion { usage { totalTokens } cost { usd } }
    ... on QuotaExceeded { message quota { name } }
  }`

type Answer = GraphqlAnswer & {
  readonly extensions?: {
    readonly cost?: Record<'estimated' | 'actual', { readonly usd: string; readonly tokens: number }>
  }
}

describe('an operation with several fields that ask models', () => {
  let gateway: TestGateway
  let key: string
  before(async () => {
    gateway = await startGateway({ yaml })
    key = (await gateway.newKey()).secret
  })
  after(() => gateway.close())

  const post = async (body: object, headers: Record<string, string> = {}): Promise<Answer> => {
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
      body: JSON.stringify(body),
    })
    return (await answer.json()) as Answer
  }
  const quotaOf = async (input: object) => {
    const { data, errors } = await gateway.graphql(
      'mutation ($input: CreateQuotaInput!) { createQuota(input: $input) { quota { id version } } }',
      { input },
    )
    assert.equal(errors, undefined)
    const { id, version } = data.createQuota.quota
    return {
      standing: async () =>
        (await gateway.graphql('query ($id: ID!) { quota(id: $id) { used reserved } }', { id })).data.quota,
      archive: () =>
        gateway.graphql(
          'mutation ($input: ArchiveQuotaInput!) { archiveQuota(input: $input) { quota { id } } }',
          { input: { id, version } },
        ),
    }
  }
  const spent = async () => {
    const { data } = await gateway.graphql('{ usage { rows { totals { requests refusals totalTokens } } } }')
    return data.usage.rows[0]?.totals ?? { requests: 0, refusals: 0, totalTokens: 0 }
  }

  test('tells what it may cost and what it has cost (N3)', async () => {
    const { data, errors, extensions } = await post({ query: `mutation { ${ask('a')} ${ask('b')} }` })
    assert.equal(errors, undefined)
    const { estimated, actual } = extensions?.cost ?? assert.fail('no cost is told')
    assert.equal(actual.tokens, data.a.usage.totalTokens + data.b.usage.totalTokens)
    assert.equal(
      Number(actual.usd).toFixed(9),
      (Number(data.a.cost.usd) + Number(data.b.cost.usd)).toFixed(9),
    )
    assert.ok(estimated.tokens >= 2000 && estimated.tokens < 2100, String(estimated.tokens))
    assert.ok(Number(estimated.usd) >= 0.004 && Number(estimated.usd) < 0.0041, estimated.usd)
  })

  test('is refused as a whole, and costs nothing, where all of it has no room; plain fields still answer (N3, N4)', async () => {
    const quota = await quotaOf({ name: 'tight', meter: 'TOTAL_TOKENS', limit: '2800', window: 'DAY' })
    const before = { ...(await spent()), ...(await quota.standing()) }
    const refused = await post({
      query: `mutation { ${ask('a')} ${ask('b')} ${ask('c')} }`,
    })
    assert.equal(refused.errors, undefined)
    for (const field of ['a', 'b', 'c']) {
      assert.equal(refused.data[field].quota.name, 'tight')
      assert.match(
        refused.data[field].message,
        /this operation may use 30\d\d, more than the whole 2800 tokens of this day; ask in smaller/,
      )
    }
    assert.equal(refused.extensions?.cost?.actual.tokens, 0)
    assert.deepEqual(await quota.standing(), { used: before.used, reserved: '0' })
    const after = await spent()
    assert.deepEqual(
      [after.totalTokens, after.refusals - before.refusals],
      [before.totalTokens, 3],
      'refusals are in the ledger and cost nothing',
    )

    const passed = await post({ query: `mutation { ${ask('a')} ${ask('b')} }` })
    assert.ok(passed.data.a.usage && passed.data.b.usage)
    const { used, reserved } = await quota.standing()
    assert.deepEqual(
      [Number(used) - Number(before.used), reserved],
      [passed.extensions?.cost?.actual.tokens, '0'],
    )
    await quota.archive()
  })

  test('counts lists of variables, fragments and conditions as they are', async () => {
    const query = `mutation ($one: CompletionInput!, $no: Boolean!) {
      ...two
      skipped: complete(input: $one) @include(if: $no) { __typename }
    }
    fragment two on Mutation {
      first: complete(input: $one) { __typename }
      again: complete(input: $one) { __typename }
    }`
    const one = { model: 'small', messages: [{ role: 'USER', content: 'Why?' }], maxOutputTokens: 500 }
    const { data, extensions } = await post({ query, variables: { one, no: false } })
    assert.deepEqual(data, { first: { __typename: 'Completion' }, again: { __typename: 'Completion' } })
    const tokens = extensions?.cost?.estimated.tokens ?? 0
    assert.ok(tokens >= 1000 && tokens < 1100, String(tokens))
  })

  test('refuses rather than spend more than maxCostUsd, said with the request or in a header', async () => {
    const query = `mutation { ${ask('a')} ${ask('b')} }`
    for (const answer of [
      await post({ query, extensions: { maxCostUsd: '0.004' } }),
      await post({ query }, { 'x-weir-max-cost-usd': '0.004' }),
      // One field is capped as well.
      await post({ query: `mutation { ${ask('a')} }`, extensions: { maxCostUsd: 0.002 } }),
    ])
      assert.deepEqual([answer.errors, answer.data.a.quota.name], [undefined, 'maxCostUsd'])
    assert.ok((await post({ query, extensions: { maxCostUsd: '0.005' } })).data.b.usage)
    // An answer whose length is open is cut to what the cap allows.
    const open = await post({
      query: `mutation { ${ask('a', 'temperature: 0')} }`,
      extensions: { maxCostUsd: '0.002' },
    })
    assert.ok(open.data.a.usage)
    const { errors } = await post({ query, extensions: { maxCostUsd: 'a lot' } })
    assert.equal(errors?.[0]?.extensions.code, 'INVALID_INPUT')
  })

  test('is priced over WebSocket and server-sent events too', async () => {
    const query = `mutation { ${ask('a')} ${ask('b')} }`
    const authorization = `Bearer ${key}`
    const ws = createWsClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
    })
    const sse = createSseClient({ url: `${gateway.url}/graphql/stream`, headers: { authorization } })
    for (const client of [ws, sse]) {
      const results = client.iterate<Answer['data']>({ query, extensions: { maxCostUsd: '0.004' } })
      for await (const { data, extensions } of results) {
        assert.equal(data?.b.quota.name, 'maxCostUsd')
        assert.equal(Reflect.get(Object(extensions).cost, 'maxCostUsd'), '0.004')
      }
    }
    await ws.dispose()
    sse.dispose()
  })

  test('leaves an operation with one field as it was, and tells its cost to who asks', async () => {
    const query = `mutation { ${ask('a')} }`
    assert.deepEqual(Object.keys(await post({ query })), ['data'])
    const { data, extensions } = await post({ query, extensions: { cost: true } })
    assert.equal(extensions?.cost?.actual.usd, data.a.cost.usd)
  })

  test('prices prompts that are asked for together, and their second call if an answer has to be repaired', async () => {
    const sdl = `extend type Prompts {
      short(text: String!): String! @prompt(model: "small", user: "{{ text }}", maxOutputTokens: 1000)
      long(text: String!): String! @prompt(model: "small", user: "At length: {{ text }}", maxOutputTokens: 3000)
    }`
    const published = await gateway.graphql(
      'mutation ($sdl: String!) { publishPrompt(sdl: $sdl, input: {}) { version { number } } }',
      { sdl },
    )
    assert.equal(published.errors, undefined)
    const query = '{ viewer { name } prompts { short(text: "a") again: short(text: "b") long(text: "c") } }'
    const { data, errors, extensions } = await post({ query })
    assert.equal(errors, undefined)
    assert.ok(data.prompts.short && data.prompts.again && data.prompts.long)
    const tokens = extensions?.cost?.estimated.tokens ?? 0
    assert.ok(tokens >= 5000 && tokens < 5200, String(tokens))

    const refused = await post({ query, extensions: { maxCostUsd: '0.01' } })
    assert.ok(refused.data.viewer.name)
    assert.deepEqual(refused.data.prompts, { short: null, again: null, long: null })
    assert.deepEqual(
      refused.errors?.map(({ extensions: { code } }) => code),
      ['QUOTA_EXCEEDED', 'QUOTA_EXCEEDED', 'QUOTA_EXCEEDED'],
    )
  })

  test('prices what a router asks of entities, where it says maxCostUsd or asks for the cost', async () => {
    const sdl = `extend type Product @key(fields: "id") {
      id: ID! @external
      description: String @external
      tagline: String @requires(fields: "description") @prompt(model: "small", user: "{{ description }}", maxOutputTokens: 1000)
      mood: Mood @requires(fields: "description") @prompt(model: "small", user: "Mood: {{ description }}", maxOutputTokens: 1000)
    }
    enum Mood { GOOD BAD }`
    const published = await gateway.graphql(
      'mutation ($sdl: String!) { publishPrompt(sdl: $sdl, input: {}) { version { number } } }',
      { sdl },
    )
    assert.equal(published.errors, undefined)
    const query = `query ($of: [_Any!]!) {
      model(name: "small") { name }
      shop: _entities(representations: $of) { ... on Product { ...texts first: tagline } }
    }
    fragment texts on Product { id mood }`
    const of = (count: number) =>
      Array.from({ length: count }, (_, id) => ({
        __typename: 'Product',
        id: String(id),
        description: `No ${id}`,
      }))
    const costs = async (count: number, maxCostUsd?: string) => {
      const extensions = maxCostUsd === undefined ? { cost: true } : { maxCostUsd }
      return post({ query, variables: { of: of(count) }, extensions })
    }

    const told = await costs(3)
    assert.equal(told.errors, undefined)
    const tokens = told.extensions?.cost?.estimated.tokens ?? 0
    assert.ok(tokens >= 6000 && tokens < 6600, String(tokens))
    assert.ok(Number(told.extensions?.cost?.actual.usd) > 0)

    // Two tries of a text, three of an enum: 15 answers of at most 1,000 tokens, at 0.000002 dollars each.
    for (const maxCostUsd of ['0.006', '0.029']) {
      const refused = await costs(3, maxCostUsd)
      assert.ok(refused.data.model.name)
      assert.deepEqual(
        refused.data.shop.map((entity: object) => Object.values(entity)),
        of(3).map(({ id }) => [id, null, null]),
      )
      assert.deepEqual(
        new Set(refused.errors?.map(({ extensions: { code } }) => code)),
        new Set(['QUOTA_EXCEEDED']),
      )
      assert.equal(refused.extensions?.cost?.actual.tokens, 0)
    }
    // Compiled too, from the third time on.
    for (let time = 0; time < 4; time++) {
      const passed = await costs(3, '0.05')
      assert.equal(passed.errors, undefined)
      assert.ok(passed.data.shop.every(({ first }: { first: unknown }) => typeof first === 'string'))
      const { actual } = passed.extensions?.cost ?? assert.fail('no cost is told')
      assert.ok(Number(actual.usd) > 0 && Number(actual.usd) < 0.05, actual.usd)
    }
    assert.equal((await costs(1001, '5')).errors?.[0]?.extensions.code, 'INVALID_INPUT')
    assert.deepEqual(Object.keys(await post({ query, variables: { of: of(3) } })), ['data'])
  })
})
