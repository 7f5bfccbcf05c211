import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readChatRequest } from '../../../src/api/rest/chat-request.ts'
import { GatewayError } from '../../../src/core/error.ts'

const user = { role: 'user', content: 'Hello' }
const read = (change: object) => readChatRequest({ model: 'small', messages: [user], ...change }, {})
const messages = (...list: object[]) => read({ messages: [user, ...list] }).input.messages.slice(1)
const tool = { type: 'function', function: { name: 'weather' } }

test('the least request: a model and a message', () => {
  assert.deepEqual(read({}), {
    model: 'small',
    stream: false,
    usage: 'NO_USAGE',
    input: { task: 'completion', messages: [{ role: 'USER', parts: [{ type: 'text', text: 'Hello' }] }] },
  })
})

test('every parameter that the gateway governs has its place in the input', () => {
  const { input, stream, usage } = read({
    max_completion_tokens: 100,
    temperature: 0.5,
    top_p: 0.9,
    seed: -7,
    stop: 'END',
    tools: [
      {
        type: 'function',
        function: {
          name: 'weather',
          description: 'Tells the weather',
          parameters: { type: 'object', properties: { city: { type: 'string' } } },
          strict: true,
        },
      },
      { type: 'function', function: { name: 'time' } },
    ],
    tool_choice: { type: 'function', function: { name: 'weather' } },
    parallel_tool_calls: false,
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'answer', description: 'd', schema: { type: 'object' }, strict: true },
    },
    reasoning_effort: 'low',
    stream: true,
    stream_options: { include_usage: true, include_obfuscation: false },
    n: 1,
    modalities: ['text'],
    logprobs: false,
  })
  assert.equal(stream, true)
  assert.equal(usage, 'INCLUDE_USAGE')
  assert.deepEqual(input, {
    task: 'completion',
    messages: [{ role: 'USER', parts: [{ type: 'text', text: 'Hello' }] }],
    maxOutputTokens: 100,
    temperature: 0.5,
    topP: 0.9,
    seed: -7,
    stop: ['END'],
    tools: [
      {
        name: 'weather',
        description: 'Tells the weather',
        parameters: { type: 'object', properties: { city: { type: 'string' } } },
        strict: true,
      },
      { name: 'time', parameters: { type: 'object', properties: {} } },
    ],
    toolChoice: { name: 'weather' },
    parallelToolCalls: false,
    responseFormat: {
      type: 'JSON_SCHEMA',
      name: 'answer',
      description: 'd',
      schema: { type: 'object' },
      strict: true,
    },
    reasoningEffort: 'LOW',
  })
})

test('the other forms of the same parameters', () => {
  assert.equal(read({ max_tokens: 5 }).input.maxOutputTokens, 5)
  assert.equal(read({ max_tokens: 5, max_completion_tokens: 5 }).input.maxOutputTokens, 5)
  assert.deepEqual(read({ stop: ['a', 'b'] }).input.stop, ['a', 'b'])
  assert.deepEqual(read({ response_format: { type: 'text' } }).input.responseFormat, { type: 'TEXT' })
  assert.deepEqual(read({ response_format: { type: 'json_object' } }).input.responseFormat, { type: 'JSON' })
  for (const word of ['auto', 'none', 'required'])
    assert.equal(read({ tools: [tool], tool_choice: word }).input.toolChoice, word.toUpperCase())
  for (const effort of ['none', 'minimal', 'low', 'medium', 'high'])
    assert.equal(read({ reasoning_effort: effort }).input.reasoningEffort, effort.toUpperCase())
})

test('what the gateway does not govern goes to the provider as it is', () => {
  const others = {
    frequency_penalty: -1.5,
    logit_bias: { 50256: -100 },
    metadata: { order: '4711' },
    prediction: { type: 'content', content: 'x' },
    presence_penalty: 2,
    prompt_cache_key: 'k',
    prompt_cache_retention: '24h',
    reasoning_effort: 'xhigh',
    safety_identifier: 'hash',
    service_tier: 'flex',
    store: false,
    user: 'u-1',
    verbosity: 'low',
    web_search_options: { search_context_size: 'low' },
  }
  const { input } = read(others)
  assert.deepEqual(input.providerOptions, { openai: others })
  assert.equal(input.reasoningEffort, undefined)
})

test('null says the same as nothing, for every parameter that OpenAI knows', () => {
  const nothing = read({})
  for (const name of [
    'temperature',
    'stop',
    'tools',
    'stream',
    'stream_options',
    'audio',
    'functions',
    'n',
    'user',
  ])
    assert.deepEqual(read({ [name]: null }), nothing)
})

