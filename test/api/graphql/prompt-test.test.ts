import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Script, type Seen, startFakeProvider } from '../../kit/fake-provider.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const yaml = (url: string) => `
providers:
  - { name: fake, kind: openai-compatible, baseUrl: "${url}", allowInsecure: true }
models:
  - name: small
    deployments: [ { provider: fake, model: fake-1 } ]
    price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 }
  - name: large
    deployments: [ { provider: fake, model: fake-2 } ]
    price: { inputPerMillionUsd: 10, outputPerMillionUsd: 20 }
`

/** The fake answers with what stands between brackets in the question; the judge approves of `good`. */
const script = ({ body }: Seen): Script => {
  const messages = body.messages as readonly { readonly content: string }[]
  const text = messages.at(-1)?.content ?? ''
  if (text.includes('Criterion'))
    return { pieces: [JSON.stringify({ meets: text.includes('good'), reason: 'it is not good' })] }
  const said = /\[(.*?)\]/.exec(text)?.[1] ?? ''
  return { pieces: [`${said} by ${String(body.model)}`] }
}

const sdl = (prefix: string) =>
  `extend type Prompts { ask(text: String!): String! @prompt(model: "small", user: "[${prefix} {{ text }}]") }`

const publish = `mutation ($sdl: String!, $labels: [String!]!) {
  publishPrompt(sdl: $sdl, input: { labels: $labels }) { version { number } } }`

describe('tests of prompts', () => {
  let provider: Awaited<ReturnType<typeof startFakeProvider>>
  let gateway: TestGateway
  before(async () => {
    provider = await startFakeProvider(script)
    gateway = await startGateway({ yaml: yaml(provider.url) })
    const { errors } = await gateway.graphql(publish, { sdl: sdl('good'), labels: ['production'] })
    assert.equal(errors, undefined)
  })
  after(async () => {
    await gateway.close()
    await provider.close()
  })

  const setTests = (tests: readonly object[], key?: string) =>
    gateway.graphql(
      `mutation ($input: SetPromptTestsInput!) { setPromptTests(input: $input) { tests { name assertions { kind value pattern } } } }`,
      { input: { name: 'ask', tests } },
      key,
    )
  const run = (input: object, key?: string) =>
    gateway.graphql(
      `mutation ($input: TestPromptInput!) { testPrompt(input: $input) { version passed results {
        test { name } passed failures answer errorCode model cost { usd } usage { inputTokens } latencyMs } } }`,
      { input: { name: 'ask', ...input } },
      key,
    )

  test('are kept with their template, and run on demand on any version with any model', async () => {
    const tests = [
      {
        name: 'says what it was told',
        prompt: 'ask',
        arguments: { text: 'x' },
        assertions: [
          { kind: 'MATCHES', pattern: '^good x' },
          { kind: 'EQUALS', value: 'good x by fake-1' },
          { kind: 'JUDGE', criterion: 'Is it kind?', model: 'large' },
        ],
      },
      { name: 'answers', prompt: 'ask', arguments: { text: 'y' } },
    ]
    assert.equal((await setTests(tests)).errors, undefined)
    const kept = await gateway.graphql(
      '{ promptTests(name: "ask") { name prompt arguments assertions { kind model } } }',
    )
    assert.deepEqual(kept.data.promptTests[0].arguments, { text: 'x' })
    assert.deepEqual(kept.data.promptTests[0].assertions[2], { kind: 'JUDGE', model: 'large' })
    const { data, errors } = await run({})
    assert.equal(errors, undefined, JSON.stringify(errors))
    const { version, passed, results } = data.testPrompt
    assert.deepEqual({ version, passed }, { version: 1, passed: true })
    const [first] = results
    assert.equal(first.answer, 'good x by fake-1')
    assert.equal(first.model, 'small')
    assert.ok(Number(first.cost.usd) > 0 && first.usage.inputTokens > 0 && first.latencyMs >= 0)
    const other = await run({ model: 'large' })
    assert.equal(other.data.testPrompt.passed, false)
    assert.deepEqual(other.data.testPrompt.results[0].failures, [
      '$ is "good x by fake-2", not "good x by fake-1"',
    ])
    assert.equal(other.data.testPrompt.results[1].passed, true)
  })

  test('are not passed where there are none, which keeps nothing out of force', async () => {
    const template = `mutation { publishPrompt(
      sdl: "extend type Prompts { untested: String! @prompt(model: \\"small\\", user: \\"Hi\\") }") { version { number state } } }`
    const { data } = await gateway.graphql(template)
    assert.deepEqual(data.publishPrompt.version, { number: 1, state: 'PUBLISHED' })
    const tried = await run({ name: 'untested' })
    assert.deepEqual(tried.data.testPrompt, { version: 1, passed: false, results: [] })
  })

  test('keep a version that fails them out of force, whichever way it would come in', async () => {
    const refused = await gateway.graphql(publish, { sdl: sdl('bad'), labels: ['production'] })
    assert.equal(refused.errors?.[0]?.extensions.code, 'CONFLICT')
    assert.match(
      refused.errors?.[0]?.message ?? '',
      /1 of 2 tests of `ask` fail.*`says what it was told`: \$ is "bad x/,
    )
    const draft = await gateway.graphql(publish, { sdl: sdl('bad'), labels: [] })
    assert.equal(draft.data.publishPrompt.version.number, 2)
    const move = (version: number, label: string) =>
      gateway.graphql(
        'mutation ($input: MovePromptLabelInput!) { movePromptLabel(input: $input) { template { labels { name version } } } }',
        { input: { name: 'ask', label, version } },
      )
    assert.equal((await move(2, 'production')).errors?.[0]?.extensions.code, 'CONFLICT')
    assert.equal((await move(2, 'staging')).errors, undefined)
    assert.equal(
      (await gateway.graphql('{ prompts { ask(text: "z") } }')).data.prompts.ask,
      'good z by fake-1',
    )
    const tried = await run({ version: 2 })
    assert.deepEqual(
      tried.data.testPrompt.results.map(({ passed }: { passed: boolean }) => passed),
      [false, true],
    )
    assert.match(tried.data.testPrompt.results[0].failures[2], /the judge says: it is not good/)
  })

  test('tell of a call that fails, and of arguments that a version does not take', async () => {
    await setTests([
      { name: 'no such prompt', prompt: 'gone', arguments: {} },
      { name: 'other arguments', prompt: 'ask', arguments: { other: 1 } },
    ])
    const { data } = await run({})
    assert.deepEqual(
      data.testPrompt.results.map(({ errorCode, model }: { errorCode: string; model: string | null }) => [
        errorCode,
        model,
      ]),
      [
        ['NOT_FOUND', null],
        ['INVALID_INPUT', null],
      ],
    )
    const unknown = await run({ model: 'unheard-of' })
    assert.equal(unknown.data.testPrompt.passed, false)
    await setTests([])
  })

  test('versions answer side by side', async () => {
    const { data, errors } = await gateway.graphql(
      `mutation { comparePromptVersions(input: { name: "ask", versions: [1, 2], arguments: { text: "q" } }) {
        versions { version answer model cost { usd } usage { totalTokens } latencyMs error } } }`,
    )
    assert.equal(errors, undefined, JSON.stringify(errors))
    const { versions } = data.comparePromptVersions
    assert.deepEqual(
      versions.map(({ version, answer }: { version: number; answer: string }) => [version, answer]),
      [
        [1, 'good q by fake-1'],
        [2, 'bad q by fake-1'],
      ],
    )
    const none = await gateway.graphql(
      'mutation { comparePromptVersions(input: { name: "ask", versions: [9] }) { versions { version } } }',
    )
    assert.equal(none.errors?.[0]?.extensions.code, 'NOT_FOUND')
  })

  test('belong to their tenant, are set by admins, and cost as the caller’s calls', async () => {
    const { secret } = await gateway.newKey()
    assert.equal((await setTests([], secret)).errors?.[0]?.extensions.code, 'FORBIDDEN')
    const { data } = await gateway.graphql('mutation { createTenant(input: { name: "rival" }) { secret } }')
    for (const query of [
      '{ promptTests(name: "ask") { name } }',
      'mutation { testPrompt(input: { name: "ask" }) { version } }',
      'mutation { setPromptTests(input: { name: "ask", tests: [] }) { tests { name } } }',
      'mutation { comparePromptVersions(input: { name: "ask", versions: [1] }) { versions { version } } }',
    ]) {
      const { errors } = await gateway.graphql(query, {}, data.createTenant.secret)
      assert.equal(errors?.[0]?.extensions.code, 'NOT_FOUND', query)
    }
    await setTests([{ name: 'a', prompt: 'ask', arguments: { text: 'x' } }])
    await setTests([])
  })

  test('are shown to nobody who may not call the prompt, nor run for him', async () => {
    await setTests([{ name: 'a', prompt: 'ask', arguments: { text: 'x' } }])
    const { secret } = await gateway.newKey({ models: ['large'] })
    for (const query of [
      '{ promptTests(name: "ask") { arguments } }',
      'mutation { testPrompt(input: { name: "ask" }) { results { test { arguments } } } }',
      'mutation { comparePromptVersions(input: { name: "ask", versions: [1] }) { versions { version } } }',
    ]) {
      const { errors } = await gateway.graphql(query, {}, secret)
      assert.equal(errors?.[0]?.extensions.code, 'NOT_FOUND', query)
      assert.equal(errors[0].message, 'There is no prompt template of this name')
    }
    await setTests([])
  })

  test('count for a version as long as they are what its template has', async () => {
    const passing = { name: 'answers', prompt: 'ask', arguments: { text: 'x' } }
    const testRun = async () => {
      const { data } = await gateway.graphql(
        '{ promptTemplate(name: "ask") { versions(first: 1) { edges { node { testRun { passed failed } } } } } }',
      )
      return data.promptTemplate.versions.edges[0].node.testRun
    }
    await setTests([passing])
    await run({ version: 2 })
    assert.deepEqual(await testRun(), { passed: 1, failed: 0 })
    await setTests([passing])
    assert.deepEqual(await testRun(), { passed: 1, failed: 0 })
    for (const tests of [[passing, { ...passing, name: 'another' }], []]) {
      await setTests(tests)
      assert.equal(await testRun(), null)
      await run({ version: 2 })
      assert.deepEqual(await testRun(), tests.length > 0 ? { passed: 2, failed: 0 } : null)
    }
  })
})
