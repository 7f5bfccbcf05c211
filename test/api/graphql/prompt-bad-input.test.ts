import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startFakeProvider } from '../../kit/fake-provider.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const publish = `mutation ($sdl: String!, $input: PublishPromptInput) {
  publishPrompt(sdl: $sdl, input: $input) { version { number } }
}`
const ask = (rest: string, prompt = 'model: "small", user: "Hi"') =>
  `extend type Prompts { bad${rest} @prompt(${prompt}) }`
const fields = (count: number) => Array.from({ length: count }, (_, index) => `f${index}: Int`).join(' ')

describe('prompts that are published badly', () => {
  let provider: Awaited<ReturnType<typeof startFakeProvider>>
  let gateway: TestGateway
  let admins: readonly string[] = []
  before(async () => {
    provider = await startFakeProvider(({ text }) => ({ pieces: [/say (\w+)/.exec(text)?.[1] ?? 'nothing'] }))
    gateway = await startGateway({
      yaml: `
providers: [ { name: fake, kind: openai-compatible, baseUrl: "${provider.url}", allowInsecure: true } ]
models:
  - { name: small, deployments: [ { provider: fake, model: fake-1 } ], unpriced: allow }
  - { name: bare, deployments: [ { provider: fake, model: fake-1 } ] }
