import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { totalTokens } from '../../src/core/chunk.ts'
import type { Json, Message, Tool } from '../../src/core/message.ts'
import { type ProviderCall, ProviderFailure } from '../../src/core/provider.ts'
import type { CompletionInput, EmbeddingInput } from '../../src/core/request.ts'
import { collect } from '../../src/core/stream.ts'
import { createSimulator } from '../../src/providers/simulator.ts'
import { all, model, question } from '../kit/call.ts'

/** A simulator whose time costs nothing, and how long it has waited. */
const simulator = (settings: { readonly [option: string]: unknown } = {}) => {
  const waits: number[] = []
  const sleep = async (ms: number) => void waits.push(ms)
  return { provider: createSimulator({ name: 'sim', settings, sleep }), waits }
}

const [deployment] = model.deployments
assert.ok(deployment)

const callOf = (input: ProviderCall['input'], about: Partial<ProviderCall> = {}): ProviderCall => ({
  deployment,
  input,
  stream: true,
  signal: new AbortController().signal,
  ...about,
})

const ask = (input: CompletionInput | EmbeddingInput) => collect(simulator().provider.run(callOf(input)))

const told = (options: Json): CompletionInput => ({
  ...question('Hi'),
  providerOptions: { simulator: options },
})

test('answers the question in words, always the same for the same prompt and seed', async () => {
  const sky = question('Why is the sky blue?')
  const answer = await ask(sky)
  assert.match(answer.text, /Why is the sky blue\?/)
  assert.deepEqual(await ask(sky), answer)
  const others = await Promise.all([1, 2, 3, 4, 5, 6].map(seed => ask({ ...sky, seed })))
  assert.ok(new Set(others.map(({ text }) => text)).size > 1, 'the seed matters')
})

test('streams in tokens at the pace that is set, and answers a unary call at once', async () => {
  const { provider, waits } = simulator({ firstTokenMs: '50', tokensPerSecond: '200' })
  const chunks = await all(provider.run(callOf(told({ text: 'one two three' }))))
  assert.deepEqual(
    chunks.map(chunk => (chunk.type === 'text' ? chunk.text : chunk.type)),
    ['start', 'one', ' two', ' three', 'finish'],
  )
  assert.deepEqual(waits, [50, 5, 5])

  const unary = simulator()
  const whole = await all(unary.provider.run(callOf(told({ text: 'one two three' }), { stream: false })))
  assert.deepEqual(
    whole.map(chunk => (chunk.type === 'text' ? chunk.text : chunk.type)),
    ['start', 'one two three', 'finish'],
  )
  assert.deepEqual(unary.waits, [])
})

test('a pace of more than a token a millisecond is kept on the whole', async () => {
  const { provider, waits } = simulator({ firstTokenMs: 0, tokensPerSecond: 4000 })
  await all(provider.run(callOf(told({ text: 'x '.repeat(401) }))))
  assert.equal(
    waits.reduce((sum, ms) => sum + ms, 0),
    100,
  )
})

test('reports words and signs as tokens, reasoning apart, and nothing when told so', async () => {
  const { finish, reasoning } = await ask({ ...told({ text: 'Hello, world!' }), reasoningEffort: 'LOW' })
  assert.equal(reasoning, 'The question has 1 token.')
  assert.deepEqual(finish.usage, {
    inputTokens: 1,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 4,
    reasoningTokens: 6,
    source: 'PROVIDER',
  })
  const silent = await ask(told({ usage: false }))
  assert.deepEqual([totalTokens(silent.finish.usage), silent.finish.usage.source], [0, 'ESTIMATED'])
})

test('a long word is as many tokens as it is long, and they still join to the text', async () => {
  const text = `${'a'.repeat(1_000_000)} ${' '.repeat(1000)}\n🙂${'é'.repeat(40)}`
  const input = { ...told({ echo: true }), ...question(text), providerOptions: { simulator: { echo: true } } }
  const answer = await ask(input)
  assert.equal(answer.text, text)
  assert.equal(answer.finish.usage.inputTokens, answer.finish.usage.outputTokens)
  assert.ok(answer.finish.usage.inputTokens > 60_000, String(answer.finish.usage.inputTokens))
  const cut = await ask({ ...input, maxOutputTokens: 10 })
  assert.deepEqual([cut.text, cut.finish.reason], ['a'.repeat(160), 'LENGTH'])
})

