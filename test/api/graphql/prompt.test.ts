import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { buildSchema, parse, validate } from 'graphql'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { type Seen, startFakeProvider } from '../../kit/fake-provider.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'
import { reviewSdl } from '../../kit/prompts.ts'

const publish = `mutation Publish($sdl: String!, $input: PublishPromptInput) {
  publishPrompt(sdl: $sdl, input: $input) {
    template { name latest labels { name version } versions(first: 1) { edges { node { number } } } }
    version { number semanticVersion change state author sdl }
  }
}`

const summarize = `query Summarize($text: String!) {
  prompts { summarizeReview(text: $text, tone: FRIENDLY) { summary sentiment } }
}`

const yaml = (url: string) => `
providers:
  - { name: fake, kind: openai-compatible, baseUrl: "${url}", allowInsecure: true }
models:
  - name: small
    deployments: [ { provider: fake, model: fake-1 } ]
    price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 }
  - name: other
    deployments: [ { provider: fake, model: fake-1 } ]
    price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 }
guardrails:
  - { name: personal-data, detectors: [EMAIL], direction: BOTH, action: REDACT }
`

const good = JSON.stringify({ summary: 'A happy customer.', keyPoints: ['fast'], sentiment: 'POSITIVE' })

const messagesOf = (asked: Seen | undefined) =>
  (asked?.body.messages ?? []) as readonly { readonly role: string; readonly content: string }[]

