import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Chunk } from '../../src/core/chunk.ts'
import type { Message, Part } from '../../src/core/message.ts'
import { ProviderFailure } from '../../src/core/provider.ts'
import type { CompletionInput, EmbeddingInput } from '../../src/core/request.ts'
import { azureOpenai } from '../../src/providers/azure-openai.ts'
import type { Adapter, Target } from '../../src/providers/kit/adapter.ts'
import { mistral } from '../../src/providers/mistral.ts'
import { openai } from '../../src/providers/openai.ts'
import { openaiCompatibles } from '../../src/providers/openai-compatible.ts'
import { deploymentOf } from '../kit/replay.ts'

const targetOf = (model: string, about: Partial<Target> = {}): Target => ({
  deployment: deploymentOf(model),
  baseUrl: 'https://provider.test/v1',
  apiKey: 'secret',
  stream: false,
  settings: {},
  ...about,
})

const user = (...parts: readonly Part[]): Message => ({ role: 'USER', parts })
const hi = user({ type: 'text', text: 'Hi' })
const asking = (about: Partial<CompletionInput> = {}): CompletionInput => ({
  task: 'completion',
  messages: [hi],
  ...about,
})
const embedding = (about: Partial<EmbeddingInput> = {}): EmbeddingInput => ({
  task: 'embedding',
  texts: ['one', 'two'],
  ...about,
})

const compatible = (kind: string): Adapter =>
  openaiCompatibles.find(adapter => adapter.kind === kind) ?? assert.fail(`no ${kind}`)
const plain = compatible('openai-compatible')

const bodyOf = (adapter: Adapter, input: CompletionInput | EmbeddingInput, target = targetOf('small')) =>
  JSON.parse(adapter.encode(input, target).body)

const refused = (encode: () => unknown): void =>
  assert.throws(encode, (error: unknown) => error instanceof ProviderFailure && error.kind === 'UNSUPPORTED')

