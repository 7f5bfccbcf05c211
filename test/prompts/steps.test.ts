import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, before, beforeEach, describe, test } from 'node:test'
import { createClient } from 'graphql-sse'
import { globalId } from '../../src/api/graphql/global-id.ts'
import { startGateway, type TestGateway } from '../kit/gateway.ts'
import { faultsOf } from '../kit/prompts.ts'
import { type Asked, type ProviderServer, providerServer } from '../kit/provider-server.ts'

const sdl = /* GraphQL */ `
  extend type Prompts {
    extract(text: String!): Facts! @prompt(model: "small", user: "Facts of {{ text }}", maxOutputTokens: 100) @redact(kinds: [EMAIL])
    title(names: [String!]!, tone: Tone!, short: Boolean = true): String!
      @prompt(model: "small", user: "Title ({{ tone }}{% if short %}, short{% endif %}) {{ names | join: '+' }}", maxOutputTokens: 100)
    report(text: String!, tone: Tone! = KIND): String!
      @prompt(
        model: "large"
        steps: [
          { prompt: "extract", as: "facts", arguments: { text: "On: {{ text }}" } }
          { prompt: "title", as: "head", arguments: { names: "{{ facts.names }}", tone: "{{ tone }}", short: false } }
        ]
        user: "{{ head }}: {{ facts.count }} of {{ facts.names | join: ', ' }}"
        maxOutputTokens: 100
        maxCostUsd: "0.0040"
      )
    locked(text: String!): String! @prompt(model: "small", user: "{{ text }}") @requireRole(role: AUDITOR)
    late(text: String!): String!
      @prompt(
        model: "small"
        steps: [
          { prompt: "extract", as: "facts", arguments: { text: "{{ text }}" } }
          { prompt: "locked", as: "lock", arguments: { text: "x" } }
        ]
        user: "{{ facts.count }} {{ lock }}"
      )
  }
  enum Tone { KIND STRICT }
  type Facts { names: [String!]! count: Int! }
`

type Say = (asked: string, response: ServerResponse) => string | number | undefined

const sensibly: Say = asked =>
  asked.startsWith('Facts') ? JSON.stringify({ names: ['Ann', 'Bob'], count: 2 }) : `<${asked}>`

