import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Caller, callers, type Outcome } from './kit/callers.ts'
import { eventually } from './kit/eventually.ts'
import { type Script, type Seen, startFakeProvider } from './kit/fake-provider.ts'
import { startGateway, type TestGateway } from './kit/gateway.ts'

// Every policy over every way in. Each cell is asked by a caller of its own, so that no cell spends another's quota.

const tight = (name: string, rest: string): string =>
  callers
    .map((_, index) => `  - { name: ${name}-${index}, scope: { application: ${name}-${index} }, ${rest} }`)
    .join('\n')

const applications = ['requests', 'tokens', 'money']
  .flatMap(name => callers.map((_, index) => `{ name: ${name}-${index} }`))
  .join(', ')

const yaml = (provider: string, action: 'BLOCK' | 'REDACT') => `
providers:
  - { name: fake, kind: openai-compatible, baseUrl: "${provider}", apiKey: sk-planted, allowInsecure: true }
models:
  - { name: small, deployments: [ { provider: fake, model: fake-1 } ], price: &price { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }
  - { name: stored, deployments: [ { provider: fake, model: fake-1 } ], price: *price, cache: { ttlSeconds: 600 } }
  - { name: other, deployments: [ { provider: fake, model: fake-2 } ], price: *price }
  - { name: sold, deployments: [ { provider: fake, model: fake-sold } ], price: *price }
  - { name: fading, deployments: [ { provider: fake, model: fake-fading } ], price: *price }
  - { name: priceless, deployments: [ { provider: fake, model: fake-of-no-price } ] }
teams:
  - { name: search, applications: [ { name: web }, { name: subscriber }, ${applications} ] }
  - { name: limited }
  - { name: muted }
  - { name: kept-from-small }
quotas:
${tight('requests', 'meter: REQUESTS, limit: 1, window: MONTH, action: BLOCK')}
${tight('tokens', 'meter: TOTAL_TOKENS, limit: 50, window: MONTH, action: BLOCK')}
${tight('money', 'meter: COST, limit: 0.00005, window: MONTH, action: BLOCK')}
guardrails:
  - { name: personal-data, detectors: [EMAIL, PAYMENT_CARD], direction: BOTH, action: ${action} }
`

/** What the provider answers depends on a word in the question. */
const script = ({ text }: Seen): Script => {
  if (text.includes('leak'))
    return { pieces: ['Write to bob@exam', 'ple.com or pay with 4111 1111', ' 1111 1111', ' today.'] }
  if (text.includes('fail')) return { status: 500 }
  if (text.includes('break')) return { pieces: ['Half an '], cut: true }
  return { pieces: ['Air ', 'scatters ', 'blue.'] }
}

const code = (outcome: Outcome): string => ('code' in outcome ? outcome.code : `answered: ${outcome.text}`)
const text = (outcome: Outcome): string => ('text' in outcome ? outcome.text : `refused: ${outcome.code}`)

interface World {
  readonly gateway: TestGateway
  readonly caller: Caller
  readonly index: number
  /** Requests that the provider got since the cell began. */
  readonly asked: () => readonly Seen[]
  /** Asks with a new key; `about` says what the key may do. */
  readonly ask: (about: {
    text?: string
    model?: string
    maxOutputTokens?: number
    key?: object | string
  }) => Promise<Outcome>
}