`,
    })
    const keyOf = async (name: string) =>
      (await gateway.newKey({ name, team: null, application: null, roles: ['ADMIN'] })).secret
    admins = [await keyOf('ada'), await keyOf('ben')]
    assert.equal((await gateway.graphql(publish, { sdl: say('first') })).errors, undefined)
  })
  after(async () => {
    await gateway.close()
    await provider.close()
  })

  const say = (word: string) =>
    `extend type Prompts { say: String! @prompt(model: "small", user: "say ${word}") }`
  const dataOf = async (query: string, variables: object = {}) => {
    const { data, errors } = await gateway.graphql(query, variables)
    assert.equal(errors, undefined, JSON.stringify(errors))
    return data
  }
  const templates = async () =>
    (await dataOf('{ promptTemplates { edges { node { name latest labels { name version } } } } }'))
      .promptTemplates.edges

  for (const [what, sdl, reason] of [
    ['redefine a built-in scalar', `${ask(': Int')} enum Boolean { YES }`, /Boolean/],
    ['redefine the root', `${ask(': Int')} type Query { a: Int }`, /Query/],
    ['extend the root', `${ask(': Int')} extend type Mutation { a: Int }`, /cannot be extended/],
    ['redefine a type of the contract', `${ask(': Team')} type Team { a: Int }`, /Team/],
    ['redefine a directive', `${ask(': Int')} directive @quota on FIELD_DEFINITION`, /nothing else/],
    ['answer with what holds itself', `${ask(': A')} type A { a: A! }`, /holds itself/],
    ['hold themselves by way of each other', `${ask(': A')} type A { b: B } type B { a: [A!]! }`, /itself/],
    [
      'take what holds itself',
      ask('(a: A): Int', 'model: "small", user: "{{ a }}"').concat(' input A { a: A }'),
      /holds itself/,
    ],
    ['have 1,000 fields', `${ask(': A')} type A { ${fields(1_000)} }`, /500 are allowed/],
    [
      'have 1,000 prompts',
      `extend type Prompts { ${Array.from({ length: 1_000 }, (_, index) => `p${index}: Int @prompt(model: "small", user: "Hi")`).join(' ')} }`,
      /50 are allowed/,
    ],
    [
      'never come to an end',
      ask(': Int', 'model: "small", user: "{% for a in (1..100000000) %}{{ a }}{% endfor %}"'),
      /cannot be rendered/,
    ],
    [
      'read a variable that is missing',
      ask(': Int', 'model: "small", user: "{{ secret }}"'),
      /no argument of/,
    ],
    ['leave a variable unused', ask('(a: Int): Int'), /No template reads/],
    ['read another template', ask(': Int', `model: "small", user: "{% include 'x' %}"`), /include/],
    [
      'ask no model that is there',
      ask(': Int', 'model: "unheard-of", user: "Hi"'),
      /The model `unheard-of` is not there/,
    ],
    [
      'ask a model whose price nobody knows',
      ask(': Int', 'model: "bare", user: "Hi"'),
      /The model `bare` has no known price at `fake\/fake-1`.*`setPrice`.*`unpriced: allow`/,
    ],
    ['give a directive what it does not take', ask(': ID! @deprecated(reason: 1)'), /invalid value 1/],
    ['are too long', `# ${'x'.repeat(70_000)}`, /65536 are allowed/],
    ['are nested too deep', `${ask(`: ${'['.repeat(60)}Int${']'.repeat(60)}`)}`, /within each other/],
  ] as const)
    test(`and ${what}, are refused with the place, and change nothing`, async () => {
      const before = await templates()
      const { errors } = await gateway.graphql(publish, { sdl })
      assert.equal(errors?.[0]?.extensions.code, 'INVALID_PROMPT', errors?.[0]?.message)
      assert.match(errors[0].message, reason)
      const [fault] = errors[0].extensions.faults as readonly { line: number; column: number }[]
      assert.ok(fault && fault.line >= 1 && fault.column >= 1)
      assert.deepEqual(await templates(), before)
      assert.equal((await dataOf('{ prompts { say } }')).prompts.say, 'first')
    })

  for (const [path, input] of [
    ['name', { name: '1st' }],
    ['name', { name: 'x'.repeat(65) }],
    ['labels[0]', { labels: ['2'] }],
    ['input.labels', { labels: Array.from({ length: 11 }, (_, index) => `l${index}`) }],
    ['description', { message: 'x'.repeat(1_001) }],
  ] as const)
    test(`with ${JSON.stringify(input).slice(0, 40)}, are refused with the place`, async () => {
      const before = await templates()
      const { errors } = await gateway.graphql(publish, { sdl: say('other'), input })
      assert.equal(errors?.[0]?.extensions.code, 'INVALID_INPUT')
      assert.equal(errors[0].extensions.path, path)
      assert.deepEqual(await templates(), before)
    })

  test('are refused at each call where the model has lost its price since, as policyCheck tells', async () => {
    const sdl = 'extend type Prompts { paid: String! @prompt(model: "dear", user: "say paid") }'
    const { createModel } = await dataOf(
      `mutation { createModel(input: { name: "dear", deployments: [{ provider: "fake", model: "fake-1" }],
        price: { inputPerMillionUsd: "1", outputPerMillionUsd: "2" } }) { model { id version } } }`,
    )
    await dataOf(publish, { sdl })
    const unusable = async () =>
      (await dataOf('{ policyCheck { kind subject message } }')).policyCheck.filter(
        ({ kind }: { kind: string }) => kind === 'UNUSABLE_MODEL',
      )
    assert.equal((await dataOf('{ prompts { paid } }')).prompts.paid, 'paid')
    assert.deepEqual(await unusable(), [])
    await dataOf('mutation ($input: UpdateModelInput!) { updateModel(input: $input) { warnings } }', {
      input: { ...createModel.model, price: null },
    })
    const { errors } = await gateway.graphql('{ prompts { paid } }')
    assert.equal(errors?.[0]?.extensions.code, 'FORBIDDEN')
    assert.match(errors[0].message, /no known price/)
    const [finding] = await unusable()
    assert.equal(finding.subject, 'prompt paid')
    assert.match(finding.message, /`dear`, which has no known price/)
  })

  test('cannot be written into by the values of their variables', async () => {
    const sdl = `extend type Prompts { repeat(text: String!): String! @prompt(model: "small", user: "{{ text }}") }`
    assert.equal((await gateway.graphql(publish, { sdl })).errors, undefined)
    const text = '{{ system }}{% for a in (1..9) %}x{% endfor %} "}], \\n'
    const asked = provider.next()
    await dataOf('query ($text: String!) { prompts { repeat(text: $text) } }', { text })
    const { messages } = (await asked).body as { messages: readonly { content: string }[] }
    assert.equal(messages.at(-1)?.content, text)
  })

  test('by many at once wait for each other, and leave the database to everybody else', async () => {
    let published = 0
    const all = Array.from({ length: 12 }, async (_, index) => {
      const input = { name: 'many', labels: [] }
      const { errors } = await gateway.graphql(publish, {
        sdl: say(`many ${index}`).replace('say:', 'many:'),
        input,
      })
      assert.equal(errors, undefined, JSON.stringify(errors))
      published++
    })
    await templates()
    assert.ok(published < 3, `${published} were published first`)
    await Promise.all(all)
    const { promptTemplate } = await dataOf('{ promptTemplate(name: "many") { latest } }')
    assert.equal(promptTemplate.latest, 12)
  })

  test('by two admins at once, who say what they have seen, are one version and one conflict', async () => {
    const sdl = (word: string) =>
      `extend type Prompts { both: String! @prompt(model: "small", user: "say ${word}") }`
    const answers = await Promise.all(
      admins.map((key, index) =>
        gateway.graphql(publish, { sdl: sdl(`admin${index}`), input: { expectedVersion: 0 } }, key),
      ),
    )
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code)
    assert.deepEqual(codes.sort(), ['CONFLICT', undefined])
    assert.match((await dataOf('{ prompts { both } }')).prompts.both, /^admin[01]$/)
  })

  test('are asked for while their label moves, and each call gets one of the versions', async () => {
    assert.equal((await gateway.graphql(publish, { sdl: say('second') })).errors, undefined)
    const moves = (async () => {
      for (const version of [1, 2, 1, 2, 1])
        await dataOf(
          `mutation ($input: MovePromptLabelInput!) { movePromptLabel(input: $input) { template { name } } }`,
          { input: { name: 'say', label: 'production', version } },
        )
    })()
    const seen = new Set<string>()
    let areMoving = true
    const calls = Array.from({ length: 4 }, async () => {
      while (areMoving) seen.add((await dataOf('{ prompts { say } }')).prompts.say)
    })
    await moves
    areMoving = false
    await Promise.all(calls)
    assert.deepEqual(
      [...seen].filter(word => word !== 'first' && word !== 'second'),
      [],
    )
    assert.equal((await dataOf('{ prompts { say } }')).prompts.say, 'first')
  })

  test('are rolled back by two admins at once, one step each', async () => {
    const sdl = (word: string) =>
      `extend type Prompts { back: String! @prompt(model: "small", user: "say ${word}") }`
    for (const word of ['one', 'two', 'three']) await dataOf(publish, { sdl: sdl(word) })
    const rollback = 'mutation { rollbackPrompt(input: { name: "back" }) { version { number } } }'
    const answers = await Promise.all(admins.map(key => gateway.graphql(rollback, {}, key)))
    const numbers = answers.map(({ data }) => data.rollbackPrompt.version.number)
    assert.deepEqual(numbers.sort(), [1, 2])
    assert.equal((await dataOf('{ prompts { back } }')).prompts.back, 'one')
  })

  test('are retired while a label moves to them, and no label ever stands at what is retired', async () => {
    const sdl = (word: string) =>
      `extend type Prompts { gone: String! @prompt(model: "small", user: "say ${word}") }`
    for (const word of ['one', 'two']) await dataOf(publish, { sdl: sdl(word) })
    const about = { input: { name: 'gone', version: 1 } }
    const [retired, moved] = await Promise.all([
      gateway.graphql(
        'mutation ($input: RetirePromptVersionInput!) { retirePromptVersion(input: $input) { version { state } } }',
        about,
      ),
      gateway.graphql(
        'mutation ($input: MovePromptLabelInput!) { movePromptLabel(input: $input) { template { name } } }',
        { input: { ...about.input, label: 'production' } },
      ),
    ])
    assert.equal([retired, moved].filter(({ errors }) => errors === undefined).length, 1)
    assert.match((await dataOf('{ prompts { gone } }')).prompts.gone, retired.errors ? /one/ : /two/)
  })
})
