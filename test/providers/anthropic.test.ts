import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Message } from '../../src/core/message.ts'
import type { CompletionInput } from '../../src/core/request.ts'
import { anthropic } from '../../src/providers/anthropic.ts'
import { listOf } from '../../src/providers/kit/json.ts'
import { answerOf, asked, failureOf, heard, sent, targetOf, whole } from '../kit/dialect.ts'

const sonnet = targetOf(anthropic, 'claude-sonnet-4-5')
const opus = targetOf(anthropic, 'claude-opus-4-8')
const haiku3 = targetOf(anthropic, 'claude-3-haiku-20240307')

const user = (text: string): Message => ({ role: 'USER', parts: [{ type: 'text', text }] })
const weather = {
  name: 'weather',
  description: 'The weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}
const city = {
  type: 'JSON_SCHEMA' as const,
  name: 'city',
  schema: { type: 'object', properties: { name: { type: 'string', minLength: 1 } }, required: ['name'] },
}

describe('what Anthropic is sent', () => {
  test('goes to /messages with the key and the version in headers', () => {
    const { url, headers } = anthropic.encode(asked(), sonnet)
    assert.equal(url, 'https://api.anthropic.com/v1/messages')
    assert.deepEqual(headers, {
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'x-api-key': 'key-of-the-test',
    })
  })

  test('takes a base address without a version, and headers from the settings', () => {
    const settings = { anthropicVersion: '2024-01-01', anthropicBeta: 'a,b' }
    const { url, headers } = anthropic.encode(asked(), {
      ...sonnet,
      baseUrl: 'https://proxy.test/claude',
      settings,
    })
    assert.equal(url, 'https://proxy.test/claude/v1/messages')
    assert.equal(headers['anthropic-version'], '2024-01-01')
    assert.equal(headers['anthropic-beta'], 'a,b')
  })

  test('is a whole tool conversation: system apart, roles alternating, results in one turn', () => {
    const messages: Message[] = [
      { role: 'SYSTEM', parts: [{ type: 'text', text: 'Be brief.' }] },
      user('Weather in Rome'),
      user('and Oslo?'),
      {
        role: 'ASSISTANT',
        parts: [{ type: 'text', text: 'I look.' }],
        toolCalls: [
          { id: 'toolu_1', name: 'weather', arguments: '{"city":"Rome"}' },
          { id: 'functions.weather:2', name: 'weather', arguments: '{"city"' },
        ],
      },
      { role: 'TOOL', toolCallId: 'toolu_1', parts: [{ type: 'text', text: 'sunny' }] },
      { role: 'TOOL', toolCallId: 'functions.weather:2', parts: [{ type: 'text', text: '' }] },
      { role: 'SYSTEM', parts: [{ type: 'text', text: 'Be polite.' }] },
      user('Thanks'),
    ]
    assert.deepEqual(sent(anthropic, asked({ messages, tools: [weather] }), sonnet), {
      model: 'claude-sonnet-4-5',
      max_tokens: 64_000,
      system: 'Be brief.\n\nBe polite.',
      stream: true,
      tools: [{ name: 'weather', description: 'The weather of a city', input_schema: weather.parameters }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Weather in Rome' },
            { type: 'text', text: 'and Oslo?' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'I look.' },
            { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Rome' } },
            {
              type: 'tool_use',
              id: 'functions_weather_2',
              name: 'weather',
              input: { INVALID_JSON: '{"city"' },
            },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'sunny' }] },
            { type: 'tool_result', tool_use_id: 'functions_weather_2' },
            { type: 'text', text: 'Thanks' },
          ],
        },
      ],
    })
  })

  test('holds images inline and by address', () => {
    const messages: Message[] = [
      {
        role: 'USER',
        parts: [
          { type: 'image', mediaType: 'image/png', data: 'AAAA' },
          { type: 'image', url: 'https://example.com/a.png' },
        ],
      },
    ]
    assert.deepEqual(sent(anthropic, asked({ messages }), sonnet).messages, [
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
          { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
        ],
      },
    ])
  })

  test('names a limit of tokens that the model can hold where the caller names none', () => {
    const limit = (model: string) => sent(anthropic, asked(), targetOf(anthropic, model)).max_tokens
    assert.equal(limit('claude-3-haiku-20240307'), 4_096)
    assert.equal(limit('claude-3-5-sonnet-20241022'), 8_192)
    assert.equal(limit('claude-3-7-sonnet-latest'), 64_000)
    assert.equal(limit('claude-opus-4-20250514'), 32_000)
    assert.equal(limit('claude-opus-4-1@20250805'), 32_000)
    assert.equal(limit('claude-opus-4-6'), 64_000)
    assert.equal(limit('claude-opus-4-10'), 64_000)
    assert.equal(limit('claude-next'), 64_000)
    assert.equal(limit('kimi-k2'), 8_192)
    assert.equal(sent(anthropic, asked({ maxOutputTokens: 7 }), sonnet).max_tokens, 7)
  })

  test('holds the sampling parameters that the model takes', () => {
    const body = sent(anthropic, asked({ temperature: 0.2, topP: 0.9, stop: ['END'] }), sonnet)
    assert.deepEqual([body.temperature, body.top_p, body.stop_sequences], [0.2, 0.9, ['END']])
    assert.equal(sent(anthropic, asked({ temperature: 1 }), opus).temperature, undefined)
  })

  test('is refused where the API could not say what was asked', () => {
    const refused: readonly [Partial<CompletionInput>, RegExp][] = [
      [{ seed: 1 }, /no seed/],
      [{ temperature: 1.5 }, /from 0 to 1/],
      [{ temperature: 0.5, reasoningEffort: 'LOW' }, /temperature/],
      [{ reasoningEffort: 'LOW', maxOutputTokens: 100 }, /at least 2048/],
      [{ reasoningEffort: 'LOW', tools: [weather], toolChoice: 'REQUIRED' }, /forced/],
      [{ providerOptions: { anthropic: { max_tokens: 1 } } }, /cannot set max_tokens/],
      [{ providerOptions: { anthropic: { maxTokens: 1 } } }, /cannot set maxTokens/],
      [{ providerOptions: { anthropic: { System: 'x' } } }, /cannot set System/],
      [{ providerOptions: { anthropic: { speed: 'fast' } } }, /cannot set speed/],
      [{ providerOptions: { anthropic: { service_tier: 'priority' } } }, /service tier "priority"/],
      [{ messages: [{ role: 'SYSTEM', parts: [{ type: 'image', url: 'https://a.test/b.png' }] }] }, /images/],
    ]
    for (const [about, message] of refused) {
      const failure = failureOf(() => sent(anthropic, asked(about), sonnet))
      assert.equal(failure.kind, 'UNSUPPORTED')
      assert.match(failure.message, message)
    }
    assert.match(failureOf(() => sent(anthropic, asked({ temperature: 0 }), opus)).message, /neither/)
    assert.match(
      failureOf(() => sent(anthropic, asked({ reasoningEffort: 'LOW' }), haiku3)).message,
      /not think/,
    )
    assert.match(
      failureOf(() => sent(anthropic, { task: 'embedding', texts: ['a'] }, sonnet)).message,
      /embeddings/,
    )
  })

  test('asks for thinking by budget or by effort, as the model has it', () => {
    const thinking = (
      effort: CompletionInput['reasoningEffort'],
      model: string,
      maxOutputTokens?: number,
    ) => {
      const about = {
        ...(effort && { reasoningEffort: effort }),
        ...(maxOutputTokens && { maxOutputTokens }),
      }
      const body = sent(anthropic, asked(about), targetOf(anthropic, model))
      return [body.thinking, body.output_config]
    }
    assert.deepEqual(thinking('HIGH', 'claude-sonnet-4-5'), [
      { type: 'enabled', budget_tokens: 16_384 },
      undefined,
    ])
    assert.deepEqual(thinking('HIGH', 'claude-sonnet-4-5', 4_000), [
      { type: 'enabled', budget_tokens: 2_000 },
      undefined,
    ])
    assert.deepEqual(thinking('MEDIUM', 'claude-opus-4-6'), [{ type: 'adaptive' }, { effort: 'medium' }])
    assert.deepEqual(thinking('MINIMAL', 'claude-opus-4-8'), [
      { type: 'adaptive', display: 'summarized' },
      { effort: 'low' },
    ])
    assert.deepEqual(thinking('NONE', 'claude-opus-4-8'), [{ type: 'disabled' }, undefined])
    assert.deepEqual(thinking('NONE', 'claude-3-5-haiku-latest'), [undefined, undefined])
    assert.deepEqual(thinking(undefined, 'claude-opus-4-8'), [undefined, undefined])
  })

  test('says which tools may be called, and how many', () => {
    const choice = (about: Partial<CompletionInput>) =>
      sent(anthropic, asked({ tools: [weather], ...about }), sonnet).tool_choice
    assert.equal(choice({}), undefined)
    assert.deepEqual(choice({ toolChoice: 'AUTO' }), { type: 'auto' })
    assert.deepEqual(choice({ toolChoice: 'NONE' }), { type: 'none' })
    assert.deepEqual(choice({ toolChoice: 'REQUIRED' }), { type: 'any' })
    assert.deepEqual(choice({ toolChoice: { name: 'weather' } }), { type: 'tool', name: 'weather' })
    assert.deepEqual(choice({ parallelToolCalls: false }), { type: 'auto', disable_parallel_tool_use: true })
    assert.equal(choice({ tools: [], toolChoice: 'AUTO' }), undefined)
  })

  test('takes the caller’s options: objects merged, lists joined', () => {
    const options = {
      metadata: { user_id: 'u' },
      output_config: { task_budget: 9 },
      tools: [{ type: 'bash_20250124', name: 'bash' }],
    }
    const input = asked({ reasoningEffort: 'LOW', tools: [weather], providerOptions: { anthropic: options } })
    const body = sent(anthropic, input, opus)
    assert.deepEqual(body.metadata, { user_id: 'u' })
    assert.deepEqual(body.output_config, { effort: 'low', task_budget: 9 })
    assert.equal(Array.isArray(body.tools) && body.tools.length, 2)
  })
})