suite('what is asked', () => {
  test('everything that a caller may say is said', () => {
    const parameters = { type: 'object', properties: { a: { type: 'number' } } }
    assert.deepEqual(
      bodyOf(
        plain,
        asking({
          messages: [
            { role: 'SYSTEM', parts: [{ type: 'text', text: 'Be brief' }] },
            user(
              { type: 'text', text: 'What is this?' },
              { type: 'image', url: 'https://example.com/a.png', detail: 'low' },
              { type: 'image', data: 'AAAA', mediaType: 'image/png' },
            ),
            { role: 'ASSISTANT', parts: [], toolCalls: [{ id: 'c1', name: 'add', arguments: '' }] },
            { role: 'TOOL', parts: [{ type: 'text', text: '3' }], toolCallId: 'c1' },
          ],
          maxOutputTokens: 9,
          temperature: 0.5,
          topP: 0.9,
          seed: 7,
          stop: ['END'],
          tools: [{ name: 'add', description: 'Adds', parameters, strict: true }],
          toolChoice: { name: 'add' },
          parallelToolCalls: false,
          responseFormat: { type: 'JSON_SCHEMA', name: 'sum', schema: parameters, strict: true },
          reasoningEffort: 'LOW',
        }),
        targetOf('small', { stream: true }),
      ),
      {
        model: 'small',
        messages: [
          { role: 'system', content: 'Be brief' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is this?' },
              { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
              { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
            ],
          },
          {
            role: 'assistant',
            content: null,
            tool_calls: [{ id: 'c1', type: 'function', function: { name: 'add', arguments: '{}' } }],
          },
          { role: 'tool', tool_call_id: 'c1', content: '3' },
        ],
        stream: true,
        stream_options: { include_usage: true },
        max_tokens: 9,
        temperature: 0.5,
        top_p: 0.9,
        seed: 7,
        stop: ['END'],
        tools: [
          { type: 'function', function: { name: 'add', description: 'Adds', parameters, strict: true } },
        ],
        tool_choice: { type: 'function', function: { name: 'add' } },
        parallel_tool_calls: false,
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'sum', schema: parameters, strict: true },
        },
        reasoning_effort: 'low',
      },
    )
  })

  test('nothing is said that nobody asked for', () => {
    assert.deepEqual(bodyOf(plain, asking({ stop: [], tools: [], toolChoice: 'NONE' })), {
      model: 'small',
      messages: [{ role: 'user', content: 'Hi' }],
    })
  })

  test('images in other messages than a user’s are refused, not dropped', () => {
    for (const role of ['SYSTEM', 'ASSISTANT', 'TOOL'] as const)
      refused(() =>
        bodyOf(plain, asking({ messages: [{ role, parts: [{ type: 'image', url: 'https://a.test/b' }] }] })),
      )
  })

  test('the caller’s own options are merged in, and cannot change who is asked what at which price', () => {
    const options = (option: object) =>
      asking({ providerOptions: { 'openai-compatible': { ...option }, other: { logprobs: false } } })
    assert.equal(bodyOf(plain, options({ logprobs: true })).logprobs, true)
    for (const name of [
      'model',
      'models',
      'messages',
      'stream',
      'stream_options',
      'n',
      'N',
      'best_of',
      'max_tokens',
      'maxTokens',
      'MAX-TOKENS',
      'max_completion_tokens',
      'maxCompletionTokens',
      'max_output_tokens',
      'max_new_tokens',
      'extra_body',
    ])
      refused(() => bodyOf(plain, options({ [name]: 1 })))
    for (const tier of ['priority', 'Priority', ' priority', 'fast', ['priority'], { tier: 'priority' }, 1])
      for (const name of ['service_tier', 'serviceTier'])
        refused(() => bodyOf(plain, options({ [name]: tier })))
    for (const service_tier of ['auto', 'default', 'flex', null])
      assert.equal(bodyOf(plain, options({ service_tier })).service_tier, service_tier)
  })

  test('options for the dialect as a whole reach every provider of it, and its own have the last word', () => {
    const providerOptions = {
      openai: { user: 'u', verbosity: 'low' },
      'openai-compatible': { verbosity: 'high' },
    }
    const { user, verbosity } = bodyOf(plain, asking({ providerOptions }))
    assert.deepEqual([user, verbosity], ['u', 'high'])
  })
})

suite('OpenAI', () => {
  test('the limit goes by its new name, and reasoning models are instructed as developer', () => {
    const messages: readonly Message[] = [{ role: 'SYSTEM', parts: [{ type: 'text', text: 'Be brief' }] }]
    for (const [model, role] of [
      ['gpt-4o', 'system'],
      ['gpt-4.1-mini', 'system'],
      ['gpt-5-chat-latest', 'system'],
      ['gpt-5-mini', 'developer'],
      ['gpt-5.2', 'developer'],
      ['o3', 'developer'],
      ['o4-mini-2025-04-16', 'developer'],
      ['omni', 'system'],
    ] as const) {
      const body = bodyOf(openai, asking({ messages, maxOutputTokens: 5 }), targetOf(model))
      assert.deepEqual(
        [body.messages[0].role, body.max_completion_tokens, body.max_tokens],
        [role, 5, undefined],
        model,
      )
    }
  })

  test('the key is a bearer token; organization and project are told where they are set', () => {
    const { url, headers } = openai.encode(
      asking(),
      targetOf('small', { settings: { organization: 'org-1', project: 'proj-1' } }),
    )
    assert.equal(url, 'https://provider.test/v1/chat/completions')
    assert.deepEqual(headers, {
      'content-type': 'application/json',
      authorization: 'Bearer secret',
      'openai-organization': 'org-1',
      'openai-project': 'proj-1',
    })
    const { apiKey: _, ...keyless } = targetOf('small')
    assert.deepEqual(openai.encode(asking(), keyless).headers, { 'content-type': 'application/json' })
  })
})