test('attribution comes from outside the body', () => {
  const { input } = readChatRequest({ model: 'small', messages: [user] }, { tags: ['a'], sessionId: 's' })
  assert.deepEqual(input.tags, ['a'])
  assert.equal(input.sessionId, 's')
})

test('system and developer messages are one', () => {
  const system = { role: 'SYSTEM', parts: [{ type: 'text', text: 'Be kind' }] }
  assert.deepEqual(
    messages(
      { role: 'system', content: 'Be kind' },
      { role: 'developer', content: [{ type: 'text', text: 'Be kind' }] },
    ),
    [system, system],
  )
})

test('images come by address or inline', () => {
  const image = (url: string, detail?: string) => ({ type: 'image_url', image_url: { url, detail } })
  assert.deepEqual(
    messages({
      role: 'user',
      name: 'ada',
      content: [
        { type: 'text', text: 'Look' },
        image('https://example.com/a.png', 'low'),
        JSON.parse(JSON.stringify(image('data:image/png;base64,iVBORw0KGgo='))),
      ],
    }),
    [
      {
        role: 'USER',
        parts: [
          { type: 'text', text: 'Look' },
          { type: 'image', url: 'https://example.com/a.png', detail: 'low' },
          { type: 'image', data: 'iVBORw0KGgo=', mediaType: 'image/png' },
        ],
      },
    ],
  )
})

test('an answer of ours can be sent back as it was, with reasoning, tool calls and the state of the provider', () => {
  assert.deepEqual(
    messages(
      {
        role: 'assistant',
        content: null,
        refusal: null,
        annotations: [],
        audio: null,
        function_call: null,
        reasoning_content: 'Hm',
        extra_content: { weir: { provider_state: 'signed' } },
        tool_calls: [
          {
            id: 'call_1',
            type: 'function',
            function: { name: 'weather', arguments: '{"city":' },
            extra_content: { weir: { provider_state: 'thought' } },
          },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: 'Rain' }] },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'It ' },
          { type: 'refusal', refusal: 'no' },
        ],
      },
      { role: 'assistant', content: null, refusal: 'I will not' },
    ),
    [
      {
        role: 'ASSISTANT',
        parts: [{ type: 'reasoning', text: 'Hm', providerState: 'signed' }],
        toolCalls: [{ id: 'call_1', name: 'weather', arguments: '{"city":', providerState: 'thought' }],
      },
      { role: 'TOOL', toolCallId: 'call_1', parts: [{ type: 'text', text: 'Rain' }] },
      {
        role: 'ASSISTANT',
        parts: [
          { type: 'text', text: 'It ' },
          { type: 'text', text: 'no' },
        ],
      },
      { role: 'ASSISTANT', parts: [{ type: 'text', text: 'I will not' }] },
    ],
  )
})

const nested = (levels: number): object => (levels === 0 ? {} : { in: nested(levels - 1) })