describe('a prompt with steps', { timeout: 60_000 }, () => {
  let provider: ProviderServer
  let gateway: TestGateway
  let say = sensibly
  before(async () => {
    provider = await providerServer((response, { body }) => {
      const said = say(JSON.parse(body).messages.at(-1).content, response)
      if (said === undefined) return undefined
      if (typeof said === 'number') {
        response.writeHead(said, { 'content-type': 'application/json' })
        return response.end('{"error":{"message":"no"}}')
      }
      const { stream } = JSON.parse(body)
      const usage = { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 }
      response.writeHead(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' })
      const message = { role: 'assistant', content: said }
      if (!stream)
        return response.end(
          JSON.stringify({ id: 'x', choices: [{ index: 0, message, finish_reason: 'stop' }], usage }),
        )
      const chunk = { id: 'x', choices: [{ index: 0, delta: message, finish_reason: 'stop' }], usage }
      return response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`)
    })
    gateway = await startGateway({
      yaml: `
providers: [{ name: fake, kind: openai-compatible, baseUrl: '${provider.url}', apiKey: x, allowInsecure: true }]
models:
  - { name: small, deployments: [{ provider: fake, model: m }], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }
  - { name: large, deployments: [{ provider: fake, model: l }], price: { inputPerMillionUsd: 2, outputPerMillionUsd: 4 } }
`,
    })
    const { errors } = await gateway.graphql(
      'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number } } }',
      { sdl },
    )
    assert.equal(errors, undefined)
  })
  after(async () => {
    await gateway.close()
    await provider.close()
  })
  beforeEach(() => {
    say = sensibly
  })

  const questions = (from: number): readonly string[] =>
    provider.asked.slice(from).map(({ body }: Asked) => JSON.parse(body).messages.at(-1).content)
  const ask = async (query: string, about: { key?: string; extensions?: object } = {}) => {
    const before = provider.asked.length
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${about.key ?? gateway.adminKey}`,
      },
      body: JSON.stringify({ query, extensions: about.extensions }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it by asserting it
    return { ...((await answer.json()) as any), asked: questions(before) }
  }
  const report = '{ prompts { report(text: "a talk of ann@example.com") } }'
  const wanted = '<<Title (KIND) Ann+Bob>: 2 of Ann, Bob>'
  const calls = async () => {
    const { data } = await gateway.graphql(
      '{ usage(groupBy: [OPERATION, PROMPT_VERSION]) { rows { group { value } totals { requests refusals costUsd: cost { usd } } } } }',
    )
    return new Map<string, { requests: number; refusals: number }>(
      data.usage.rows.map(({ group, totals }: { group: { value: string }[]; totals: object }) => [
        group.map(({ value }) => value).join(' '),
        totals,
      ]),
    )
  }

  test('asks these first, and gives their answers on with their types', async () => {
    const { data, errors, asked } = await ask(report)
    assert.equal(errors, undefined)
    assert.equal(data.prompts.report, wanted)
    assert.deepEqual(asked, [
      'Facts of On: a talk of [EMAIL]',
      'Title (KIND) Ann+Bob',
      '<Title (KIND) Ann+Bob>: 2 of Ann, Bob',
    ])
  })

  test('does so over REST, and as a stream of the last answer', async () => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${gateway.adminKey}` }
    const answer = await fetch(`${gateway.url}/v1/prompts/report`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ text: 'a talk', tone: 'STRICT' }),
    })
    assert.equal(await answer.json(), wanted.replace('KIND', 'STRICT'))
    assert.equal(answer.headers.get('x-weir-prompt'), 'extract@1')
    const client = createClient({
      url: `${gateway.url}/graphql/stream`,
      headers: { authorization: `Bearer ${gateway.adminKey}` },
    })
    const events: unknown[] = []
    for await (const { data } of client.iterate({
      query: 'subscription { prompts { report(text: "a talk") { delta answer } } }',
    }))
      events.push((data as { prompts: { report: unknown } }).prompts.report)
    client.dispose()
    assert.deepEqual(events, [
      { delta: wanted, answer: null },
      { delta: null, answer: wanted },
    ])
  })

  test('is a call of its own in the ledger, and so is each step, which knows whose step it is', async () => {
    const before = await calls()
    const asked = await fetch(`${gateway.url}/v1/prompts/report`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.adminKey}` },
      body: '{"text":"a talk"}',
    })
    const id = asked.headers.get('x-weir-call-id') ?? ''
    const now = await calls()
    for (const operation of ['extract', 'title', 'report']) {
      const row = `prompts.${operation} extract@1`
      assert.equal((now.get(row)?.requests ?? 0) - (before.get(row)?.requests ?? 0), 1, row)
    }
    const { data, errors } = await gateway.graphql(
      '{ auditCalls(first: 3) { edges { node { call stepOf operation } } } }',
    )
    assert.equal(errors, undefined)
    const nodes = data.auditCalls.edges.map(({ node }: { node: object }) => node)
    const whole = globalId('Completion', id)
    assert.deepEqual(
      new Map(nodes.map(({ operation, stepOf }: Record<string, string>) => [operation, stepOf] as const)),
      new Map([
        ['prompts.report', null],
        ['prompts.title', whole],
        ['prompts.extract', whole],
      ]),
    )
  })

  test('is reserved as a whole before the first step, and makes none where it could cost more than it may', async () => {
    const dear = await ask(report, { extensions: { maxCostUsd: '0.0015' } })
    assert.equal(dear.errors[0].extensions.code, 'QUOTA_EXCEEDED')
    assert.deepEqual(dear.asked, [])
    const told = await ask(report, { extensions: { cost: true } })
    // 100 tokens out of each, at 2, 2 and 4 millionths of a dollar, and what goes in.
    const { estimated, actual } = told.extensions.cost
    assert.ok(Number(estimated.usd) > 0.0009 && Number(estimated.usd) < 0.004, estimated.usd)
    assert.equal(actual.usd, '0.0008')
    const rest = await fetch(`${gateway.url}/v1/prompts/report`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${gateway.adminKey}`,
        'x-weir-max-cost-usd': '0.001',
      },
      body: '{"text":"a talk"}',
    })
    assert.equal(rest.status, 429)
  })

  test('counts its steps where several fields are paid for together', async () => {
    const both = await ask('{ prompts { a: report(text: "x") b: report(text: "y") } }')
    assert.equal(both.errors, undefined)
    assert.equal(both.asked.length, 6)
    assert.equal(both.extensions.cost.actual.usd, '0.0016')
    const dear = await ask('{ prompts { a: report(text: "x") b: report(text: "y") } }', {
      extensions: { maxCostUsd: '0.003' },
    })
    assert.deepEqual([dear.asked, dear.data.prompts], [[], { a: null, b: null }])
  })

  test('fails with the step that fails, and asks no further', async () => {
    say = asked => (asked.startsWith('Title') ? 400 : sensibly(asked, undefined as never))
    const { data, errors, asked } = await ask(report)
    assert.equal(data.prompts.report, null)
    assert.match(errors[0].message, /^The step `head` of `report`: /)
    assert.equal(asked.length, 2)
    say = () => 'no JSON'
    const misfit = await ask(report)
    assert.equal(misfit.errors[0].extensions.code, 'PROVIDERS_FAILED')
    assert.match(
      misfit.errors[0].message,
      /^The step `facts` of `report`: .*did not fit the type of `extract`, twice/,
    )
  })

  test('holds its caller to the policy of each step, before any of them costs something', async () => {
    const { secret } = await gateway.newKey()
    const before = await calls()
    const { errors, asked } = await ask('{ prompts { late(text: "x") } }', { key: secret })
    assert.equal(errors[0].extensions.code, 'FORBIDDEN')
    assert.match(errors[0].message, /^The step `lock` of `late`: .*AUDITOR/)
    assert.deepEqual(asked, [])
    const now = await calls()
    const row = 'prompts.locked extract@1'
    assert.equal((now.get(row)?.refusals ?? 0) - (before.get(row)?.refusals ?? 0), 1)
  })

  test('ends with its caller, whichever step runs', async () => {
    const arrived = Promise.withResolvers<void>()
    const left = Promise.withResolvers<void>()
    say = (_asked, response) => {
      response.on('close', () => left.resolve())
      arrived.resolve()
      return undefined
    }
    const before = provider.asked.length
    const leaving = new AbortController()
    const asking = fetch(`${gateway.url}/v1/prompts/report`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.adminKey}` },
      body: '{"text":"a talk"}',
      signal: leaving.signal,
    })
    await arrived.promise
    leaving.abort()
    await assert.rejects(asking)
    await left.promise
    assert.equal(provider.asked.length, before + 1)
  })
})

