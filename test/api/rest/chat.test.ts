import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Chunk } from '../../../src/core/chunk.ts'
import { GatewayError } from '../../../src/core/error.ts'
import {
  callId,
  eventsOf,
  finish,
  hello,
  jsonOf,
  play,
  start,
  startedAt,
  startRest,
  text,
  usage,
} from './server.ts'

const created = Math.floor(startedAt / 1000)
const wholeUsage = {
  prompt_tokens: 10,
  completion_tokens: 11,
  total_tokens: 21,
  prompt_tokens_details: { cached_tokens: 3, cache_write_tokens: 2 },
  completion_tokens_details: { reasoning_tokens: 4 },
}
const toolCalls: readonly Chunk[] = [
  { type: 'tool-call', index: 0, id: 'call_1', name: 'weather', arguments: '' },
  { type: 'tool-call', index: 0, arguments: '{"city":' },
  { type: 'tool-call', index: 0, arguments: '"Rome"}' },
  { type: 'tool-call', index: 1, id: 'call_2', name: 'time', arguments: '{}', providerState: 'thought' },
]
const toolEnd: Chunk = { type: 'finish', reason: 'TOOL_CALLS', usage }

test('a request comes through the one door as it was asked', async t => {
  const server = await startRest(t, play(start, text('Hi'), finish))
  await server.post('/chat/completions', { ...hello, temperature: 0 })
  const [request] = server.requests
  assert.ok(request)
  const { signal, principal, ...rest } = request
  assert.equal(principal.name, 'ada')
  assert.ok(signal instanceof AbortSignal)
  assert.deepEqual(rest, {
    operation: 'complete',
    model: 'small',
    api: 'REST',
    stream: false,
    clientAddress: '127.0.0.1',
    input: {
      task: 'completion',
      messages: [{ role: 'USER', parts: [{ type: 'text', text: 'Hello' }] }],
      temperature: 0,
    },
  })
})

test('an answer is a chat completion, and headers tell the rest', async t => {
  const server = await startRest(t, play(start, text('Hello '), text('you'), finish))
  const answer = await server.post('/chat/completions', hello)
  assert.equal(answer.status, 200)
  assert.deepEqual(await jsonOf(answer), {
    id: `chatcmpl-${callId}`,
    object: 'chat.completion',
    created,
    model: 'small',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Hello you', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: wholeUsage,
  })
  for (const [name, value] of [
    ['content-type', 'application/json; charset=utf-8'],
    ['openai-processing-ms', '42'],
    ['x-request-id', 'request-1'],
    ['x-weir-cached', 'false'],
    ['x-weir-call-id', callId],
    ['x-weir-cost-usd', '0.0015'],
    ['x-weir-deployment', 'main/small'],
    ['x-weir-provider', 'main'],
  ] as const)
    assert.equal(answer.headers.get(name), value, name)
})

test('tool calls, reasoning and the state of the provider are in the message', async t => {
  const reasoning: Chunk = { type: 'reasoning', index: 0, text: 'Hm', providerState: 'signed' }
  const server = await startRest(t, play(start, reasoning, ...toolCalls, toolEnd))
  const answer = await jsonOf(await server.post('/chat/completions', hello))
  assert.deepEqual(answer.choices, [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: null,
        refusal: null,
        reasoning_content: 'Hm',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } },
          {
            id: 'call_2',
            type: 'function',
            function: { name: 'time', arguments: '{}' },
            extra_content: { weir: { provider_state: 'thought' } },
          },
        ],
        extra_content: { weir: { provider_state: 'signed' } },
      },
      logprobs: null,
      finish_reason: 'tool_calls',
    },
  ])
})

test('every finish reason has its word', async t => {
  let reason: (typeof reasons)[number][0] = 'STOP'
  const server = await startRest(t, (request, record) =>
    play(start, { type: 'finish', reason, usage })(request, record),
  )
  const reasons = [
    ['STOP', 'stop'],
    ['LENGTH', 'length'],
    ['TOOL_CALLS', 'tool_calls'],
    ['CONTENT_FILTER', 'content_filter'],
    ['OTHER', 'stop'],
  ] as const
  for (const [ours, theirs] of reasons) {
    reason = ours
    const answer = await jsonOf(await server.post('/chat/completions', hello))
    assert.equal(answer.choices[0].finish_reason, theirs)
    assert.equal(answer.choices[0].message.content, '')
  }
})

