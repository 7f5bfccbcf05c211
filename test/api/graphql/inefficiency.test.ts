import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Inefficiency } from '../../../src/core/inefficiency.ts'
import { model, principal, snapshot } from '../../kit/call.ts'
import { startDatabase, type TestDatabase } from '../../kit/database.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'
import { dataOf, errorOf, now } from '../../kit/graphql.ts'

const analyst = { ...principal, roles: new Set(['ANALYST']) }
const day = 86_400_000
const found: readonly Inefficiency[] = [
  {
    kind: 'DEARER_DEPLOYMENT',
    model: 'small',
    deployment: 'one/small',
    cheaper: 'two/small',
    requests: 7,
    spentNanos: 3_000_000_000n,
    savedNanos: 1_000_000_001n,
    computed: 'As it was.',
  },
]

test('what was not worth its money is told, of the last 30 days, with what would have been saved', async () => {
  const asked: unknown[] = []
  const inefficiencies = {
    report: async (tenant: string, { period }: { readonly period: object }) => {
      asked.push([tenant, period])
      return found
    },
  }
  const source =
    '{ inefficiencies { kind model deployment cheaper prompt requests spent { usd } saved { usd } computed } }'
  assert.deepEqual(await dataOf(source, { services: { inefficiencies }, as: analyst }), {
    inefficiencies: [
      {
        kind: 'DEARER_DEPLOYMENT',
        model: 'small',
        deployment: 'one/small',
        cheaper: 'two/small',
        prompt: null,
        requests: 7,
        spent: { usd: '3' },
        saved: { usd: '1.000000001' },
        computed: 'As it was.',
      },
    ],
  })
  assert.deepEqual(asked, [['default', { from: now + 1 - 30 * day, to: now + 1 }]])
})

test('models that the analyst may not see are neither told of nor recommended', async () => {
  const looked: string[] = []
  const inefficiencies = {
    report: async (_: string, { models }: { readonly models: readonly { readonly name: string }[] }) => {
      looked.push(...models.map(({ name }) => name))
      return []
    },
  }
  const models = new Map(['small', 'secret'].map(name => [name, { ...model, name }]))
  const services = { inefficiencies, snapshot: () => ({ ...snapshot, models }) }
  await dataOf('{ inefficiencies { kind } }', { services, as: { ...analyst, models: new Set(['small']) } })
  assert.deepEqual(looked, ['small'])
})

test('a time that ends before it begins is told with its place', async () => {
  const source = '{ inefficiencies(from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z") { kind } }'
  const { code, path } = await errorOf(source, { as: analyst })
  assert.deepEqual([code, path], ['INVALID_INPUT', 'from'])
})

test('a developer is not told where money can be saved', async () => {
  assert.equal((await errorOf('{ inefficiencies { kind } }')).code, 'FORBIDDEN')
})

describe('what a gateway finds in its own ledger', () => {
  let server: TestDatabase
  let gateway: TestGateway
  before(async () => {
    server = await startDatabase()
    gateway = await startGateway({
      env: { DATABASE_URL: server.url },
      yaml: `
models:
  - { name: small, deployments: [ { provider: simulator, model: simulator } ], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }
`,
    })
  })
  after(async () => {
    await gateway.close()
    await server.close()
  })
  const ask = async (source: string, variables: object = {}) => {
    const { data, errors } = await gateway.graphql(source, variables)
    assert.equal(errors, undefined, JSON.stringify(errors))
    return data
  }
  const complete = (input: object) =>
    ask('mutation ($input: CompletionInput!) { complete(input: $input) { __typename } }', {
      input: { model: 'small', messages: [{ role: 'USER', content: 'What is the time?' }], ...input },
    })

  test('is what was asked again, but for who asked for variety, and prompts that mostly say the same', async () => {
    for (const input of [{}, {}, { tags: ['again'] }, { temperature: 0.7 }, { temperature: 0.7 }])
      await complete(input)
    const manyWords = 'You answer questions on our products politely, and in one sentence. '.repeat(10)
    await ask('mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { __typename } }', {
      sdl: `extend type Prompts { answer(text: String!): String! @prompt(model: "small", system: "${manyWords}", user: "{{ text }}") }`,
    })
    await ask('{ prompts { answer(text: "Why?") } }')
    const { inefficiencies } = await ask(
      '{ inefficiencies { kind model prompt requests spent { usd } saved { usd } } }',
    )
    const of = (kind: string) => inefficiencies.filter((one: typeof inefficiencies) => one.kind === kind)
    const [repeated, ...others] = of('REPEATED_CALLS')
    assert.deepEqual(others, [])
    assert.deepEqual([repeated.model, repeated.prompt, repeated.requests], ['small', null, 2])
    assert.ok(Number(repeated.saved.usd) > 0)
    const [wordy] = of('BOILERPLATE_PROMPT')
    assert.deepEqual([wordy.model, wordy.prompt, wordy.requests], ['small', 'answer', 1])
    assert.ok(Number(wordy.saved.usd) > 0 && Number(wordy.saved.usd) < Number(wordy.spent.usd))
    // No text of a call is to be read in what is kept of it.
    const { rows } = await server.pool.query<{ call: string }>(
      'SELECT to_jsonb(c)::text AS call FROM ledger.call c',
    )
    assert.equal(
      rows.some(({ call }) => call.includes('What is the time')),
      false,
    )
    assert.equal(rows.filter(({ call }) => /"question": "[\w-]{12}"/.test(call)).length, 4)
  })
})