for (const [what, change, path] of [
  ['no model', { model: undefined }, 'model'],
  ['a model of null', { model: null }, 'model'],
  ['no messages', { messages: null }, 'messages'],
  ['empty messages', { messages: [] }, 'messages'],
  ['messages that are no list', { messages: 'Hello' }, 'messages'],
  ['a message that is no object', { messages: ['Hello'] }, 'messages[0]'],
  ['a message without a role', { messages: [{ content: 'x' }] }, 'messages[0].role'],
  ['an unknown role', { messages: [{ role: 'king', content: 'x' }] }, 'messages[0].role'],
  ['a role that is no word', { messages: [{ role: 1, content: 'x' }] }, 'messages[0].role'],
  ['the legacy function role', { messages: [{ role: 'function', content: 'x' }] }, 'messages[0].role'],
  ['no content', { messages: [{ role: 'user' }] }, 'messages[0].content'],
  ['content of a wrong type', { messages: [{ role: 'user', content: 7 }] }, 'messages[0].content'],
  ['a part without a type', { messages: [{ role: 'user', content: [{}] }] }, 'messages[0].content[0].type'],
  [
    'audio',
    { messages: [{ role: 'user', content: [{ type: 'input_audio' }] }] },
    'messages[0].content[0].type',
  ],
  ['a file', { messages: [{ role: 'user', content: [{ type: 'file' }] }] }, 'messages[0].content[0].type'],
  [
    'an image of the system',
    { messages: [{ role: 'system', content: [{ type: 'image_url' }] }] },
    'messages[0].content[0].type',
  ],
  [
    'an image without an address',
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }] },
    'messages[0].content[0].image_url.url',
  ],
  [
    'an image by a bare data address',
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:,x' } }] }] },
    'messages[0].content[0].image_url.url',
  ],
  [
    'a tool message without the id of its call',
    { messages: [{ role: 'tool', content: 'x' }] },
    'messages[0].tool_call_id',
  ],
  ['an assistant that says nothing', { messages: [{ role: 'assistant' }] }, 'messages[0].content'],
  [
    'a legacy function call',
    { messages: [{ role: 'assistant', function_call: {} }] },
    'messages[0].function_call',
  ],
  [
    'a custom tool call',
    { messages: [{ role: 'assistant', tool_calls: [{ type: 'custom' }] }] },
    'messages[0].tool_calls[0].type',
  ],
  [
    'a tool call without arguments',
    { messages: [{ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'b' } }] }] },
    'messages[0].tool_calls[0].function.arguments',
  ],
  ['a temperature in words', { temperature: 'hot' }, 'temperature'],
  ['no tokens', { max_tokens: 0 }, 'max_tokens'],
  ['less than no tokens', { max_completion_tokens: -1 }, 'max_completion_tokens'],
  ['half a token', { max_completion_tokens: 1.5 }, 'max_completion_tokens'],
  ['two different limits', { max_tokens: 5, max_completion_tokens: 6 }, 'max_completion_tokens'],
  ['more than one choice', { n: 2 }, 'n'],
  ['log probabilities', { logprobs: true }, 'logprobs'],
  ['top log probabilities', { top_logprobs: 2 }, 'top_logprobs'],
  ['spoken answers', { modalities: ['text', 'audio'] }, 'modalities[1]'],
  ['audio settings', { audio: { voice: 'a' } }, 'audio'],
  ['legacy functions', { functions: [] }, 'functions'],
  ['a legacy function choice', { function_call: 'auto' }, 'function_call'],
  ['a stop that is no text', { stop: [1] }, 'stop[0]'],
  ['a stream that is no boolean', { stream: 'yes' }, 'stream'],
  ['stream options without a stream', { stream_options: { include_usage: true } }, 'stream_options'],
  ['a custom tool', { tools: [{ type: 'custom' }] }, 'tools[0].type'],
  ['a tool without a name', { tools: [{ type: 'function', function: {} }] }, 'tools[0].function.name'],
  [
    'a tool whose schema is none',
    { tools: [{ type: 'function', function: { name: 'a', parameters: [] } }] },
    'tools[0].function.parameters',
  ],
  ['allowed tools', { tool_choice: { type: 'allowed_tools' } }, 'tool_choice.type'],
  ['an unknown tool choice', { tool_choice: 'maybe' }, 'tool_choice'],
  ['an unknown format', { response_format: { type: 'xml' } }, 'response_format.type'],
  [
    'a format without its schema',
    { response_format: { type: 'json_schema', json_schema: { name: 'a' } } },
    'response_format.json_schema.schema',
  ],
  ['an unknown effort', { reasoning_effort: 'all' }, 'reasoning_effort'],
  ['a penalty out of range', { presence_penalty: 2.1 }, 'presence_penalty'],
  ['metadata that is no text', { metadata: { a: 1 } }, 'metadata.a'],
  ['an unknown parameter', { top_k: 5 }, 'top_k'],
  ['an unknown parameter of null', { top_k: null }, 'top_k'],
  ['a name of the prototype', { constructor: 1 }, 'constructor'],
  ['options without end', { web_search_options: nested(1000) }, undefined],
] as const)
  test(`refused with its place: ${what}`, () => {
    assert.throws(
      () => read(change),
      error => {
        assert.ok(error instanceof GatewayError)
        assert.equal(error.code, 'INVALID_INPUT')
        if (path !== undefined) assert.equal(error.details.path, path)
        assert.ok(error.message.includes(error.details.path ?? '?'), error.message)
        return true
      },
    )
  })

test('a body that is no object is refused', () => {
  for (const body of [undefined, null, 'x', 1, []])
    assert.throws(() => readChatRequest(body, {}), /must be a JSON object/)
})

test('unknown parameters are refused in the words of OpenAI', () => {
  assert.throws(() => read({ top_k: 5 }), /^GatewayError: Unrecognized request argument supplied: top_k$/)
  assert.throws(() => read({ temperature: 'hot' }), /expected a number, but got a string instead\.$/)
})