describe('an answer in JSON', () => {
  test('is asked for by the API’s own format, in the subset of JSON Schema that it enforces', () => {
    assert.deepEqual(sent(anthropic, asked({ responseFormat: city }), sonnet).output_config, {
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: { name: { type: 'string', description: '{"minLength":1}' } },
          required: ['name'],
          additionalProperties: false,
        },
      },
    })
  })

  test('goes by a tool where the model or the subset cannot', () => {
    const free = { ...city, schema: { type: 'object', additionalProperties: { type: 'string' } } }
    const tree = {
      ...city,
      schema: {
        type: 'object',
        properties: { root: { $ref: '#/$defs/node' } },
        $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' } } } },
      },
    }
    const both = { ...city, schema: { type: 'object', allOf: [city.schema, city.schema] } }
    for (const [responseFormat, target] of [
      [free, sonnet],
      [tree, sonnet],
      [both, sonnet],
      [city, haiku3],
    ] as const) {
      const body = sent(anthropic, asked({ responseFormat }), target)
      assert.equal(body.output_config, undefined)
      assert.deepEqual(body.tool_choice, { type: 'tool', name: 'answer_in_json' })
      assert.partialDeepStrictEqual(body.tools, [
        { name: 'answer_in_json', input_schema: responseFormat.schema },
      ])
    }
  })

  test('by a tool leaves the caller’s own tools callable', () => {
    const tools = [weather, { ...weather, name: 'answer_in_json' }]
    const body = sent(anthropic, asked({ tools, responseFormat: { type: 'JSON' } }), sonnet)
    assert.deepEqual(body.tool_choice, { type: 'any' })
    assert.partialDeepStrictEqual(body.tools, [
      { name: 'weather' },
      { name: 'answer_in_json' },
      { name: 'answer_in_json_' },
    ])
  })

  test('is refused where no tool can be forced', () => {
    const fable = targetOf(anthropic, 'claude-fable-5')
    assert.equal(
      failureOf(() => sent(anthropic, asked({ responseFormat: { type: 'JSON' } }), fable)).kind,
      'UNSUPPORTED',
    )
    assert.notEqual(sent(anthropic, asked({ responseFormat: city }), fable).output_config, undefined)
  })

  const input = asked({ responseFormat: { type: 'JSON' } })

  test('by a tool is text again, streamed', () => {
    const chunks = heard(
      anthropic,
      [
        started,
        {
          type: 'content_block_start',
          index: 0,
          content_block: { type: 'tool_use', id: 't', name: 'answer_in_json', input: {} },
        },
        { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"a"' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: ':1}' } },
        { type: 'content_block_stop', index: 0 },
        ...ended('tool_use'),
      ],
      { input, target: sonnet },
    )
    const answer = answerOf(chunks)
    assert.equal(answer.text, '{"a":1}')
    assert.deepEqual(answer.toolCalls, [])
    assert.equal(answer.finish.reason, 'STOP')
    assert.equal(chunks.filter(chunk => chunk.type === 'text').length, 2)
  })

  test('by a tool is text again, whole; a call of the caller’s own tool stays one', () => {
    const block = (name: string) => ({ type: 'tool_use', id: name, name, input: { a: 1 } })
    const message = { type: 'message', stop_reason: 'tool_use', usage: { input_tokens: 1, output_tokens: 1 } }
    const alone = answerOf(
      whole(anthropic, { ...message, content: [block('answer_in_json')] }, { input, target: sonnet }),
    )
    assert.equal(alone.text, '{"a":1}')
    assert.equal(alone.finish.reason, 'STOP')
    const content = [block('weather')]
    const other = answerOf(
      whole(anthropic, { ...message, content }, { input: { ...input, tools: [weather] }, target: sonnet }),
    )
    assert.deepEqual(other.toolCalls, [{ id: 'weather', name: 'weather', arguments: '{"a":1}' }])
    assert.equal(other.finish.reason, 'TOOL_CALLS')
  })
})