/** What the gateway has to do, whichever way it is asked. */
const policies: { readonly [sentence: string]: (world: World) => Promise<void> } = {
  async 'answers, and the ledger has the call with its tokens and cost'({ gateway, ask }) {
    const outcome = await ask({})
    assert.equal(text(outcome), 'Air scatters blue.')
    const { data } = await gateway.graphql(
      `query ($id: ID!) {
        completion(id: $id) { outcome provider deployment usage { inputTokens outputTokens source } cost { usd } message { text } }
      }`,
      { id: 'id' in outcome ? outcome.id : '' },
    )
    assert.deepEqual(data.completion, {
      outcome: 'FINISHED',
      provider: 'fake',
      deployment: 'fake/fake-1',
      usage: { inputTokens: 10, outputTokens: 3, source: 'PROVIDER' },
      cost: { usd: '0.000016' },
      message: { text: null },
    })
  },

  async 'refuses wrong credentials'({ ask, asked }) {
    assert.equal(code(await ask({ key: `weir_${'0'.repeat(43)}` })), 'UNAUTHENTICATED')
    assert.equal(asked().length, 0)
  },

  async 'refuses a key that was revoked'({ gateway, ask }) {
    const { id, secret } = await gateway.newKey()
    assert.equal(text(await ask({ key: secret })), 'Air scatters blue.')
    await gateway.graphql(`mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id } } }`, {
      id,
    })
    assert.equal(code(await ask({ key: secret })), 'UNAUTHENTICATED')
  },

  async 'refuses a caller without the role'({ ask, asked }) {
    assert.equal(code(await ask({ key: { roles: ['ANALYST'] } })), 'FORBIDDEN')
    assert.equal(asked().length, 0)
  },

  async 'refuses an operation that the key is not meant for'({ ask }) {
    assert.equal(code(await ask({ key: { operations: ['embed'] } })), 'FORBIDDEN')
  },

  async 'hides a model that the key may not use'({ ask, asked }) {
    assert.equal(code(await ask({ key: { models: ['stored'] } })), 'NOT_FOUND')
    assert.equal(code(await ask({ model: 'unheard-of' })), 'NOT_FOUND')
    assert.equal(asked().length, 0)
  },

  async 'answers a key without a role of its own as far as its team’s custom role goes (F06)'({
    ask,
    asked,
  }) {
    const key = { team: 'limited', application: null, roles: [] }
    assert.equal(text(await ask({ key })), 'Air scatters blue.')
    assert.equal(asked().length, 1)
    assert.equal(code(await ask({ key, model: 'stored' })), 'NOT_FOUND')
    assert.equal(asked().length, 1)
  },

  async 'refuses an operation that a role denies, whatever other roles allow (F06)'({ ask, asked }) {
    const key = { team: 'muted', application: null, roles: ['ADMIN'] }
    assert.equal(code(await ask({ key })), 'FORBIDDEN')
    assert.equal(asked().length, 0)
  },

  async 'refuses a model that a role denies, and hides it from who could only call it'({ ask, asked }) {
    const key = { team: 'kept-from-small', application: null }
    assert.equal(code(await ask({ key })), 'NOT_FOUND')
    assert.equal(code(await ask({ key: { ...key, roles: ['ADMIN'] } })), 'FORBIDDEN')
    assert.equal(asked().length, 0)
    // A denial holds under every name that leads to the model.
    assert.equal(code(await ask({ key, model: 'stored' })), 'NOT_FOUND')
    assert.equal(asked().length, 0)
    assert.equal(text(await ask({ key, model: 'other' })), 'Air scatters blue.')
  },

  async 'refuses a sold model to who has no approved subscription (F08)'({ ask, asked }) {
    assert.equal(code(await ask({ model: 'sold' })), 'FORBIDDEN')
    assert.equal(code(await ask({ model: 'fading' })), 'FORBIDDEN')
    assert.equal(asked().length, 0)
  },

  async 'answers subscribers, and warns those of a deprecated product (F90)'({ ask }) {
    const key = { application: 'subscriber' }
    for (const [model, warnings] of [
      ['small', []],
      ['sold', []],
      ['fading', ['The product `fading-product` is deprecated: it will be retired, so move to another one']],
    ] as const) {
      const outcome = await ask({ key, model })
      assert.equal(text(outcome), 'Air scatters blue.')
      assert.deepEqual('warnings' in outcome ? outcome.warnings : undefined, warnings, model)
    }
  },

  async 'counts requests: the second one is over the limit'({ index, gateway, ask }) {
    const { secret } = await gateway.newKey({ application: `requests-${index}` })
    assert.equal(text(await ask({ key: secret })), 'Air scatters blue.')
    assert.equal(code(await ask({ key: secret })), 'RATE_LIMITED')
  },

  async 'reserves tokens: a call that might use too many never starts'({ index, ask, asked }) {
    const key = { application: `tokens-${index}` }
    assert.equal(code(await ask({ key, maxOutputTokens: 100 })), 'QUOTA_EXCEEDED')
    assert.equal(asked().length, 0)
    assert.equal(text(await ask({ key, maxOutputTokens: 10 })), 'Air scatters blue.')
  },

  async 'reserves money: a call that might cost too much never starts'({ index, ask, asked }) {
    const key = { application: `money-${index}` }
    assert.equal(code(await ask({ key, maxOutputTokens: 100 })), 'QUOTA_EXCEEDED')
    assert.equal(asked().length, 0)
    assert.equal(text(await ask({ key, maxOutputTokens: 4 })), 'Air scatters blue.')
  },

  async 'refuses a model without a price'({ ask, asked }) {
    assert.equal(code(await ask({ model: 'priceless' })), 'FORBIDDEN')
    assert.equal(asked().length, 0)
  },

  async 'masks personal data before any byte of it reaches the provider (F18)'({ ask, asked }) {
    await ask({ text: 'I am alice@example.com, my card is 4111-1111-1111-1111.' })
    const sent = asked()[0]?.text ?? ''
    assert.ok(sent.includes('[EMAIL]') && sent.includes('[PAYMENT_CARD]'), sent)
    assert.ok(!sent.includes('alice') && !sent.includes('4111'), sent)
  },

  async 'masks personal data in the answer, also where it is cut into pieces (F19)'({ ask }) {
    assert.equal(text(await ask({ text: 'leak' })), 'Write to [EMAIL] or pay with [PAYMENT_CARD] today.')
  },

  async 'serves a repeated question from the cache, free of charge (F77)'({ caller, gateway, ask, asked }) {
    const question = { model: 'stored', text: `once, by ${caller.name}` }
    const first = await ask(question)
    const second = await ask(question)
    assert.equal(text(second), text(first))
    assert.equal(asked().length, 1)
    const { data } = await gateway.graphql(
      `query ($id: ID!) { completion(id: $id) { cached cost { usd } usage { totalTokens } } }`,
      { id: 'id' in second ? second.id : '' },
    )
    assert.deepEqual(data.completion, { cached: true, cost: { usd: '0' }, usage: { totalTokens: 0 } })
  },

  async 'says PROVIDERS_FAILED when no provider answers, and nothing of what it said'({ ask }) {
    assert.equal(code(await ask({ text: 'fail' })), 'PROVIDERS_FAILED')
  },

  async 'takes an answer that breaks off for a failure (P17)'({ ask }) {
    assert.equal(code(await ask({ text: 'break' })), 'PROVIDERS_FAILED')
  },
}

