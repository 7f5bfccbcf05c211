import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createOpenAI } from '@ai-sdk/openai'
import { APICallError, embedMany, generateText, isStepCount, jsonSchema, streamText, tool } from 'ai'
import { pretendModel } from './pretend-model.ts'
import { startRest } from './server.ts'

const setUp = async (t: TestContext) => {
  const server = await startRest(t, pretendModel)
  const openai = createOpenAI({ apiKey: 'ada', baseURL: server.url })
  return { server, openai, model: openai.chat('small') }
}

const weather = tool({
  inputSchema: jsonSchema<{ city: string }>({
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
  }),
  execute: async ({ city }) => `rain in ${city}`,
})

test('ai: generateText', async t => {
  const { model } = await setUp(t)
  const { text, usage, finishReason } = await generateText({ model, prompt: 'Hello' })
  assert.equal(text, 'Hello from Weir')
  assert.equal(finishReason, 'stop')
  assert.equal(usage.inputTokens, 10)
  assert.equal(usage.outputTokens, 11)
})

test('ai: streamText', async t => {
  const { model } = await setUp(t)
  const result = streamText({ model, prompt: 'Hello' })
  let text = ''
  for await (const piece of result.textStream) text += piece
  assert.equal(text, 'Hello from Weir')
  assert.equal((await result.usage).totalTokens, 21)
})

test('ai: tools, in a stream and without one', async t => {
  const { model } = await setUp(t)
  const asked = { model, prompt: 'Weather?', tools: { weather }, stopWhen: isStepCount(3) }
  assert.equal((await generateText(asked)).text, 'The tool said rain in x')
  assert.equal(await streamText(asked).text, 'The tool said rain in x')
})

test('ai: errors, before and in the middle of a stream', async t => {
  const { model } = await setUp(t)
  await assert.rejects(
    generateText({ model, prompt: 'fail at once', maxRetries: 0 }),
    error => APICallError.isInstance(error) && error.statusCode === 429 && error.isRetryable,
  )
  const errors: unknown[] = []
  const result = streamText({
    model,
    prompt: 'fail later',
    maxRetries: 0,
    onError: ({ error }) => void errors.push(error),
  })
  await result.consumeStream()
  assert.match(JSON.stringify(errors), /No provider answered|providers_failed/)
})

test('ai: embeddings', async t => {
  const { openai } = await setUp(t)
  const { embeddings } = await embedMany({ model: openai.embedding('small'), values: ['a', 'bcd'] })
  assert.deepEqual(embeddings, [
    [1, 0.5],
    [3, 0.5],
  ])
})