suite('Azure OpenAI', () => {
  const urlOf = (baseUrl: string, apiVersion?: string, input: CompletionInput | EmbeddingInput = asking()) =>
    azureOpenai.encode(input, targetOf('my gpt', { baseUrl, settings: apiVersion ? { apiVersion } : {} })).url

  test('the address has a deployment and a dated version, or is that of the v1 or the inference API', () => {
    const base = 'https://x.openai.azure.com'
    for (const given of [base, `${base}/openai`, `${base}/openai/v1`]) {
      assert.equal(
        urlOf(given, '2024-10-21'),
        `${base}/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21`,
      )
      assert.equal(urlOf(given), `${base}/openai/v1/chat/completions`)
      assert.equal(urlOf(given, 'v1'), `${base}/openai/v1/chat/completions`)
      assert.equal(urlOf(given, 'preview'), `${base}/openai/v1/chat/completions?api-version=preview`)
    }
    assert.equal(urlOf(base, undefined, embedding()), `${base}/openai/v1/embeddings`)
    assert.equal(
      urlOf('https://x.services.ai.azure.com/models', '2024-05-01-preview'),
      'https://x.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview',
    )
  })

  test('the key is an api-key', () => {
    assert.deepEqual(azureOpenai.encode(asking(), targetOf('small')).headers, {
      'content-type': 'application/json',
      'api-key': 'secret',
    })
  })
})

