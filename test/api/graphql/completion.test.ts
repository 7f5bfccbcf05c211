import assert from 'node:assert/strict'
import { test } from 'node:test'
import { globalId } from '../../../src/api/graphql/global-id.ts'
import { noUsage } from '../../../src/core/chunk.ts'
import { GatewayError } from '../../../src/core/error.ts'
import { answer, principal } from '../../kit/call.ts'
import { completing, hello, quota } from '../../kit/completing.ts'
import { callId, dataOf, errorOf, fakeGateway, goodRecord, now } from '../../kit/graphql.ts'

const complete = `
  mutation Complete($input: CompletionInput!) {
    complete(input: $input) {
      __typename
      ... on Completion {
        id
        model { name }
        provider
        deployment
        message { text reasoning reasoningState toolCalls { id name arguments providerState } }
        finishReason
        usage { inputTokens cachedInputTokens cacheWriteTokens outputTokens reasoningTokens totalTokens source }
        cost { usd }
        priced
        cached
        latencyMs
        timeToFirstTokenMs
        outcome
        errorCode
        guardrails { guardrail kind direction action count }
        attempts { provider deployment outcome latencyMs status code }
        tags
        createdAt
      }
      ... on QuotaExceeded { why: message quota { name meter limit window action } resetsAt retryAfterMs }
      ... on ContentBlocked { why: message direction verdicts { guardrail kind count } }
      ... on ProvidersFailed { why: message callId attempts { deployment outcome status code } partialUsage { totalTokens } retryAfterMs }
    }
  }
`
test('a question becomes a call of the operation `complete` for its caller', async () => {
  const { gateway, asking } = completing(answer('Hi'), {
    model: 'small',
    messages: [
      { role: 'SYSTEM', content: 'Be brief.' },
      {
        role: 'USER',
        parts: [
          { text: 'What is this?' },
          { image: { url: 'https://example.com/cat.png', detail: 'LOW' } },
          { image: { url: 'data:image/PNG;base64,aGVsbG8=' } },
          { image: { data: 'aGVsbG8=', mediaType: 'image/jpeg' } },
        ],
      },
      {
        role: 'ASSISTANT',
        parts: [{ reasoning: { text: 'Hm', providerState: 'signed' } }],
        toolCalls: [{ id: 'call_1', name: 'look', arguments: '{}', providerState: 'thought' }],
      },
      { role: 'TOOL', content: 'A cat', toolCallId: 'call_1' },
    ],
    maxOutputTokens: 100,
    temperature: 0.5,
    topP: 0.9,
    seed: 7,
    stop: ['END'],
    tools: [
      { name: 'look', description: 'Looks.', parameters: { type: 'object', properties: {} }, strict: true },
    ],
    toolChoice: { name: 'look' },
    parallelToolCalls: false,
    responseFormat: { type: 'JSON_SCHEMA', schema: { type: 'object' }, strict: true },
    reasoningEffort: 'LOW',
    maxCostUsd: '0.25',
    sessionId: 'chat-1',
    subject: { type: 'order', id: '7' },
    tags: ['nightly'],
    idempotencyKey: 'once',
    providerOptions: { openai: { logprobs: true } },
  })
  const { signal } = new AbortController()
  await dataOf(complete, { ...asking, signal, clientAddress: '192.0.2.7' })
  assert.deepEqual(gateway.requests, [
    {
      operation: 'complete',
      principal,
      model: 'small',
      api: 'GRAPHQL',
      stream: false,
      signal,
      clientAddress: '192.0.2.7',
      input: {
        task: 'completion',
        messages: [
          { role: 'SYSTEM', parts: [{ type: 'text', text: 'Be brief.' }] },
          {
            role: 'USER',
            parts: [
              { type: 'text', text: 'What is this?' },
              { type: 'image', url: 'https://example.com/cat.png', detail: 'low' },
              { type: 'image', data: 'aGVsbG8=', mediaType: 'image/png' },
              { type: 'image', data: 'aGVsbG8=', mediaType: 'image/jpeg' },
            ],
          },
          {
            role: 'ASSISTANT',
            parts: [{ type: 'reasoning', text: 'Hm', providerState: 'signed' }],
            toolCalls: [{ id: 'call_1', name: 'look', arguments: '{}', providerState: 'thought' }],
          },
          { role: 'TOOL', parts: [{ type: 'text', text: 'A cat' }], toolCallId: 'call_1' },
        ],
        maxOutputTokens: 100,
        temperature: 0.5,
        topP: 0.9,
        seed: 7,
        stop: ['END'],
        tools: [
          {
            name: 'look',
            description: 'Looks.',
            parameters: { type: 'object', properties: {} },
            strict: true,
          },
        ],
        toolChoice: { name: 'look' },
        parallelToolCalls: false,
        responseFormat: { type: 'JSON_SCHEMA', name: 'answer', schema: { type: 'object' }, strict: true },
        reasoningEffort: 'LOW',
        maxCostNanos: 250_000_000n,
        sessionId: 'chat-1',
        subject: { type: 'order', id: '7' },
        tags: ['nightly'],
        idempotencyKey: 'once',
        providerOptions: { openai: { logprobs: true } },
      },
    },
  ])
})