const started = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    model: 'claude-sonnet-4-5-20250929',
    usage: { input_tokens: 10, cache_read_input_tokens: 5, cache_creation_input_tokens: 3, output_tokens: 1 },
  },
}
const ended = (stopReason: string, usage: object = { output_tokens: 20 }) => [
  { type: 'message_delta', delta: { stop_reason: stopReason }, usage },
  { type: 'message_stop' },
]

describe('what Anthropic answers', () => {
  test('has thinking with its signature, which goes back unchanged in the next turn', () => {
    const thought = answerOf(
      heard(anthropic, [
        started,
        {
          type: 'content_block_start',
          index: 0,
          content_block: { type: 'thinking', thinking: '', signature: '' },
        },
        { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'First ' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'thought.' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'sig-1' } },
        { type: 'content_block_stop', index: 0 },
        {
          type: 'content_block_start',
          index: 1,
          content_block: { type: 'redacted_thinking', data: 'hidden' },
        },
        { type: 'content_block_stop', index: 1 },
        { type: 'content_block_start', index: 2, content_block: { type: 'thinking', thinking: '' } },
        { type: 'content_block_delta', index: 2, delta: { type: 'thinking_delta', thinking: 'Second.' } },
        { type: 'content_block_delta', index: 2, delta: { type: 'signature_delta', signature: 'sig-2' } },
        { type: 'content_block_stop', index: 2 },
        ...ended('end_turn'),
      ]),
    )
    assert.equal(thought.reasoning, 'First thought.Second.')
    const back = (text: string) => {
      const parts = [
        {
          type: 'reasoning' as const,
          text,
          ...(thought.reasoningState && { providerState: thought.reasoningState }),
        },
        { type: 'text' as const, text: 'Done.' },
      ]
      const messages: Message[] = [user('Think'), { role: 'ASSISTANT', parts }]
      return listOf(sent(anthropic, asked({ messages }), sonnet).messages)[1]
    }
    const said = { type: 'text', text: 'Done.' }
    assert.deepEqual(back(thought.reasoning), {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'First thought.', signature: 'sig-1' },
        { type: 'redacted_thinking', data: 'hidden' },
        { type: 'thinking', thinking: 'Second.', signature: 'sig-2' },
        said,
      ],
    })
    // What a guardrail has masked fits no signature any more, even at the same length.
    assert.deepEqual(back('First [EMAIL].Second.'), { role: 'assistant', content: [said] })
  })

  test('has tool calls in order, streamed in pieces; one without arguments has an empty object', () => {
    const tool = (index: number, id: string) => ({
      type: 'content_block_start',
      index,
      content_block: { type: 'tool_use', id, name: 'weather', input: {} },
    })
    const piece = (index: number, json: string) => ({
      type: 'content_block_delta',
      index,
      delta: { type: 'input_json_delta', partial_json: json },
    })
    const chunks = heard(anthropic, [
      started,
      tool(1, 'a'),
      piece(1, ''),
      piece(1, '{"city":'),
      piece(1, '"Rome"}'),
      { type: 'content_block_stop', index: 1 },
      tool(2, 'b'),
      { type: 'content_block_stop', index: 2 },
      ...ended('tool_use'),
    ])
    assert.deepEqual(answerOf(chunks).toolCalls, [
      { id: 'a', name: 'weather', arguments: '{"city":"Rome"}' },
      { id: 'b', name: 'weather', arguments: '{}' },
    ])
    assert.deepEqual(chunks[1], { type: 'tool-call', index: 0, id: 'a', name: 'weather', arguments: '' })
    assert.equal(answerOf(chunks).finish.reason, 'TOOL_CALLS')
  })

  test('has each stop reason in our words', () => {
    const reasonOf = (reason: string) => answerOf(heard(anthropic, [started, ...ended(reason)])).finish.reason
    assert.equal(reasonOf('end_turn'), 'STOP')
    assert.equal(reasonOf('stop_sequence'), 'STOP')
    assert.equal(reasonOf('max_tokens'), 'LENGTH')
    assert.equal(reasonOf('model_context_window_exceeded'), 'LENGTH')
    assert.equal(reasonOf('tool_use'), 'TOOL_CALLS')
    assert.equal(reasonOf('refusal'), 'CONTENT_FILTER')
    assert.equal(reasonOf('pause_turn'), 'OTHER')
    assert.equal(reasonOf('something_new'), 'OTHER')
  })

  test('counts in kinds that do not overlap; later totals replace earlier ones, zeros do not', () => {
    const usageOf = (usage: object) =>
      answerOf(heard(anthropic, [started, ...ended('end_turn', usage)])).finish.usage
    assert.deepEqual(
      usageOf({ input_tokens: 0, output_tokens: 20, output_tokens_details: { thinking_tokens: 8 } }),
      {
        inputTokens: 10,
        cachedInputTokens: 5,
        cacheWriteTokens: 3,
        outputTokens: 12,
        reasoningTokens: 8,
        source: 'PROVIDER',
      },
    )
    const compaction = { type: 'compaction', input_tokens: 100, output_tokens: 7 }
    const compacted = usageOf({
      output_tokens: 20,
      iterations: [compaction, { type: 'message', input_tokens: 10 }],
    })
    assert.deepEqual([compacted.inputTokens, compacted.outputTokens], [110, 27])
    for (const absurd of [9e18, 1e9, 1e300])
      assert.equal(usageOf({ input_tokens: absurd, output_tokens: 1 }).source, 'ESTIMATED')
  })

  test('without any count leaves counting to the gateway', () => {
    const bare = answerOf(
      whole(anthropic, { type: 'message', content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn' }),
    )
    assert.equal(bare.finish.usage.source, 'ESTIMATED')
    assert.equal(failureOf(() => heard(anthropic, [])).usage, undefined)
    assert.equal(bare.text, 'Hi')
  })

  test('may hold events, blocks and deltas that nobody knows yet', () => {
    const answer = answerOf(
      heard(anthropic, [
        { type: 'ping' },
        started,
        {
          type: 'content_block_start',
          index: 0,
          content_block: { type: 'server_tool_use', id: 's', name: 'web_search' },
        },
        {
          type: 'content_block_delta',
          index: 0,
          delta: { type: 'input_json_delta', partial_json: '{"q":1}' },
        },
        { type: 'content_block_stop', index: 0 },
        { type: 'content_block_start', index: 1, content_block: { type: 'text', text: 'A' } },
        { type: 'content_block_delta', index: 1, delta: { type: 'wonders_delta' } },
        { type: 'novelty' },
        ...ended('end_turn'),
        { type: 'afterthought' },
      ]),
    )
    assert.equal(answer.text, 'A')
    assert.deepEqual(answer.toolCalls, [])
  })

  test('with an error in mid-stream is a failure that says whether to try again, and what was used', () => {
    const failed = (type: string) =>
      failureOf(() => heard(anthropic, [started, { type: 'error', error: { type, message: 'Overloaded' } }]))
    const overloaded = failed('overloaded_error')
    assert.deepEqual(
      [overloaded.kind, overloaded.code, overloaded.retryable],
      ['MID_STREAM_ERROR', 'overloaded_error', true],
    )
    assert.equal(overloaded.usage?.inputTokens, 10)
    assert.equal(failed('invalid_request_error').retryable, false)
  })

  test('that ends without message_stop is incomplete, whatever came before', () => {
    const [delta] = ended('end_turn')
    assert.ok(delta)
    const failure = failureOf(() => heard(anthropic, [started, delta]))
    assert.deepEqual(
      [failure.kind, failure.retryable, failure.usage?.outputTokens],
      ['INCOMPLETE_STREAM', true, 20],
    )
    assert.equal(failureOf(() => heard(anthropic, [])).kind, 'INCOMPLETE_STREAM')
  })

  test('that is no JSON is malformed', () => {
    const decoder = anthropic.decoder(asked(), sonnet)
    assert.equal(failureOf(() => decoder.event('{"type":')).kind, 'MALFORMED_ANSWER')
    assert.equal(failureOf(() => decoder.document('<html>')).kind, 'MALFORMED_ANSWER')
  })

  test('with an error status tells its code, whether to try again, and when', () => {
    const body = (type: string) => JSON.stringify({ type: 'error', error: { type, message: 'No.' } })
    const overloaded = anthropic.failure(529, {}, body('overloaded_error'))
    assert.deepEqual([overloaded.code, overloaded.retryable], ['overloaded_error', true])
    const limited = anthropic.failure(429, { 'retry-after': '7' }, body('rate_limit_error'))
    assert.deepEqual(
      [limited.code, limited.retryable, limited.retryAfterMs],
      ['rate_limit_error', true, 7_000],
    )
    assert.equal(anthropic.failure(400, {}, body('invalid_request_error')).retryable, false)
    assert.equal(anthropic.failure(502, {}, '<html>').code, undefined)
  })
})
