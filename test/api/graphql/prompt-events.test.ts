import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createClient as createSseClient } from 'graphql-sse'
import { type Client, createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { type Script, startFakeProvider } from '../../kit/fake-provider.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'
import { reviewSdl } from '../../kit/prompts.ts'

const yaml = (url: string) => `
providers:
  - { name: fake, kind: openai-compatible, baseUrl: "${url}", allowInsecure: true }
models:
  - name: small
    deployments: [ { provider: fake, model: fake-1 } ]
    price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 }
`

const sayHello =
  'extend type Prompts { sayHello(name: String!): String! @prompt(model: "small", user: "Greet {{ name }}") @redact(kinds: [EMAIL]) }'

const choose = `extend type Prompts { choose: Choice! @prompt(model: "small", user: "Choose") @redact(kinds: []) }
  union Choice = Yes | No  type Yes { why: String! }  type No { until: Int! }`

const piecesOf = (value: unknown, size = 3): string[] =>
  JSON.stringify(value).match(RegExp(`.{1,${size}}`, 'gs')) ?? []

const good = { summary: 'A happy customer.', keyPoints: ['fast', 'kind'], sentiment: 'POSITIVE' }

interface Event {
  readonly data?: { readonly prompts?: { readonly [prompt: string]: unknown } } | null
  readonly errors?: readonly { readonly extensions?: Record<string, unknown>; readonly message: string }[]
}

describe('prompts that stream', () => {
  let provider: Awaited<ReturnType<typeof startFakeProvider>>
  let gateway: TestGateway
  let ws: Client
  let scripts: Script[] = []
  before(async () => {
    provider = await startFakeProvider(() => scripts.shift() ?? { pieces: piecesOf(good) })
    gateway = await startGateway({ yaml: yaml(provider.url) })
    for (const sdl of [reviewSdl, sayHello, choose]) {
      const { errors } = await gateway.graphql(
        'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number } } }',
        { sdl },
      )
      assert.equal(errors, undefined, JSON.stringify(errors))
    }
    ws = socketOf(gateway.adminKey)
  })
  after(async () => {
    await ws.dispose()
    await gateway.close()
    await provider.close()
  })

  const socketOf = (key: string) =>
    createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${key}` },
      retryAttempts: 0,
    })
  const events = async (query: string, variables = {}, client = ws): Promise<readonly Event[]> =>
    Array.fromAsync(client.iterate({ query, variables }) as AsyncIterable<Event>)
  const fresh = () => ({ text: `review ${Math.random()}` })

  const review = `subscription ($text: String!) { prompts { review: summarizeReview(text: $text) {
    partial { summary keyPoints sentiment } answer { summary keyPoints sentiment } } } }`

  const assertGrows = (seen: readonly Event[], steps = 5) => {
    // biome-ignore lint/suspicious/noExplicitAny: asserted below
    const said = seen.map(({ data, errors }): any => {
      assert.equal(errors, undefined, JSON.stringify(errors))
      return data?.prompts?.review
    })
    assert.deepEqual(said.pop(), { partial: null, answer: good })
    assert.ok(said.length > steps)
    for (const { partial, answer } of said) {
      assert.equal(answer, null)
      assert.ok(good.summary.startsWith(partial.summary ?? ''))
      assert.ok(partial.sentiment === null || partial.sentiment === 'POSITIVE')
    }
    const lengths = said.map(({ partial }) => partial.summary?.length ?? 0)
    assert.deepEqual(
      lengths,
      lengths.toSorted((one, other) => one - other),
    )
  }

  test('show their value as it grows, and the whole of it once and last', async () => {
    assertGrows(await events(review, fresh()))
    const cached = { text: 'again' }
    await events(review, cached)
    const before = provider.requests.length
    // What is kept comes in fewer pieces.
    assertGrows(await events(review, cached), 0)
    assert.equal(provider.requests.length, before)
  })

  test('do so over server-sent events too', async () => {
    const sse = createSseClient({
      url: `${gateway.url}/graphql/stream`,
      headers: { authorization: `Bearer ${gateway.adminKey}` },
      retryAttempts: 0,
    })
    assertGrows(
      await Array.fromAsync(sse.iterate({ query: review, variables: fresh() }) as AsyncIterable<Event>),
    )
    sse.dispose()
  })

  test('give text in pieces, masked wherever it was cut', async () => {
    scripts = [{ pieces: ['Write to bo', 'b@exam', 'ple.com', ', please'] }]
    const seen = await events('subscription { prompts { sayHello(name: "Ada") { delta answer } } }')
    const said = seen.map(
      ({ data }) => data?.prompts?.sayHello as { delta: string | null; answer: string | null },
    )
    assert.deepEqual(said.at(-1), { delta: null, answer: 'Write to [EMAIL], please' })
    assert.equal(said.map(({ delta }) => delta ?? '').join(''), 'Write to [EMAIL], please')
    assert.ok(said.length > 2)
  })

  test('tell which member of a union it becomes', async () => {
    scripts = [{ pieces: piecesOf({ answer: { __typename: 'No', until: 7 } }) }]
    const seen = await events(`subscription { prompts { choose {
      partial { __typename ... on NoPartial { until } } answer { __typename ... on No { until } } } } }`)
    const said = seen.map(({ data }) => data?.prompts?.choose)
    assert.deepEqual(said, [
      { partial: { __typename: 'NoPartial', until: null }, answer: null },
      { partial: { __typename: 'NoPartial', until: 7 }, answer: null },
      { partial: null, answer: { __typename: 'No', until: 7 } },
    ])
  })

  test('are repaired once, and end with an error where that fails', async () => {
    scripts = [{ pieces: ['Certainly!'] }, { pieces: piecesOf(good) }]
    assertGrows(await events(review, fresh()))
    scripts = [{ pieces: ['{"summary": 1}'] }, { pieces: ['{"summary": 1}'] }]
    const seen = await events(review, fresh())
    const last = seen.at(-1)
    assert.deepEqual(last?.data, { prompts: { review: null } })
    assert.equal(last?.errors?.[0]?.extensions?.code, 'PROVIDERS_FAILED')
    assert.ok(seen.slice(0, -1).every(({ errors }) => !errors))
  })

  test('are refused as every call is', async () => {
    const [only, ...more] = await events(review, { text: ' ' })
    assert.equal(only?.errors?.[0]?.extensions?.code, 'INVALID_INPUT')
    assert.match(only?.errors?.[0]?.message ?? '', /is empty/)
    assert.equal(more.length, 0)
  })

  test('come one at a time', async () => {
    for (const query of [
      'subscription { prompts { a: sayHello(name: "a") { delta } b: sayHello(name: "b") { delta } } }',
      'subscription { prompts { __typename } }',
    ]) {
      const [only] = await events(query)
      assert.equal(only?.errors?.[0]?.extensions?.code, 'INVALID_INPUT', query)
    }
  })

  test('end at the provider when nobody listens any more, even while it is silent', async () => {
    scripts = [{ pieces: ['{"summary": "A'], silent: true }]
    const asked = provider.next()
    const stream = ws.iterate({ query: review, variables: fresh() })
    await stream.next()
    const { left } = await asked
    await stream.return?.()
    assert.equal(await left, true)
  })

  test('are in the ledger with their version, as the calls that they are', async () => {
    const { data } = await gateway.graphql(
      '{ usage(groupBy: [PROMPT_VERSION]) { rows { group { value } totals { requests } } } }',
    )
    const row = data.usage.rows.find(
      ({ group }: { group: { value: string }[] }) => group[0]?.value === 'summarizeReview@1',
    )
    assert.ok(row.totals.requests >= 6)
  })
})
