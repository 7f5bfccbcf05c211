import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai'
import { pretendModel } from './pretend-model.ts'
import { startRest } from './server.ts'

const setUp = async (t: TestContext) => {
  const server = await startRest(t, pretendModel)
  const common = { apiKey: 'ada', model: 'small', configuration: { baseURL: server.url }, maxRetries: 0 }
  return { server, common, model: new ChatOpenAI(common) }
}

const weather = {
  type: 'function',
  function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
} as const

test('langchain: invoke', async t => {
  const { model } = await setUp(t)
  const answer = await model.invoke('Hello')
  assert.equal(answer.content, 'Hello from Weir')
  assert.partialDeepStrictEqual(answer.usage_metadata, { total_tokens: 21 })
})

test('langchain: stream', async t => {
  const { model } = await setUp(t)
  let text = ''
  const usages: unknown[] = []
  for await (const chunk of await model.stream('Hello')) {
    text += chunk.content
    if (chunk.usage_metadata) usages.push(chunk.usage_metadata)
  }
  assert.equal(text, 'Hello from Weir')
  assert.partialDeepStrictEqual(usages, [{ total_tokens: 21 }])
})

test('langchain: tools', async t => {
  const { model } = await setUp(t)
  const answer = await model.bindTools([weather]).invoke('Weather?')
  assert.deepEqual(answer.tool_calls, [
    { name: 'weather', args: { city: 'x' }, id: 'call_1', type: 'tool_call' },
  ])
})

test('langchain: a refusal is an error with its status', async t => {
  const { model } = await setUp(t)
  await assert.rejects(model.invoke('fail at once'), { status: 429 })
})

test('langchain: embeddings', async t => {
  const { common } = await setUp(t)
  const embeddings = new OpenAIEmbeddings(common)
  assert.deepEqual(await embeddings.embedDocuments(['a', 'bcd']), [
    [1, 0.5],
    [3, 0.5],
  ])
})