test('the headers of a request give the attribution', async t => {
  const server = await startRest(t, play(start, finish))
  await server.post('/chat/completions', hello, {
    'x-weir-tags': 'blue, green,,',
    'x-weir-subject': 'order:47:11',
    'x-weir-session': 's-1',
    'x-weir-max-cost-usd': '0.05',
    'idempotency-key': 'once',
  })
  const { tags, subject, sessionId, maxCostNanos, idempotencyKey } = server.requests[0]?.input ?? {}
  assert.deepEqual(
    { tags, subject, sessionId, maxCostNanos, idempotencyKey },
    {
      tags: ['blue', 'green'],
      subject: { type: 'order', id: '47:11' },
      sessionId: 's-1',
      maxCostNanos: 50_000_000n,
      idempotencyKey: 'once',
    },
  )
})

test('a stream: the role, the text, the end, and then [DONE]', async t => {
  const server = await startRest(t, play(start, text('Hello '), text('"you"\n'), finish))
  const answer = await server.post('/chat/completions', { ...hello, stream: true })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  assert.equal(answer.headers.get('x-weir-call-id'), callId)
  assert.equal(answer.headers.get('x-weir-provider'), 'main')
  assert.equal(answer.headers.get('x-weir-cost-usd'), null)
  assert.equal(answer.headers.get('x-request-id'), 'request-1')
  const events = eventsOf(await answer.text())
  assert.equal(events.at(-1), '[DONE]')
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    id: `chatcmpl-${callId}`,
    object: 'chat.completion.chunk',
    created,
    model: 'small',
    choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  })
  assert.deepEqual(
    events.slice(0, -1).map(event => JSON.parse(event)),
    [
      chunk({ role: 'assistant', content: '', refusal: null }),
      chunk({ content: 'Hello ' }),
      chunk({ content: '"you"\n' }),
      chunk({}, 'stop'),
    ],
  )
})

test('with include_usage a last chunk has the usage and no choice, and the others have none', async t => {
  const server = await startRest(t, play(start, text('Hi'), finish))
  const body = { ...hello, stream: true, stream_options: { include_usage: true } }
  const answer = await server.post('/chat/completions', body)
  const chunks = eventsOf(await answer.text())
    .slice(0, -1)
    .map(event => JSON.parse(event))
  const last = chunks.pop()
  assert.deepEqual(last.choices, [])
  assert.deepEqual(last.usage, wholeUsage)
  assert.equal(chunks.length, 3)
  for (const chunk of chunks) assert.equal(chunk.usage, null)
})

test('tool calls are streamed: first id and name, then the arguments', async t => {
  const reasoning: Chunk = { type: 'reasoning', index: 0, text: 'Hm' }
  const server = await startRest(t, play(start, reasoning, ...toolCalls, toolEnd))
  const answer = await server.post('/chat/completions', { ...hello, stream: true })
  const deltas = eventsOf(await answer.text())
    .slice(1, -1)
    .map(event => JSON.parse(event).choices[0].delta)
  assert.deepEqual(deltas, [
    { reasoning_content: 'Hm' },
    {
      tool_calls: [
        { index: 0, id: 'call_1', type: 'function', function: { name: 'weather', arguments: '' } },
      ],
    },
    { tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] },
    { tool_calls: [{ index: 0, function: { arguments: '"Rome"}' } }] },
    {
      tool_calls: [
        {
          index: 1,
          id: 'call_2',
          type: 'function',
          function: { name: 'time', arguments: '{}' },
          extra_content: { weir: { provider_state: 'thought' } },
        },
      ],
    },
    {},
  ])
})