suite('Mistral', () => {
  test('its own words are used, and nothing that it refuses', () => {
    const tools = [{ name: 'add', parameters: { type: 'object' } }]
    const body = bodyOf(
      mistral,
      asking({ seed: 7, tools, toolChoice: 'REQUIRED', maxOutputTokens: 5 }),
      targetOf('small', { stream: true }),
    )
    assert.deepEqual(
      [body.random_seed, body.seed, body.tool_choice, body.max_tokens, body.stream, body.stream_options],
      [7, undefined, 'any', 5, true, undefined],
    )
  })

  test('ids of calls become nine characters, the same for a call and its answer', () => {
    const history = (id: string) =>
      bodyOf(
        mistral,
        asking({
          messages: [
            { role: 'ASSISTANT', parts: [], toolCalls: [{ id, name: 'add', arguments: '{}' }] },
            { role: 'TOOL', parts: [{ type: 'text', text: '3' }], toolCallId: id },
          ],
        }),
      ).messages
    const [call, answer] = history('call_from_elsewhere')
    assert.match(call.tool_calls[0].id, /^[a-zA-Z0-9]{9}$/)
    assert.equal(answer.tool_call_id, call.tool_calls[0].id)
    assert.equal(history('abcDEF123')[1].tool_call_id, 'abcDEF123')
  })

  test('earlier thoughts go back as parts of the content', () => {
    const thought = { type: 'reasoning', text: 'hm' } as const
    const messages: readonly Message[] = [
      { role: 'ASSISTANT', parts: [thought, { type: 'text', text: '4' }] },
    ]
    assert.deepEqual(bodyOf(mistral, asking({ messages })).messages[0].content, [
      { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
      { type: 'text', text: '4' },
    ])
    assert.equal(bodyOf(openai, asking({ messages })).messages[0].content, '4')
    assert.equal(bodyOf(compatible('deepseek'), asking({ messages })).messages[0].reasoning_content, 'hm')
  })
})

suite('compatible providers', () => {
  test('they are sorted by kind, each once', () => {
    const kinds = openaiCompatibles.map(({ kind }) => kind)
    assert.deepEqual(kinds, [...new Set(kinds)].sort())
  })

  test('those that everybody knows need but a key', () => {
    for (const { kind, baseUrl, apiKeyEnv } of openaiCompatibles) {
      if (baseUrl === undefined || kind === 'lmstudio') continue
      assert.match(baseUrl, /^https:\/\/[^/]+(\/.*)?[^/]$/, kind)
      assert.match(apiKeyEnv ?? '', /^[A-Z]+(_[A-Z]+)*$/, kind)
    }
  })

  test('a format that a provider does not know is refused', () => {
    const schema = { type: 'JSON_SCHEMA', name: 'a', schema: {} } as const
    for (const kind of ['deepseek', 'zai']) {
      refused(() => bodyOf(compatible(kind), asking({ responseFormat: schema })))
      assert.deepEqual(
        bodyOf(compatible(kind), asking({ responseFormat: { type: 'JSON' } })).response_format,
        {
          type: 'json_object',
        },
      )
    }
    refused(() => bodyOf(compatible('perplexity'), asking({ responseFormat: { type: 'JSON' } })))
  })

  test('how hard to think is said in the provider’s words', () => {
    const low = asking({ reasoningEffort: 'LOW' })
    assert.deepEqual(bodyOf(compatible('openrouter'), low).reasoning, { effort: 'low' })
    assert.deepEqual(bodyOf(compatible('deepseek'), low).thinking, { type: 'enabled' })
    assert.deepEqual(bodyOf(compatible('zai'), asking({ reasoningEffort: 'NONE' })).thinking, {
      type: 'disabled',
    })
    assert.equal(bodyOf(compatible('groq'), low).reasoning_effort, 'low')
  })
})

suite('embeddings', () => {
  const vectorsOf = (adapter: Adapter, answer: object, input = embedding()): readonly Chunk[] => {
    const decoder = adapter.decoder(input, targetOf('small'))
    return [...decoder.document(JSON.stringify(answer)), ...decoder.end()]
  }
  const base64 = (array: ArrayBufferView): string =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64')

  test('the texts are asked for, in base64 where the provider is known to write it well', () => {
    assert.deepEqual(bodyOf(plain, embedding({ dimensions: 3 })), {
      model: 'small',
      input: ['one', 'two'],
      dimensions: 3,
    })
    assert.equal(bodyOf(openai, embedding()).encoding_format, 'base64')
    assert.equal(plain.encode(embedding(), targetOf('small')).url, 'https://provider.test/v1/embeddings')
  })

  test('each text gets its vector, whichever order and form it comes in', () => {
    const floats = base64(Float32Array.of(0.5, -0.25, 0.125, 2))
    const doubles = base64(Float64Array.of(0.5, -0.25, 0.1, 2))
    const chunks = vectorsOf(plain, {
      model: 'small-1',
      data: [
        { index: 1, embedding: floats },
        { index: 0, embedding: doubles },
      ],
      usage: { prompt_tokens: 2, total_tokens: 2 },
    })
    assert.deepEqual(chunks, [
      { type: 'start', provider: 'recorded', deployment: 'recorded/small', model: 'small-1' },
      { type: 'embedding', index: 1, vector: [0.5, -0.25, 0.125, 2] },
      { type: 'embedding', index: 0, vector: [0.5, -0.25, 0.1, 2] },
      {
        type: 'finish',
        reason: 'STOP',
        usage: {
          inputTokens: 2,
          cachedInputTokens: 0,
          cacheWriteTokens: 0,
          outputTokens: 0,
          reasoningTokens: 0,
          source: 'PROVIDER',
        },
      },
    ])
    const bytes = vectorsOf(
      compatible('perplexity'),
      { data: [{ embedding: base64(Int8Array.of(1, -2, 127, -128)) }] },
      embedding({ texts: ['one'] }),
    )
    assert.deepEqual(bytes[1], { type: 'embedding', index: 0, vector: [1, -2, 127, -128] })
  })

  test('a missing or senseless vector makes the answer malformed', () => {
    for (const data of [
      [],
      [{ embedding: [1] }],
      [{ embedding: [1] }, { embedding: [] }],
      [{ embedding: [1] }, { embedding: ['a'] }],
      [{ embedding: [1] }, { embedding: '' }],
      [
        { index: 0, embedding: [1] },
        { index: 0, embedding: [1] },
      ],
      [
        { index: 0, embedding: [1] },
        { index: 7, embedding: [1] },
      ],
    ])
      assert.throws(
        () => vectorsOf(plain, { data }),
        (error: unknown) => error instanceof ProviderFailure && error.kind === 'MALFORMED_ANSWER',
        JSON.stringify(data),
      )
  })
})
