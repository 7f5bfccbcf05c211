import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { LLMock } from '@copilotkit/aimock'
import OpenAI from 'openai'
import { startGateway, type TestGateway } from './kit/gateway.ts'

// A whole gateway in front of a vendor whose dated ids nobody has declared or listed.

const mock = new LLMock({ port: 0 })
let gateway: TestGateway
let openai: OpenAI

before(async () => {
  mock.onMessage('Hello', { content: 'Good day to you' })
  await mock.start()
  gateway = await startGateway({
    yaml: `
providers:
  - { name: anthropic, kind: anthropic, baseUrl: "${mock.url}", apiKey: key, allowInsecure: true }
models:
  - { name: nobody-knows, deployments: [{ provider: anthropic, model: some-model }] }
teams: [{ name: search, applications: [{ name: web }] }]
quotas:
  - { name: once, meter: REQUESTS, limit: 1, window: MONTH, scope: { model: claude-sonnet-4-5 } }
`,
  })
  openai = new OpenAI({
    baseURL: `${gateway.url}/v1`,
    apiKey: (await gateway.newKey()).secret,
    maxRetries: 0,
  })
})

after(async () => {
  await gateway.close()
  await mock.stop()
})

const ask = (model: string) =>
  openai.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hello' }] })

test('a dated id is answered and priced, and asked for as it was written', async () => {
  const answer = await ask('claude-haiku-4-5-20251001')
  assert.equal(answer.choices[0]?.message.content, 'Good day to you')
  const { data } = await gateway.graphql(
    '{ model(name: "claude-haiku-4-5-20251001") { deployments { model price { inputPerMillion { usd } } } } }',
  )
  assert.deepEqual(data.model.deployments, [
    { model: 'claude-haiku-4-5-20251001', price: { inputPerMillion: { usd: '1' } } },
  ])
  assert.equal(mock.getLastRequest()?.body?.model, 'claude-haiku-4-5-20251001')
})

test('a quota on a model is not passed by asking for another id of it', async () => {
  await ask('claude-sonnet-4-5-20250929')
  for (const model of ['claude-sonnet-4-5', 'anthropic/claude-sonnet-4-5', 'claude-sonnet-4.5'])
    await assert.rejects(ask(model), { status: 429 }, model)
})

test('a key for one model is not one for its other ids', async () => {
  const { secret } = await gateway.newKey({ models: ['claude-haiku-4-5-20251001'] })
  const limited = openai.withOptions({ apiKey: secret })
  const messages = [{ role: 'user' as const, content: 'Hello' }]
  await limited.chat.completions.create({ model: 'claude-haiku-4-5-20251001', messages })
  await assert.rejects(limited.chat.completions.create({ model: 'claude-haiku-4-5', messages }), {
    status: 404,
  })
})

test('the start names the declared models that no price is known for', () => {
  const warnings = gateway.events.filter(({ message }) => message.includes('have no known price'))
  assert.deepEqual(
    warnings.map(({ fields }) => fields),
    [{ models: ['nobody-knows'] }],
  )
})

test('a key of a team that nobody declared is refused', async () => {
  await assert.rejects(gateway.newKey({ team: 'serach' }), /did you mean `search`/)
})