test('what OpenAI has no word for makes no event', async t => {
  const server = await startRest(
    t,
    play(
      { type: 'fallback', from: 'a', to: 'b', reason: '429' },
      start,
      text('Hi'),
      { type: 'redaction', kind: 'EMAIL', count: 1 },
      { type: 'usage', usage },
      finish,
    ),
  )
  const answer = await server.post('/chat/completions', { ...hello, stream: true })
  assert.equal(eventsOf(await answer.text()).length, 4)
})

const blocked = new GatewayError('CONTENT_BLOCKED', 'The answer was blocked', { callId })

test('a refusal before the first event has a status of its own', async t => {
  const fallback: Chunk = { type: 'fallback', from: 'a', to: 'b', reason: '429' }
  const server = await startRest(t, play(fallback, blocked))
  const answer = await server.post('/chat/completions', { ...hello, stream: true })
  assert.equal(answer.status, 400)
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
  assert.equal((await jsonOf(answer)).error.code, 'content_policy_violation')
})

test('a refusal in mid-stream is an error event, and there is no [DONE]', async t => {
  const server = await startRest(t, play(start, text('Hi'), blocked))
  const answer = await server.post('/chat/completions', { ...hello, stream: true })
  assert.equal(answer.status, 200)
  const events = eventsOf(await answer.text())
  assert.ok(!events.includes('[DONE]'))
  assert.deepEqual(JSON.parse(events.at(-1) ?? ''), {
    error: {
      message: 'The answer was blocked',
      type: 'content_policy_violation',
      param: null,
      code: 'content_policy_violation',
    },
  })
})

test('a fault in mid-stream is masked and logged once', async t => {
  const server = await startRest(t, play(start, text('Hi'), new Error('secret')))
  const answer = await server.post('/chat/completions', { ...hello, stream: true })
  const body = await answer.text()
  assert.match(body, /Something went wrong on our side/)
  assert.doesNotMatch(body, /secret|DONE/)
  assert.equal(server.logged.length, 1)
})

test('a stream that was cut off is no success (P17)', async t => {
  const server = await startRest(t, play(start, text('Hi')))
  const streamed = await server.post('/chat/completions', { ...hello, stream: true })
  const events = eventsOf(await streamed.text())
  assert.ok(!events.includes('[DONE]'))
  assert.equal(JSON.parse(events.at(-1) ?? '').error.code, 'internal')
  const unary = await server.post('/chat/completions', hello)
  assert.equal(unary.status, 500)
})

test('an answer with an administrator’s odd names still has headers', async t => {
  const odd: Chunk = { type: 'start', provider: 'Zürich', deployment: 'Zürich/模型', model: 'm' }
  const server = await startRest(t, play(odd, finish))
  const answer = await server.post('/chat/completions', hello)
  assert.equal(answer.headers.get('x-weir-provider'), 'Z%C3%BCrich')
  assert.equal(decodeURIComponent(answer.headers.get('x-weir-deployment') ?? ''), 'Zürich/模型')
})

test('a body of more values than any request needs is refused before it is read, in few words', async t => {
  const server = await startRest(t, play(start, finish))
  const wide = (fields: number) =>
    Object.fromEntries(Array.from({ length: fields }, (_, i) => [`k${i}`, '1']))
  const refusals = [
    [{ ...hello, metadata: wide(50_000) }, /^The body holds too many values; 50000 are allowed/],
    [{ ...hello, messages: Array(60_000).fill(1) }, /^The body holds too many values/],
    [{ ...hello, metadata: wide(1_001) }, /^Invalid 'metadata': expected at most 1000 entries/],
    [
      { ...hello, metadata: { ['k'.repeat(100_000)]: 1 } },
      /^Invalid type for 'metadata\.kkk.* … .*but got a number/,
    ],
  ] as const
  for (const [body, message] of refusals) {
    const answer = await server.post('/chat/completions', body)
    const text = await answer.text()
    assert.equal(answer.status, 400)
    assert.match(JSON.parse(text).error.message, message)
    assert.ok(text.length < 3_000, `${text.length} characters`)
  }
  assert.equal(server.requests.length, 0)
})