test('what is null counts as absent', async () => {
  const nothing = {
    temperature: null,
    tools: null,
    toolChoice: null,
    tags: null,
    subject: null,
    maxCostUsd: null,
  }
  const { gateway, asking } = completing(answer('Hi'), { ...hello, ...nothing })
  await dataOf(complete, asking)
  assert.deepEqual(gateway.requests[0]?.input, {
    task: 'completion',
    messages: [{ role: 'USER', parts: [{ type: 'text', text: 'Hello' }] }],
  })
})

test('an answer becomes a Completion', async () => {
  const usage = { ...noUsage, inputTokens: 10, cachedInputTokens: 5, outputTokens: 2, reasoningTokens: 3 }
  const { asking } = completing(
    [
      { type: 'start', provider: 'fake', deployment: 'fake/small', model: 'small-1' },
      { type: 'reasoning', index: 0, text: 'Hm', providerState: 'signed' },
      { type: 'text', index: 0, text: 'Good ' },
      { type: 'text', index: 0, text: 'day' },
      { type: 'tool-call', index: 0, id: 'call_1', name: 'look', arguments: '{"a":' },
      { type: 'tool-call', index: 0, arguments: '1}', providerState: 'thought' },
      { type: 'finish', reason: 'TOOL_CALLS', usage },
    ],
    { ...hello, tags: ['nightly'] },
  )
  assert.deepEqual(await dataOf(complete, asking), {
    complete: {
      __typename: 'Completion',
      id: globalId('Completion', callId),
      model: { name: 'small' },
      provider: 'fake',
      deployment: 'fake/small',
      message: {
        text: 'Good day',
        reasoning: 'Hm',
        reasoningState: 'signed',
        toolCalls: [{ id: 'call_1', name: 'look', arguments: '{"a":1}', providerState: 'thought' }],
      },
      finishReason: 'TOOL_CALLS',
      usage: {
        inputTokens: 10,
        cachedInputTokens: 5,
        cacheWriteTokens: 0,
        outputTokens: 2,
        reasoningTokens: 3,
        totalTokens: 20,
        source: 'PROVIDER',
      },
      cost: { usd: '0.000014' },
      priced: true,
      cached: false,
      latencyMs: 42,
      timeToFirstTokenMs: 7,
      outcome: 'FINISHED',
      errorCode: null,
      guardrails: [],
      attempts: [
        {
          provider: 'fake',
          deployment: 'fake/small',
          outcome: 'ANSWERED',
          latencyMs: 40,
          status: null,
          code: null,
        },
      ],
      tags: ['nightly'],
      createdAt: '2026-01-31T12:00:00.000Z',
    },
  })
})