test('keeps within maxOutputTokens, reasoning included', async () => {
  for (const stream of [true, false]) {
    const input: CompletionInput = {
      ...told({ text: 'a b c d e f' }),
      reasoningEffort: 'LOW',
      maxOutputTokens: 9,
    }
    const { text, finish } = await collect(simulator().provider.run(callOf(input, { stream })))
    assert.deepEqual([text, finish.reason], ['a b c', 'LENGTH'])
    assert.equal(finish.usage.outputTokens + finish.usage.reasoningTokens, 9)
  }
  const exact = await ask({ ...told({ text: 'a b' }), maxOutputTokens: 2 })
  assert.deepEqual([exact.text, exact.finish.reason], ['a b', 'STOP'])
})

test('stops before a stop sequence, wherever it is cut', async () => {
  const { text, finish } = await ask({
    ...told({ pieces: ['one t', 'wo thr', 'ee'] }),
    stop: ['three', 'xyz'],
  })
  assert.deepEqual([text, finish.reason], ['one two ', 'STOP'])
})

test('answers word for word, or cut exactly so', async () => {
  assert.equal(
    (
      await ask({
        ...told({ echo: true }),
        ...question('So  be it'),
        providerOptions: { simulator: { echo: true } },
      })
    ).text,
    'So  be it',
  )
  for (const stream of [true, false]) {
    const chunks = await all(
      simulator().provider.run(callOf(told({ pieces: ['bob@exa', '', 'mple.com'] }), { stream })),
    )
    assert.deepEqual(
      chunks.flatMap(chunk => (chunk.type === 'text' ? [chunk.text] : [])),
      ['bob@exa', '', 'mple.com'],
    )
  }
})

const weather: Tool = {
  name: 'get_weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, unit: { enum: ['C', 'F'] } },
    required: ['city'],
  },
}
const clock: Tool = { name: 'get_time', parameters: { type: 'object', properties: {} } }

describe('tools', () => {
  const asked: CompletionInput = { ...question('Use get_weather, then get_time.'), tools: [weather, clock] }

  test('calls the tools that the question names, with arguments that fit', async () => {
    const { toolCalls, text, finish } = await ask(asked)
    assert.deepEqual(
      [text, finish.reason, toolCalls.map(({ name }) => name)],
      ['', 'TOOL_CALLS', ['get_weather', 'get_time']],
    )
    assert.equal(new Set(toolCalls.map(({ id }) => id)).size, 2)
    assert.ok(new Ajv().validate(weather.parameters, JSON.parse(toolCalls[0]?.arguments ?? '')))
  })

  test('streams the arguments in pieces behind the name', async () => {
    const chunks = (await all(simulator().provider.run(callOf(asked)))).filter(
      ({ type }) => type === 'tool-call',
    )
    assert.ok(chunks.length > 6)
    assert.deepEqual(Object.keys(chunks[0] ?? {}), ['type', 'index', 'id', 'name', 'arguments'])
  })

  test('does as toolChoice says', async () => {
    const names = async (input: CompletionInput) => (await ask(input)).toolCalls.map(({ name }) => name)
    const plain: CompletionInput = { ...asked, ...question('Hello') }
    assert.deepEqual(await names(plain), [])
    assert.deepEqual(await names({ ...plain, toolChoice: 'REQUIRED' }), ['get_weather'])
    assert.deepEqual(await names({ ...plain, toolChoice: { name: 'get_time' } }), ['get_time'])
    assert.deepEqual(await names({ ...asked, toolChoice: 'NONE' }), [])
    assert.deepEqual(await names({ ...asked, parallelToolCalls: false }), ['get_weather'])
    await assert.rejects(names({ ...plain, toolChoice: { name: 'x' } }), { kind: 'UNSUPPORTED' })
  })

  test('answers in words once the tools have', async () => {
    const messages: Message[] = [
      ...asked.messages,
      { role: 'ASSISTANT', parts: [], toolCalls: [{ id: 'c1', name: 'get_weather', arguments: '{}' }] },
      { role: 'TOOL', toolCallId: 'c1', parts: [{ type: 'text', text: '21 °C and sunny' }] },
    ]
    const { text, finish } = await ask({ ...asked, messages })
    assert.match(text, /21 °C and sunny/)
    assert.equal(finish.reason, 'STOP')
  })
})