describe('prompts as fields', () => {
  let provider: Awaited<ReturnType<typeof startFakeProvider>>
  let gateway: TestGateway
  let answers: string[] = []
  before(async () => {
    provider = await startFakeProvider(() => ({
      pieces: [answers.length > 1 ? (answers.shift() ?? '') : (answers[0] ?? good)],
    }))
    gateway = await startGateway({ yaml: yaml(provider.url) })
    const { errors } = await gateway.graphql(publish, { sdl: reviewSdl })
    assert.equal(errors, undefined)
  })
  after(async () => {
    await gateway.close()
    await provider.close()
  })

  /** What the provider was asked since then. */
  const asking = async (work: () => Promise<unknown>) => {
    const before = provider.requests.length
    await work()
    return provider.requests.slice(before)
  }
  const answered = async <T>(given: readonly string[], work: () => Promise<T>): Promise<T> => {
    answers = [...given]
    return work().finally(() => {
      answers = []
    })
  }
  const run = async (sdl: string, query: string, key?: string) => {
    const { errors } = await gateway.graphql(publish, { sdl })
    assert.equal(errors, undefined, JSON.stringify(errors))
    return gateway.graphql(query, {}, key)
  }

  test('answer with their type, and show what is asked for', async () => {
    const [asked] = await asking(async () => {
      const { data, errors } = await gateway.graphql(summarize, { text: 'So fast!' })
      assert.equal(errors, undefined)
      assert.deepEqual(data, {
        prompts: { summarizeReview: { summary: 'A happy customer.', sentiment: 'POSITIVE' } },
      })
    })
    const { messages, temperature, response_format: format } = asked?.body ?? {}
    assert.deepEqual(messages, [
      { role: 'system', content: 'You summarise reviews. Tone: FRIENDLY.' },
      { role: 'user', content: 'So fast!' },
    ])
    assert.equal(temperature, 0)
    // The whole shape is asked for, whatever of it the caller wants to see: the price is the same.
    assert.deepEqual(
      Object.keys(
        (format as { json_schema: { schema: { properties: object } } }).json_schema.schema.properties,
      ),
      ['summary', 'keyPoints', 'sentiment'],
    )
  })

  test('tighten their older versions with themselves, whichever way those are called', async () => {
    const tell = (directives: string) =>
      `extend type Prompts { tell(text: String!): String! @prompt(model: "small", user: "{{ text }}") ${directives} }`
    for (const directives of ['', '@redact(kinds: [PHONE]) @requireRole(role: ADMIN)'])
      assert.equal((await gateway.graphql(publish, { sdl: tell(directives) })).errors, undefined)
    const { secret } = await gateway.newKey()
    const byField = (key?: string) =>
      gateway.graphql('{ prompts { tell_v1(text: "Call +41 44 668 18 00") } }', {}, key)
    const byRest = (key: string) =>
      fetch(`${gateway.url}/v1/prompts/tell@1`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: '{"text":"Call +41 44 668 18 00"}',
      })
    assert.match((await byField(secret)).errors?.[0]?.message ?? '', /^Cannot query field "tell_v1"/)
    assert.equal((await byRest(secret)).status, 404)
    const asked = await asking(async () => {
      assert.equal((await byField()).errors, undefined)
      assert.equal((await byRest(gateway.adminKey)).status, 200)
    })
    for (const { text } of asked) assert.match(text, /Call \[PHONE\]/)
    assert.equal(asked.length, 2)
  })

  test('are cached, redacted and recorded as their directives say', async () => {
    const text = `Write to bob@example.com or call +41 44 668 18 00 about ${Math.random()}`
    const asked = await asking(async () => {
      for (const _ of [1, 2]) await gateway.graphql(summarize, { text })
    })
    assert.equal(asked.length, 1)
    assert.match(asked[0]?.text ?? '', /Write to \[EMAIL\] or call \[PHONE\] about/)
    const { data } = await gateway.graphql(
      `{ usage(groupBy: [PROMPT, PROMPT_VERSION, OPERATION]) { rows { group { value } totals { requests cacheHits } } } }`,
    )
    const row = data.usage.rows.find(
      ({ group }: { group: { value: string }[] }) => group[0]?.value === 'summarizeReview',
    )
    assert.deepEqual(
      row.group.map(({ value }: { value: string }) => value),
      ['summarizeReview', 'summarizeReview@1', 'prompts.summarizeReview'],
    )
    assert.ok(row.totals.cacheHits >= 1)
  })

  test('are repaired once, and the repaired answer is charged as two calls', async () => {
    await answered(['Certainly! Here it is.', good], async () => {
      const asked = await asking(async () => {
        const { data } = await gateway.graphql(summarize, { text: `repair ${Math.random()}` })
        assert.equal(data.prompts.summarizeReview.sentiment, 'POSITIVE')
      })
      assert.equal(asked.length, 2)
      assert.deepEqual(messagesOf(asked[1]).slice(2), [
        { role: 'assistant', content: 'Certainly! Here it is.' },
        {
          role: 'user',
          content:
            'This answer does not have the form that was asked for: the answer is not JSON. Answer again, with the JSON alone.',
        },
      ])
    })
  })

  test('fail with a code when the answer does not fit twice, and are not cached then', async () => {
    const text = `misfit ${Math.random()}`
    await answered(['{"summary": 1}'], async () => {
      const asked = await asking(async () => {
        const { data, errors } = await gateway.graphql(summarize, { text })
        assert.deepEqual(data, { prompts: { summarizeReview: null } })
        assert.deepEqual(
          errors?.map(({ path, extensions: { code }, message }) => ({ path, code, message })),
          [
            {
              path: ['prompts', 'summarizeReview'],
              code: 'PROVIDERS_FAILED',
              message:
                "The model's answer did not fit the type of `summarizeReview`, twice: keyPoints must be there",
            },
          ],
        )
      })
      assert.equal(asked.length, 2)
    })
    const { data } = await gateway.graphql(summarize, { text })
    assert.equal(data.prompts.summarizeReview.sentiment, 'POSITIVE')
  })

  test('null only their own field', async () => {
    const sdl = `extend type Prompts { elsewhere(text: String!): String! @prompt(model: "other", user: "{{ text }}") }`
    const query = '{ prompts { elsewhere(text: " ") summarizeReview(text: "x") { sentiment } } }'
    const { data, errors } = await run(sdl, query)
    assert.deepEqual(data.prompts, { elsewhere: null, summarizeReview: { sentiment: 'POSITIVE' } })
    assert.deepEqual(
      errors?.map(({ extensions }) => extensions.code),
      ['INVALID_INPUT'],
    )
  })

  test('are calls of their own for each alias, and let through together or not at all (N3)', async () => {
    const { secret } = await gateway.newKey()
    const sdl = `extend type Prompts { limited(text: String!): ReviewedText @prompt(model: "small", user: "{{ text }}")
      @quota(requests: 2) } type ReviewedText { summary: String! }`
    const c = 'c: limited(text: "3") { summary }'
    const query = (more: string) => `{ viewer { name } prompts {
      a: limited(text: "1") { summary } b: limited(text: "2") { summary } ${more} } }`
    const asked = await asking(async () => {
      const { data, errors } = await run(sdl, query(c), secret)
      assert.ok(data.viewer.name)
      assert.deepEqual(data.prompts, { a: null, b: null, c: null })
      assert.deepEqual(
        errors?.map(({ extensions }) => extensions.code),
        ['RATE_LIMITED', 'RATE_LIMITED', 'RATE_LIMITED'],
      )
    })
    assert.equal(asked.length, 0)
    const { data } = await gateway.graphql(query(''), {}, secret)
    assert.ok(data.prompts.a.summary && data.prompts.b.summary)
  })

  test('count on under a limit that a version has dropped and another one, or a rollback, brings back', async () => {
    const { secret } = await gateway.newKey()
    const relimited = (limits: string) =>
      `extend type Prompts { relimited: String! @prompt(model: "small", user: "Hi") ${limits} }`
    const inForce = async (limits: string) =>
      assert.equal((await gateway.graphql(publish, { sdl: relimited(limits) })).errors, undefined)
    const call = async () =>
      (await gateway.graphql('{ prompts { relimited } }', {}, secret)).errors?.[0]?.extensions.code ??
      'ANSWERED'
    await inForce('@quota(requests: 4)')
    assert.equal(await call(), 'ANSWERED')
    await inForce('')
    assert.equal(await call(), 'ANSWERED')
    assert.equal(await call(), 'ANSWERED')
    await inForce('@quota(requests: 4) @redact(kinds: [EMAIL])')
    assert.equal(await call(), 'ANSWERED')
    assert.equal(await call(), 'RATE_LIMITED')
    await inForce('')
    assert.equal(await call(), 'ANSWERED')
    await gateway.graphql(
      'mutation { rollbackPrompt(input: { name: "relimited", label: "production" }) { version { number } } }',
    )
    assert.equal(await call(), 'RATE_LIMITED')
  })

  test('ask for a role, and for an operation of the credential', async () => {
    for (const about of [{ roles: ['ANALYST'] }, { operations: ['complete'] }, { models: ['other'] }]) {
      const { secret } = await gateway.newKey(about)
      // Who may not call it does not see it, nor that it is there.
      const { errors } = await gateway.graphql(summarize, { text: 'hi' }, secret)
      assert.match(errors?.[0]?.message ?? '', /^Cannot query field/, JSON.stringify(about))
      const [hidden, unknown] = await Promise.all(
        ['summarize-review', 'nobody-has-it'].map(async address => {
          const answer = await fetch(`${gateway.url}/v1/prompts/${address}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
            body: '{"text":"hi"}',
          })
          return [answer.status, await answer.text()] as const
        }),
      )
      assert.equal(hidden?.[0], 404, JSON.stringify(about))
      assert.deepEqual(hidden, unknown)
    }
    const { secret } = await gateway.newKey({ operations: ['prompts.summarizeReview'] })
    const { errors } = await gateway.graphql(summarize, { text: 'hi' }, secret)
    assert.equal(errors, undefined)
  })

  test('of another tenant are not in the schema, and its own are', async () => {
    const { data } = await gateway.graphql('mutation { createTenant(input: { name: "rival" }) { secret } }')
    const rival = data.createTenant.secret
    const { errors } = await gateway.graphql(summarize, { text: 'hi' }, rival)
    assert.match(errors?.[0]?.message ?? '', /Cannot query field "prompts" on type "Query"/)
    const sdl = 'extend type Prompts { greet: String @prompt(model: "small", user: "Hi") }'
    await gateway.graphql(publish, { sdl }, rival)
    const answer = await gateway.graphql(
      '{ prompts { greet } __type(name: "Prompts") { fields { name } } }',
      {},
      rival,
    )
    assert.deepEqual(answer.data.__type.fields, [{ name: 'greet' }])
    assert.equal(typeof answer.data.prompts.greet, 'string')
    const own = await gateway.graphql('{ __type(name: "Prompts") { fields { name } } }')
    assert.ok(!JSON.stringify(own.data).includes('greet'))
  })

  test('are the same over every transport', async () => {
    const query = '{ prompts { summarizeReview(text: "transports") { sentiment } } }'
    const wanted = { data: { prompts: { summarizeReview: { sentiment: 'POSITIVE' } } } }
    const authorization = `Bearer ${gateway.adminKey}`
    const ws = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
      retryAttempts: 0,
    })
    assert.deepEqual(await Array.fromAsync(ws.iterate({ query })), [wanted])
    const sse = createSseClient({
      url: `${gateway.url}/graphql/stream`,
      headers: { authorization },
      retryAttempts: 0,
    })
    assert.deepEqual(await Array.fromAsync(sse.iterate({ query })), [wanted])
    const get = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { authorization, 'apollo-require-preflight': 'yes' },
    })
    assert.deepEqual(await get.json(), wanted)
    // A socket that was opened before sees what is published since.
    await gateway.graphql(publish, {
      sdl: 'extend type Prompts { later: String @prompt(model: "small", user: "Hi") }',
    })
    const [later] = await Array.fromAsync(
      ws.iterate<{ prompts: { later: string } }>({ query: '{ prompts { later } }' }),
    )
    assert.equal(typeof later?.data?.prompts.later, 'string')
    await ws.dispose()
  })

  test('go back in one mutation, and what is in flight goes on with what it began with', async () => {
    const sdl = (type: string) =>
      `extend type Prompts { moving: ${type} @prompt(model: "small", user: "${type}") }`
    await gateway.graphql(publish, { sdl: sdl('String') })
    await gateway.graphql(publish, { sdl: `${sdl('MovingText')} type MovingText { summary: String! }` })
    const query = '{ prompts { moving { summary } } }'
    assert.equal((await gateway.graphql(query)).errors, undefined)
    const slow = answered([good], () => gateway.graphql(query))
    const { data } = await gateway.graphql(
      `mutation { rollbackPrompt(input: { name: "moving" }) { version { number } template { labels { name version } } } }`,
    )
    assert.deepEqual(data.rollbackPrompt, {
      version: { number: 1 },
      template: { labels: [{ name: 'production', version: 1 }] },
    })
    assert.equal((await slow).errors, undefined)
    assert.match((await gateway.graphql(query)).errors?.[0]?.message ?? '', /must not have a selection/)
    assert.equal(typeof (await gateway.graphql('{ prompts { moving } }')).data.prompts.moving, 'string')
  })

  test('that are not in force any more have fields of their own, as long as a label stands at them', async () => {
    const sdl = (type: string, more = '') =>
      `extend type Prompts { pick: ${type} @prompt(model: "small", user: "Pick") @redact(kinds: []) @quota(requests: 99) } ${more}`
    const old = 'union Picked = Red | Blue type Red { name: String! } type Blue { shade: Int! }'
    await gateway.graphql(publish, { sdl: sdl('Picked!', old) })
    await gateway.graphql(publish, { sdl: sdl('String!') })
    const red = JSON.stringify({ answer: { __typename: 'Red', name: 'rosy' } })
    const query = '{ prompts { pick pick_v1 { __typename ... on Red_v1 { name } } } }'
    await answered([red], async () => {
      const { data, errors } = await gateway.graphql(query)
      assert.equal(errors, undefined, JSON.stringify(errors))
      assert.deepEqual(data.prompts, { pick: red, pick_v1: { __typename: 'Red_v1', name: 'rosy' } })
    })
    const { data } = await gateway.graphql(
      '{ __type(name: "Prompts") { fields(includeDeprecated: true) { name deprecationReason } } }',
    )
    const reasonOf = (name: string) =>
      data.__type.fields.find((field: { name: string }) => field.name === name)?.deprecationReason
    assert.equal(reasonOf('pick_v1'), 'Version 2 is in force.')
    assert.equal(reasonOf('pick'), null)
    // One operation, whichever version: for the ledger, for quotas and for keys.
    const { secret } = await gateway.newKey({ operations: ['prompts.pick'] })
    await answered([red], async () => {
      const limited = await gateway.graphql('{ prompts { pick_v1 { __typename } } }', {}, secret)
      assert.deepEqual(limited.data.prompts, { pick_v1: { __typename: 'Red_v1' } })
    })
    const usage = await gateway.graphql(
      '{ usage(groupBy: [PROMPT_VERSION, OPERATION]) { rows { group { value } totals { requests } } } }',
    )
    const rows = usage.data.usage.rows.map(
      ({ group, totals }: { group: { value: string }[]; totals: { requests: number } }) =>
        `${group.map(({ value }) => value).join(' ')} ${totals.requests}`,
    )
    assert.ok(rows.includes('pick@1 prompts.pick 2'), JSON.stringify(rows))
    await gateway.graphql(publish, { sdl: sdl('Int!') })
    const { errors } = await gateway.graphql(query)
    assert.match(errors?.[0]?.message ?? '', /Cannot query field "pick_v1"/)
    await gateway.graphql(
      'mutation { movePromptLabel(input: { name: "pick", label: "kept", version: 1 }) { template { name } } }',
    )
    await answered([red], async () => {
      const kept = await gateway.graphql('{ prompts { pick_v1 { __typename } } }')
      assert.deepEqual(kept.data.prompts, { pick_v1: { __typename: 'Red_v1' } })
    })
  })

  test('are published by admins alone', async () => {
    const { secret } = await gateway.newKey()
    for (const query of [
      `mutation { publishPrompt(sdl: "x") { template { name } } }`,
      `mutation { movePromptLabel(input: { name: "x", label: "y" }) { template { name } } }`,
      `mutation { rollbackPrompt(input: { name: "x" }) { template { name } } }`,
      `mutation { retirePromptVersion(input: { name: "x", version: 1 }) { template { name } } }`,
    ]) {
      const { errors } = await gateway.graphql(query, {}, secret)
      assert.deepEqual(
        errors?.map(({ extensions }) => extensions.code),
        ['FORBIDDEN'],
        query,
      )
    }
  })

  test('that do not compose are refused with their faults, and change nothing', async () => {
    const { errors } = await gateway.graphql(publish, { sdl: 'extend type Prompts {\n  broken: Nothing\n}' })
    assert.deepEqual(errors?.[0]?.extensions, {
      code: 'INVALID_PROMPT',
      path: 'sdl',
      faults: [{ line: 2, column: 11, message: 'Unknown type "Nothing". Did you mean "String"?' }],
    })
    const { data } = await gateway.graphql('{ promptTemplate(name: "broken") { name } }')
    assert.equal(data.promptTemplate, null)
  })

  test('can be looked up with their versions, a page at a time', async () => {
    const sdl = (text: string) =>
      `extend type Prompts { paged: String @prompt(model: "small", user: "${text}") }`
    for (const text of ['a', 'b', 'c'])
      await gateway.graphql(publish, { sdl: sdl(text), input: { message: text } })
    const ask = `query ($after: String) { promptTemplate(name: "paged") { latest versions(first: 2, after: $after) {
      edges { node { number message semanticVersion change } } pageInfo { hasNextPage endCursor } } } }`
    const { data } = await gateway.graphql(ask)
    assert.deepEqual(
      data.promptTemplate.versions.edges.map(({ node }: { node: object }) => node),
      [
        { number: 3, message: 'c', semanticVersion: '1.0.2', change: 'NONE' },
        { number: 2, message: 'b', semanticVersion: '1.0.1', change: 'NONE' },
      ],
    )
    const rest = await gateway.graphql(ask, { after: data.promptTemplate.versions.pageInfo.endCursor })
    assert.equal(rest.data.promptTemplate.versions.edges[0].node.number, 1)
    const { data: all } = await gateway.graphql(
      '{ promptTemplates(first: 100) { edges { node { name labels { name } } } } }',
    )
    assert.ok(all.promptTemplates.edges.length > 2)
  })

  test('stand in the SDL that a caller may read, with their policy and without their texts', async () => {
    const answer = await fetch(`${gateway.url}/sdl`, {
      headers: { authorization: `Bearer ${gateway.adminKey}` },
    })
    assert.equal(answer.status, 200)
    const sdl = await answer.text()
    assert.match(sdl, /@redact\(kinds: \[EMAIL, PHONE\]\)/)
    assert.ok(!sdl.includes('You summarise reviews'))
    const document = parse(summarize)
    assert.deepEqual(validate(buildSchema(sdl), document), [])
    assert.equal((await fetch(`${gateway.url}/sdl`)).status, 401)
  })
})