test('an answer of tool calls alone has no text, and one of nothing at all has an empty one', async () => {
  const [start, , finish] = answer('')
  assert.ok(start && finish)
  const call = { type: 'tool-call', index: 0, id: 'call_1', name: 'look', arguments: '{}' } as const
  for (const [chunks, text] of [
    [[start, call, finish], null],
    [[start, finish], ''],
  ] as const)
    assert.equal((await dataOf(complete, completing(chunks).asking)).complete.message.text, text)
})

test('an answer without a known price says so', async () => {
  const gateway = fakeGateway(answer('Hi'), { outcome: 'FINISHED' })
  const data = await dataOf(complete, { services: { gateway }, variables: { input: hello } })
  assert.deepEqual([data.complete.priced, data.complete.cost], [false, { usd: '0' }])
})

test('an answer from the cache is told as it is recorded', async () => {
  const gateway = fakeGateway(answer('Hi'), { ...goodRecord, attempts: [], cached: true, costNanos: 0n })
  const { complete: told } = await dataOf(complete, { services: { gateway }, variables: { input: hello } })
  assert.deepEqual([told.cached, told.provider, told.cost.usd, told.attempts], [true, 'fake', '0', []])
})

test('a spent quota is a member of the union', async () => {
  const refusal = { quota, resetsAt: now + 5000, retryAfterMs: 4999.5 }
  for (const code of ['QUOTA_EXCEEDED', 'RATE_LIMITED'] as const)
    assert.deepEqual(await dataOf(complete, completing([new GatewayError(code, 'Spent', refusal)]).asking), {
      complete: {
        __typename: 'QuotaExceeded',
        why: 'Spent',
        quota: { name: 'search-monthly', meter: 'COST', limit: '2.5', window: 'MONTH', action: 'BLOCK' },
        resetsAt: '2026-01-31T12:00:05.000Z',
        retryAfterMs: 5000,
      },
    })
})

test('a wait of a month still fits into an Int', async () => {
  const error = new GatewayError('QUOTA_EXCEEDED', 'Spent', { quota, retryAfterMs: 31 * 86_400_000 })
  const data = await dataOf(complete, completing([error]).asking)
  assert.equal(data.complete.retryAfterMs, 2_147_483_647)
})

test('a blocked answer and failed providers are members of the union', async () => {
  const verdict = {
    guardrail: 'default',
    kind: 'EMAIL',
    direction: 'OUTPUT',
    action: 'BLOCK',
    count: 2,
  } as const
  const blocked = new GatewayError('CONTENT_BLOCKED', 'No', { direction: 'OUTPUT', verdicts: [verdict] })
  assert.deepEqual(await dataOf(complete, completing([...answer('a').slice(0, 2), blocked]).asking), {
    complete: {
      __typename: 'ContentBlocked',
      why: 'No',
      direction: 'OUTPUT',
      verdicts: [{ guardrail: 'default', kind: 'EMAIL', count: 2 }],
    },
  })
  const attempt = {
    provider: 'fake',
    deployment: 'fake/small',
    outcome: 'FAILED',
    latencyMs: 3,
    status: 503,
  } as const
  for (const [usage, billed] of [
    [noUsage, null],
    [{ ...noUsage, inputTokens: 3 }, { totalTokens: 3 }],
  ] as const) {
    const details = { callId, attempts: [attempt], usage, retryAfterMs: 10 }
    const failed = new GatewayError('PROVIDERS_FAILED', 'All down', details)
    assert.deepEqual(await dataOf(complete, completing([failed]).asking), {
      complete: {
        __typename: 'ProvidersFailed',
        why: 'All down',
        callId,
        attempts: [{ deployment: 'fake/small', outcome: 'FAILED', status: 503, code: null }],
        partialUsage: billed,
        retryAfterMs: 10,
      },
    })
  }
})