/** What it does instead where the guardrail blocks. */
const blocking: typeof policies = {
  async 'blocks a question with personal data before the provider is asked'({ ask, asked }) {
    assert.equal(code(await ask({ text: 'I am alice@example.com.' })), 'CONTENT_BLOCKED')
    assert.equal(asked().length, 0)
  },

  async 'blocks an answer with personal data, also in mid-stream'({ ask }) {
    assert.equal(code(await ask({ text: 'leak' })), 'CONTENT_BLOCKED')
  },

  async 'bills a blocked answer as the provider produced it, and records the refusal'({ gateway, ask }) {
    const { id, secret } = await gateway.newKey()
    await ask({ text: 'leak', key: secret })
    const { data } = await gateway.graphql(
      `query ($key: String!) {
        usage(filter: { where: [{ dimension: API_KEY, values: [$key] }] }) { rows { totals { requests refusals inputTokens } } }
      }`,
      { key: id },
    )
    const { requests, refusals, inputTokens } = data.usage.rows[0].totals
    assert.deepEqual([requests, refusals], [1, 1])
    assert.ok(inputTokens > 0)
  },
}

/** Roles for the teams, and products with an application that has subscribed to both. */
const setUpAccess = async (gateway: TestGateway): Promise<void> => {
  const run = async (source: string, input: object, key?: string) => {
    const { data, errors } = await gateway.graphql(source, { input }, key)
    assert.equal(errors, undefined)
    return data
  }
  for (const [team, permission] of [
    ['limited', { action: 'INVOKE', models: ['small'] }],
    ['muted', { effect: 'DENY', action: 'INVOKE', operations: ['complete'] }],
    ['kept-from-small', { effect: 'DENY', action: 'INVOKE', models: ['small'] }],
  ] as const) {
    const { data } = await gateway.graphql('query ($team: String!) { team(name: $team) { id } }', { team })
    await run('mutation ($input: CreateRoleInput!) { createRole(input: $input) { role { id } } }', {
      name: `role-of-${team}`,
      permissions: [permission],
    })
    await run('mutation ($input: AssignRoleInput!) { assignRole(input: $input) { assignment { id } } }', {
      role: `role-of-${team}`,
      holder: data.team.id,
    })
  }
  const { secret } = await gateway.newKey({ application: 'subscriber' })
  await run('mutation ($input: CreateUserInput!) { createUser(input: $input) { user { id } } }', {
    name: 'approver',
  })
  const holders = { team: null, application: null, user: 'approver' }
  const approver = await gateway.newKey({ ...holders, roles: ['APPROVER'] })
  for (const model of ['sold', 'fading']) {
    const about = { name: `${model}-product`, semanticVersion: '1.0.0', models: [model] }
    const { createProduct } = await run(
      'mutation ($input: CreateProductInput!) { createProduct(input: $input) { product { id } } }',
      about,
    )
    const { id } = createProduct.product
    await run(
      'mutation ($input: PublishProductInput!) { publishProduct(input: $input) { product { id } } }',
      {
        id,
        version: 1,
      },
    )
    const { requestSubscription } = await run(
      'mutation ($input: RequestSubscriptionInput!) { requestSubscription(input: $input) { subscription { id } } }',
      { product: id, reason: 'A test' },
      secret,
    )
    await run(
      'mutation ($input: DecideSubscriptionInput!) { decideSubscription(input: $input) { subscription { id } } }',
      { id: requestSubscription.subscription.id, version: 1, decision: 'APPROVE', reason: 'A test' },
      approver.secret,
    )
    if (model === 'fading')
      await run(
        'mutation ($input: DeprecateProductInput!) { deprecateProduct(input: $input) { product { id } } }',
        { id, version: 2 },
      )
  }
  // The last change of all is in force: those before it are, too.
  const question =
    'mutation { complete(input: { model: "fading", messages: [{ role: USER, content: "?" }] }) { ... on Completion { warnings } } }'
  await eventually(async () =>
    assert.equal((await gateway.graphql(question, {}, secret)).data?.complete?.warnings.length, 1),
  )
}

for (const { action, table } of [
  { action: 'REDACT' as const, table: policies },
  { action: 'BLOCK' as const, table: blocking },
])
  describe(`with guardrails that ${action.toLowerCase()}`, () => {
    let provider: Awaited<ReturnType<typeof startFakeProvider>>
    let gateway: TestGateway

    before(async () => {
      provider = await startFakeProvider(script)
      gateway = await startGateway({ yaml: yaml(provider.url, action) })
      await setUpAccess(gateway)
    })
    after(async () => {
      await gateway.close()
      await provider.close()
    })

    for (const [index, caller] of callers.entries())
      describe(caller.name, () => {
        for (const [sentence, check] of Object.entries(table))
          test(sentence, async () => {
            const asked = provider.requests.length
            await check({
              gateway,
              caller,
              index,
              asked: () => provider.requests.slice(asked),
              async ask({ text = 'Why is the sky blue?', model = 'small', maxOutputTokens, key = {} }) {
                const secret = typeof key === 'string' ? key : (await gateway.newKey(key)).secret
                const about = { url: gateway.url, key: secret, model, text }
                return caller.ask({ ...about, ...(maxOutputTokens !== undefined && { maxOutputTokens }) })
              },
            })
          })
      })
  })
