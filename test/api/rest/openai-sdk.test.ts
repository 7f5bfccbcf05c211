import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import OpenAI from 'openai'
import { pretendModel } from './pretend-model.ts'
import { startRest } from './server.ts'

const setUp = async (t: TestContext, apiKey = 'ada') => {
  const server = await startRest(t, pretendModel)
  const client = new OpenAI({ apiKey, baseURL: server.url, maxRetries: 0 })
  return { server, client }
}

const ask = (content: string) => ({ model: 'small', messages: [{ role: 'user', content } as const] })
const weather = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
} as const

test('openai: an answer, with its request id', async t => {
  const { client } = await setUp(t)
  const answer = await client.chat.completions.create(ask('Hello'))
  assert.equal(answer.choices[0]?.message.content, 'Hello from Weir')
  assert.equal(answer.usage?.total_tokens, 21)
  assert.equal(answer._request_id, 'request-1')
})

test('openai: a stream, with usage', async t => {
  const { client } = await setUp(t)
  const stream = await client.chat.completions.create({
    ...ask('Hello'),
    stream: true,
    stream_options: { include_usage: true },
  })
  let text = ''
  let total = 0
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? ''
    total = chunk.usage?.total_tokens ?? total
  }
  assert.equal(text, 'Hello from Weir')
  assert.equal(total, 21)
})

test('openai: its own accumulator puts streamed tool calls together', async t => {
  const { client } = await setUp(t)
  const stream = client.chat.completions.stream({ ...ask('Weather?'), tools: [weather] })
  const answer = await stream.finalChatCompletion()
  assert.equal(answer.choices[0]?.finish_reason, 'tool_calls')
  const [call] = answer.choices[0]?.message.tool_calls ?? []
  assert.ok(call?.type === 'function')
  assert.deepEqual(
    [call.id, call.function.name, call.function.arguments],
    ['call_1', 'weather', '{"city":"x"}'],
  )
})

test('openai: a round of tools, where the answer is sent back as it came', async t => {
  const { server, client } = await setUp(t)
  const runner = client.chat.completions.runTools({
    ...ask('Weather?'),
    tools: [
      {
        type: 'function',
        function: {
          ...weather.function,
          description: 'Tells the weather',
          parse: (text: string): { city: string } => JSON.parse(text),
          function: ({ city }: { city: string }) => `rain in ${city}`,
        },
      },
    ],
  })
  assert.equal(await runner.finalContent(), 'The tool said rain in x')
  const input = server.requests[1]?.input
  assert.ok(input?.task === 'completion')
  assert.deepEqual(input.messages[1]?.toolCalls, [
    { id: 'call_1', name: 'weather', arguments: '{"city":"x"}' },
  ])
})

test('openai: structured output is parsed', async t => {
  const { client } = await setUp(t)
  const answer = await client.chat.completions.parse({
    ...ask('Which?'),
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'colour',
        strict: true,
        schema: { type: 'object', properties: { colour: { enum: ['red'] } }, required: ['colour'] },
      },
    },
  })
  assert.deepEqual(JSON.parse(answer.choices[0]?.message.content ?? ''), { colour: 'red' })
})

test('openai: errors are of its classes', async t => {
  const { client } = await setUp(t)
  await assert.rejects(
    client.chat.completions.create(ask('fail at once')),
    error => error instanceof OpenAI.RateLimitError && error.code === 'rate_limit_exceeded',
  )
  await assert.rejects(
    client.chat.completions.create({ ...ask('fail at once'), stream: true }),
    error => error instanceof OpenAI.RateLimitError,
  )
  await assert.rejects(
    client.chat.completions.create({ ...ask('Hello'), temperature: 3 }),
    error => error instanceof OpenAI.BadRequestError && error.param === 'temperature',
  )
  await assert.rejects(
    client.models.retrieve('none'),
    error => error instanceof OpenAI.NotFoundError && error.code === 'model_not_found',
  )
  const stranger = await setUp(t, 'wrong')
  await assert.rejects(
    stranger.client.chat.completions.create(ask('Hello')),
    error => error instanceof OpenAI.AuthenticationError && error.code === 'invalid_api_key',
  )
})

test('openai: a failure in mid-stream is thrown, not taken for an end', async t => {
  const { client } = await setUp(t)
  const stream = await client.chat.completions.create({ ...ask('fail later'), stream: true })
  let text = ''
  await assert.rejects(
    async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    },
    error => error instanceof OpenAI.APIError && error.code === 'providers_failed',
  )
  assert.equal(text, 'Well')
})

test('openai: it repeats what is worth repeating', async t => {
  const { server } = await setUp(t)
  const client = new OpenAI({ apiKey: 'ada', baseURL: server.url, maxRetries: 1 })
  await assert.rejects(client.chat.completions.create(ask('fail at once')))
  assert.equal(server.requests.length, 2)
})

test('openai: embeddings, which it asks for as base64 and decodes', async t => {
  const { client } = await setUp(t)
  const { data } = await client.embeddings.create({ model: 'small', input: ['a', 'bcd'] })
  assert.deepEqual(
    data.map(({ index, embedding }) => [index, ...embedding]),
    [
      [0, 1, 0.5],
      [1, 3, 0.5],
    ],
  )
})

test('openai: the list of models, and one of them', async t => {
  const { client } = await setUp(t)
  const ids: string[] = []
  for await (const model of client.models.list()) ids.push(model.id)
  assert.deepEqual(ids, ['acme/large', 'small'])
  assert.equal((await client.models.retrieve('acme/large')).owned_by, 'weir')
})