test('every other refusal is an error with its code', async () => {
  for (const error of [
    new GatewayError('FORBIDDEN', 'You may not'),
    new GatewayError('NOT_FOUND', 'There is no such model', { path: 'model' }),
    new GatewayError('RATE_LIMITED', 'Too fast'),
    new GatewayError('UNAVAILABLE', 'Not now'),
    new GatewayError('INTERNAL', 'A fault'),
  ])
    assert.deepEqual(await errorOf(complete, completing([error]).asking), {
      code: error.code,
      path: error.details.path,
      message: error.message,
    })
})

for (const [fault, input, path] of [
  ['no messages', { ...hello, messages: [] }, 'messages'],
  ['a message without content', { ...hello, messages: [{ role: 'USER' }] }, 'messages[0]'],
  [
    'content and parts at once',
    { ...hello, messages: [{ role: 'USER', content: 'a', parts: [{ text: 'b' }] }] },
    'messages[0]',
  ],
  ['a part that is nothing', { ...hello, messages: [{ role: 'USER', parts: [{}] }] }, 'messages[0].parts[0]'],
  [
    'a part that is two things',
    { ...hello, messages: [{ role: 'USER', parts: [{ text: 'a', reasoning: { text: 'b' } }] }] },
    'messages[0].parts[0]',
  ],
  [
    'an image that is neither there nor elsewhere',
    { ...hello, messages: [{ role: 'USER', parts: [{ image: { data: 'aGk=' } }] }] },
    'messages[0].parts[0].image',
  ],
  [
    'a data address that is not in base64',
    { ...hello, messages: [{ role: 'USER', parts: [{ image: { url: 'data:image/svg+xml,<svg/>' } }] }] },
    'messages[0].parts[0].image.url',
  ],
  [
    'an image at a private address',
    { ...hello, messages: [{ role: 'USER', parts: [{ image: { url: 'https://10.0.0.1/a.png' } }] }] },
    'messages[0].parts[0].image.url',
  ],
  [
    'an image that is not in base64',
    {
      ...hello,
      messages: [{ role: 'USER', parts: [{ text: 'a' }, { image: { data: '!', mediaType: 'image/png' } }] }],
    },
    'messages[0].parts[1].image.data',
  ],
  [
    'a media type of no image',
    { ...hello, messages: [{ role: 'USER', parts: [{ image: { data: 'aGk=', mediaType: 'text/plain' } }] }] },
    'messages[0].parts[0].image.mediaType',
  ],
  [
    'a data address whose data is not in base64',
    { ...hello, messages: [{ role: 'USER', parts: [{ image: { url: 'data:image/png;base64,!' } }] }] },
    'messages[0].parts[0].image.url',
  ],
  ['a negative length', { ...hello, maxOutputTokens: -1 }, 'maxOutputTokens'],
  ['a tool without a schema', { ...hello, tools: [{ name: 'a', parameters: 'x' }] }, 'tools[0].parameters'],
  [
    'a tool with a list for a schema',
    { ...hello, tools: [{ name: 'a', parameters: [] }] },
    'tools[0].parameters',
  ],
  ['a tool choice that says nothing', { ...hello, toolChoice: {} }, 'toolChoice'],
  ['a tool choice that says two things', { ...hello, toolChoice: { mode: 'AUTO', name: 'a' } }, 'toolChoice'],
  [
    'a schema for an answer in text',
    { ...hello, responseFormat: { type: 'TEXT', schema: {} } },
    'responseFormat',
  ],
  ['no schema', { ...hello, responseFormat: { type: 'JSON_SCHEMA' } }, 'responseFormat.schema'],
  ['a cost finer than a billionth', { ...hello, maxCostUsd: '0.0000000001' }, 'maxCostUsd'],
  ['options that are no object', { ...hello, providerOptions: [1] }, 'providerOptions'],
] as const)
  test(`${fault} is told with its place, and no call is made`, async () => {
    const { gateway, asking } = completing(answer('Hi'), input)
    const error = await errorOf(complete, asking)
    assert.deepEqual([error.code, error.path], ['INVALID_INPUT', path])
    assert.ok(error.message?.startsWith(path))
    assert.equal(gateway.requests.length, 0)
  })