const chained = (steps: string, user = '{{ a }}') => `extend type Prompts {
first(text: String!, n: Int = 1): Facts! @prompt(model: "small", user: "{{ text }} {{ n }}")
maybe(text: String!): Facts @prompt(model: "small", user: "{{ text }}")
nested(text: String!): String! @prompt(model: "small", steps: [{ prompt: "first", as: "b", arguments: { text: "x" } }], user: "{{ text }} {{ b }}")
ask(text: String!): String! @prompt(model: "small", user: "${user} {{ text }}", steps: [
${steps}
]) } type Facts { names: [String!]! count: Int! }`

for (const [what, sdl, fault] of [
  [
    'of a prompt that is not there',
    chained('{ prompt: "frist", as: "a" }'),
    /^6:11 The step `a`: there is no prompt `frist` in this module; did you mean `first`\?|^6:11 The step `a`: there is no prompt `frist`/,
  ],
  [
    'of itself',
    chained('{ prompt: "ask", as: "a", arguments: { text: "x" } }'),
    /^6:11 The step `a`: a prompt cannot be a step of itself/,
  ],
  [
    'of a prompt with steps',
    chained('{ prompt: "nested", as: "a", arguments: { text: "x" } }'),
    /^6:11 The step `a`: `nested` has steps of its own/,
  ],
  [
    'without an argument that is needed',
    chained('{ prompt: "first", as: "a" }'),
    /^6:1 The step `a`: `first` needs the argument `text`/,
  ],
  [
    'with an argument that is none',
    chained('{ prompt: "first", as: "a", arguments: { text: "x", m: 1 } }'),
    /^6:56 The step `a`: `m` is no argument of `first`/,
  ],
  [
    'with a value of another type',
    chained('{ prompt: "first", as: "a", arguments: { text: "x", n: "many" } }'),
    /^6:56 The step `a`: `n` of `first`: Int cannot represent/,
  ],
  [
    'with a template for what is no text',
    chained('{ prompt: "first", as: "a", arguments: { text: "x", n: "{{ text }}s" } }'),
    /`n` of `first`: a template gives a text, not Int/,
  ],
  [
    'with an answer of another type',
    chained(
      '{ prompt: "first", as: "b", arguments: { text: "x" } } { prompt: "first", as: "a", arguments: { text: "x", n: "{{ b.names }}" } }',
    ),
    /`b.names` is of the type \[String!\]!, not Int/,
  ],
  [
    'with an answer that may be null',
    chained(
      '{ prompt: "maybe", as: "b", arguments: { text: "x" } } { prompt: "first", as: "a", arguments: { text: "x", n: "{{ b.count }}" } }',
    ).replace('n: Int = 1', 'n: Int! = 1'),
    /`b.count` is of the type Int \(as something above it may be null\), not Int!/,
  ],
  [
    'that reads a step behind it',
    chained(
      '{ prompt: "first", as: "b", arguments: { text: "{{ a.count }}!" } } { prompt: "first", as: "a", arguments: { text: "x" } }',
      '{{ a }} {{ b }}',
    ),
    /`a` is read, which is no argument and no step before/,
  ],
  [
    'that nothing reads',
    chained('{ prompt: "first", as: "a", arguments: { text: "x" } }', 'Hi'),
    /No template reads the step `a`/,
  ],
  [
    'under a name that is taken',
    chained('{ prompt: "first", as: "text", arguments: { text: "x" } }', 'Hi'),
    /its name is taken/,
  ],
  [
    'whose answer lacks what is read',
    chained('{ prompt: "first", as: "a", arguments: { text: "x" } }', '{{ a.nothing }}'),
    /reads `a.nothing`, which Facts! has not/,
  ],
  [
    'eleven times',
    chained(
      Array.from({ length: 11 }, (_, n) => `{ prompt: "first", as: "a${n}", arguments: { text: "x" } }`).join(
        '\n',
      ),
      Array.from({ length: 11 }, (_, n) => `{{ a${n} }}`).join(''),
    ),
    /There are 11 steps; 10 are allowed/,
  ],
  [
    'at a field of an entity',
    'extend type Product @key(fields: "id") { id: ID! @external of: String @prompt(model: "small", user: "x", steps: [{ prompt: "first", as: "a" }]) }',
    /A field of an entity has no steps/,
  ],
] as const)
  test(`a step ${what} is refused where it stands`, () => {
    const faults = faultsOf(sdl)
    assert.ok(
      faults.some(told => fault.test(told)),
      faults.join('\n') || 'there is no fault',
    )
  })