describe('JSON', () => {
  const ajv = new Ajv({ strict: false })
  ajvFormats.default(ajv)

  const schemas: { readonly [what: string]: { readonly [keyword: string]: Json } } = {
    'everything at once': {
      type: 'object',
      additionalProperties: false,
      required: ['id', 'tags', 'price', 'nested', 'either', 'nothing'],
      properties: {
        id: { type: 'string', format: 'uuid' },
        at: { type: 'string', format: 'date-time' },
        mail: { type: 'string', format: 'email' },
        tags: {
          type: 'array',
          items: { enum: ['a', 'b', 'c'] },
          minItems: 3,
          maxItems: 3,
          uniqueItems: true,
        },
        price: { type: 'number', minimum: 1, exclusiveMaximum: 1.5 },
        cents: { type: 'integer', multipleOf: 5, exclusiveMinimum: 1000 },
        cold: { type: 'integer', maximum: -5 },
        short: { type: 'string', maxLength: 3 },
        long: { type: 'string', minLength: 50 },
        kind: { const: 'order' },
        either: {
          anyOf: [
            { type: 'string' },
            { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
          ],
        },
        one: { oneOf: [{ type: 'integer' }, { type: 'string' }] },
        both: {
          allOf: [{ properties: { a: { type: 'boolean' } }, required: ['a'] }, { $ref: '#/$defs/b' }],
          type: 'object',
        },
        maybe: { type: ['string', 'null'] },
        nothing: { type: 'null' },
        pair: { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'boolean' }], items: false },
        nested: { type: 'object', properties: { deep: { $ref: '#/$defs/b' } }, required: ['deep'] },
      },
      $defs: { b: { type: 'object', properties: { 'b/~c': { type: 'number' } }, required: ['b/~c'] } },
    },
    'a tree that contains itself': {
      $ref: '#/$defs/node',
      $defs: {
        node: {
          type: 'object',
          required: ['value', 'children', 'next'],
          properties: {
            value: { type: 'integer' },
            children: { type: 'array', items: { $ref: '#/$defs/node' } },
            next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
          },
        },
      },
    },
    'a list at the root': { type: 'array', items: { type: 'number' }, minItems: 5 },
    anything: {},
    'names of objects': {
      type: 'object',
      properties: { constructor: { type: 'integer' } },
      required: ['constructor'],
    },
  }

  for (const [what, schema] of Object.entries(schemas))
    test(`fills a JSON Schema: ${what}`, async () => {
      for (let seed = 0; seed < 30; seed++) {
        const input: CompletionInput = {
          ...question('x'),
          seed,
          responseFormat: { type: 'JSON_SCHEMA', name: 'x', schema },
        }
        const value = JSON.parse((await ask(input)).text)
        assert.ok(ajv.validate(schema, value), `${ajv.errorsText()}: ${JSON.stringify(value)}`)
      }
    })

  test('says so where a JSON Schema allows nothing, or nothing that ends', async () => {
    const endless = {
      type: 'object',
      properties: { x: { $ref: '#' }, y: { $ref: '#' } },
      required: ['x', 'y'],
    }
    for (const schema of [
      endless,
      { allOf: [{ $ref: '#' }] },
      { $ref: '#/$defs/none' },
      { type: 'integer', minimum: 5, maximum: 4 },
      { type: 'object', properties: { x: false }, required: ['x'] },
    ])
      await assert.rejects(
        ask({ ...question('x'), responseFormat: { type: 'JSON_SCHEMA', name: 'x', schema } }),
        {
          kind: 'UNSUPPORTED',
        },
      )
  })

  test('JSON mode gives an object', async () => {
    const { text } = await ask({ ...question('Why?'), responseFormat: { type: 'JSON' } })
    assert.equal(JSON.parse(text).question, 'Why?')
  })
})

describe('embeddings', () => {
  test('are unit vectors, the same for the same text, nearer for texts with words in common', async () => {
    const texts = ['the sky is blue', 'the sky is blue', 'the sky is grey', 'quarterly tax return', '']
    const { embeddings, finish } = await ask({ task: 'embedding', texts, dimensions: 64 })
    const [one = [], same = [], near = [], far = [], empty = []] = embeddings
    const dot = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
    for (const vector of embeddings) {
      assert.equal(vector.length, 64)
      assert.ok(Math.abs(dot(vector, vector) - 1) < 1e-9)
    }
    assert.deepEqual(one, same)
    assert.ok(dot(one, near) > dot(one, far) && empty.length > 0)
    assert.equal(finish.usage.inputTokens, 15)
  })

  test('of too many dimensions are refused', async () => {
    await assert.rejects(ask({ task: 'embedding', texts: ['x'], dimensions: 5000 }), { kind: 'UNSUPPORTED' })
  })
})

describe('failures', () => {
  const failing = async (options: Json, stream = true) => {
    const { provider, waits } = simulator()
    let pieces = 0
    try {
      for await (const chunk of provider.run(callOf(told(options), { stream })))
        if (chunk.type === 'text') pieces++
    } catch (error) {
      assert.ok(error instanceof ProviderFailure)
      const { kind, status, retryable, retryAfterMs } = error
      return { kind, status, retryable, retryAfterMs, pieces, waits }
    }
    return undefined
  }

  test('come as they are told', async () => {
    const none = { status: undefined, retryAfterMs: undefined, retryable: true, pieces: 0, waits: [] }
    assert.deepEqual(await failing({ status: 429, retryAfterMs: 1500 }), {
      ...none,
      kind: 'HTTP_STATUS',
      status: 429,
      retryAfterMs: 1500,
    })
    assert.deepEqual(await failing({ status: 401 }), {
      ...none,
      kind: 'HTTP_STATUS',
      status: 401,
      retryable: false,
    })
    assert.deepEqual(await failing({ timeout: 3000 }), { ...none, kind: 'TIMEOUT', waits: [3000] })
    assert.deepEqual(await failing({ malformed: true }), { ...none, kind: 'MALFORMED_ANSWER' })
    for (const stream of [true, false]) {
      assert.equal((await failing({ cutAfter: 0 }, stream))?.kind, 'INCOMPLETE_STREAM')
      assert.equal((await failing({ errorAfter: 100_000 }, stream))?.kind, 'MID_STREAM_ERROR')
    }
    assert.equal((await failing({ cutAfter: 3 }))?.pieces, 3)
    assert.equal((await failing({ errorAfter: 3 }))?.pieces, 3)
  })

  test('a slow simulator waits before each piece, and before a unary answer', async () => {
    for (const [stream, waits] of [
      [true, [70, 70]],
      [false, [70]],
    ] as const) {
      const slow = simulator({ slowMs: 70 })
      await all(slow.provider.run(callOf(told({ text: 'one two' }), { stream })))
      assert.deepEqual(slow.waits, waits)
    }
  })

  test('of the settings count for every call, and a call may say otherwise', async () => {
    const { provider } = simulator({ status: '503' })
    await assert.rejects(collect(provider.run(callOf(question('Hi')))), { kind: 'HTTP_STATUS', status: 503 })
    await assert.rejects(collect(provider.run(callOf(told({ status: 429 })))), { status: 429 })
  })

  test('an option that does not exist is refused by name', async () => {
    await assert.rejects(ask(told({ statsu: 429 })), { kind: 'UNSUPPORTED', message: /statsu.*status/ })
    await assert.rejects(ask(told({ status: 200 })), { kind: 'UNSUPPORTED', message: /status/ })
    await assert.rejects(ask(told('fail')), { kind: 'UNSUPPORTED' })
    assert.throws(() => simulator({ tokenPerSecond: '5' }), {
      code: 'INVALID_INPUT',
      message: /tokenPerSecond.*tokensPerSecond/,
    })
  })
})

test('an aborted signal ends a wait at once', async () => {
  const leaving = new AbortController()
  const sleep = (_: number, signal: AbortSignal) =>
    new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new Error('woken')), { once: true }),
    )
  const provider = createSimulator({ name: 'sim', settings: {}, sleep })
  const pending = all(provider.run(callOf(question('Hi'), { signal: leaving.signal })))
  leaving.abort(new Error('left'))
  await assert.rejects(pending, /left/)
  await assert.rejects(
    all(provider.run(callOf(question('Hi'), { signal: AbortSignal.abort(new Error('gone')) }))),
    /gone/,
  )
})
