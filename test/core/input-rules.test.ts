import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../../src/core/error.ts'
import { checkInput } from '../../src/core/input-rules.ts'
import type { Json, Message, Part } from '../../src/core/message.ts'
import type { CompletionInput, EmbeddingInput } from '../../src/core/request.ts'

const user = (...parts: readonly Part[]): Message => ({ role: 'USER', parts })
const hello = user({ type: 'text', text: 'Hello' })
const completion = (rest: Partial<CompletionInput>): CompletionInput => ({
  task: 'completion',
  messages: [hello],
  ...rest,
})
const embedding = (rest: Partial<EmbeddingInput>): EmbeddingInput => ({
  task: 'embedding',
  texts: ['Hello'],
  ...rest,
})
const tool = (parameters: { readonly [key: string]: Json }, name = 'weather') => ({ name, parameters })
const image = (url: string) => completion({ messages: [user({ type: 'image', url })] })
const toolCall = { id: 'call_1', name: 'weather', arguments: '{}' }
const nested = (levels: number): { readonly [key: string]: Json } =>
  levels === 0 ? { type: 'object' } : { type: 'object', properties: { inner: nested(levels - 1) } }

test('an input that keeps every rule passes', () => {
  checkInput(
    completion({
      messages: [
        { role: 'SYSTEM', parts: [{ type: 'text', text: '' }] },
        user(
          { type: 'image', url: 'https://example.com/cat.png' },
          { type: 'image', data: 'aGVsbG8=', mediaType: 'image/png' },
        ),
        { role: 'ASSISTANT', parts: [{ type: 'reasoning', text: 'Hm' }], toolCalls: [toolCall] },
        { role: 'TOOL', parts: [], toolCallId: 'call_1' },
      ],
      maxOutputTokens: 1,
      temperature: 2,
      topP: 0,
      seed: -1,
      stop: ['\n'],
      tools: [
        tool({
          type: 'object',
          properties: {
            city: { type: ['string', 'null'], enum: ['Oslo', null] },
            days: { $ref: '#/$defs/days' },
          },
          required: ['city'],
          additionalProperties: false,
          $defs: { days: { anyOf: [{ type: 'integer', minimum: 1 }, true] } },
        }),
      ],
      toolChoice: { name: 'weather' },
      responseFormat: { type: 'JSON_SCHEMA', name: 'answer', schema: { items: { type: 'string' } } },
      sessionId: 's',
      subject: { type: 'order', id: '7' },
      tags: ['nightly'],
      maxCostNanos: 0n,
      idempotencyKey: 'k',
      providerOptions: { openai: { logprobs: true } },
    }),
  )
  checkInput(embedding({ dimensions: 256 }))
})

for (const [rule, input, path] of [
  ['a conversation holds a message', completion({ messages: [] }), 'messages'],
  ['a question is not empty', completion({ messages: [user({ type: 'text', text: '' })] }), 'messages[0]'],
  ['a question has parts', completion({ messages: [hello, user()] }), 'messages[1]'],
  [
    'a tool message names the call that it answers',
    completion({ messages: [{ role: 'TOOL', parts: [] }] }),
    'messages[0].toolCallId',
  ],
  [
    'only a tool message answers a call',
    completion({ messages: [{ ...hello, toolCallId: 'call_1' }] }),
    'messages[0].toolCallId',
  ],
  [
    'only the assistant calls tools',
    completion({ messages: [{ ...hello, toolCalls: [toolCall] }] }),
    'messages[0].toolCalls',
  ],
  [
    'only the assistant reasons',
    completion({ messages: [user({ type: 'reasoning', text: 'Hm' })] }),
    'messages[0].parts[0]',
  ],
  ['an image comes by https', image('http://example.com/cat.png'), 'messages[0].parts[0].url'],
  ['an image is at no private address', image('https://169.254.169.254/latest'), 'messages[0].parts[0].url'],
  ['an image is at no hidden private address', image('https://0x7f.1/'), 'messages[0].parts[0].url'],
  ['an image is no local file', image('file:///etc/passwd'), 'messages[0].parts[0].url'],
  [
    'inline data is an image',
    completion({ messages: [user({ type: 'image', data: 'aGk=', mediaType: 'text/html' })] }),
    'messages[0].parts[0].mediaType',
  ],
  [
    'inline data is base64',
    completion({ messages: [user({ type: 'image', data: 'no base64!', mediaType: 'image/png' })] }),
    'messages[0].parts[0].data',
  ],
  ['an answer may hold a token', completion({ maxOutputTokens: 0 }), 'maxOutputTokens'],
  [
    'an answer cannot hold a negative number of tokens',
    completion({ maxOutputTokens: -5 }),
    'maxOutputTokens',
  ],
  ['the temperature is 2 at most', completion({ temperature: 2.1 }), 'temperature'],
  ['the temperature is a number', completion({ temperature: Number.NaN }), 'temperature'],
  ['topP is a share', completion({ topP: -0.1 }), 'topP'],
  ['a seed is a whole number', completion({ seed: 0.5 }), 'seed'],
  ['a stop sequence is not empty', completion({ stop: ['a', ''] }), 'stop[1]'],
  ['there are few stop sequences', completion({ stop: Array(17).fill('a') }), 'stop'],
  ['a tool has a plain name', completion({ tools: [tool({ type: 'object' }, 'a b')] }), 'tools[0].name'],
  [
    'tools have different names',
    completion({ tools: [tool({ type: 'object' }), tool({ type: 'object' })] }),
    'tools[1].name',
  ],
  [
    'the arguments of a tool are an object',
    completion({ tools: [tool({ type: 'string' })] }),
    'tools[0].parameters',
  ],
  ['a schema says its type', completion({ tools: [tool({})] }), 'tools[0].parameters'],
  [
    'a schema has known types',
    completion({ tools: [tool({ type: 'object', properties: { a: { type: 'text' } } })] }),
    'tools[0].parameters.properties.a.type',
  ],
  [
    'a schema is made of schemas',
    completion({ tools: [tool({ type: 'object', properties: { a: 'string' } })] }),
    'tools[0].parameters.properties.a',
  ],
  [
    'properties are named',
    completion({ tools: [tool({ type: 'object', properties: ['a'] })] }),
    'tools[0].parameters.properties',
  ],
  [
    'required properties are a list',
    completion({ tools: [tool({ type: 'object', required: true })] }),
    'tools[0].parameters.required',
  ],
  [
    'the tool that must be called is there',
    completion({ tools: [tool({ type: 'object' })], toolChoice: { name: 'other' } }),
    'toolChoice',
  ],
  ['a tool call cannot be required without tools', completion({ toolChoice: 'REQUIRED' }), 'toolChoice'],
  [
    'an answer is asked for by a schema',
    completion({ responseFormat: { type: 'JSON_SCHEMA', name: 'a', schema: { anyOf: {} } } }),
    'responseFormat.schema.anyOf',
  ],
  ['a text to embed is there', embedding({ texts: [] }), 'texts'],
  ['a text to embed is not empty', embedding({ texts: ['a', ''] }), 'texts[1]'],
  ['a vector has a length', embedding({ dimensions: 0 }), 'dimensions'],
  ['tags are few', embedding({ tags: Array(21).fill('a') }), 'tags'],
  ['tags are short', embedding({ tags: ['a', 'b'.repeat(65)] }), 'tags[1]'],
  ['tags can be kept by the ledger', completion({ tags: ['a\u0000b'] }), 'tags[0]'],
  ['a session has a name', completion({ sessionId: '' }), 'sessionId'],
  ['a subject has a type', completion({ subject: { type: '', id: '7' } }), 'subject.type'],
  ['a subject has a short id', completion({ subject: { type: 'a', id: 'b'.repeat(257) } }), 'subject.id'],
  ['a repeated call has a short key', completion({ idempotencyKey: 'k'.repeat(257) }), 'idempotencyKey'],
  ['a cost is not negative', completion({ maxCostNanos: -1n }), 'maxCostUsd'],
  [
    'options of a provider are an object',
    completion({ providerOptions: { openai: 1 } }),
    'providerOptions.openai',
  ],
] as const)
  test(`${rule}, or it is told where`, () => {
    assert.throws(
      () => checkInput(input),
      (error: unknown) =>
        error instanceof GatewayError &&
        error.code === 'INVALID_INPUT' &&
        error.details.path === path &&
        error.message.startsWith(path),
    )
  })

test('a schema or option that is nested without end is refused before it exhausts the stack', () => {
  const schema = completion({ tools: [tool(nested(5000))] })
  assert.throws(() => checkInput(schema), /nested too deep: 64 levels at most/)
  const options = completion({ providerOptions: { openai: nested(5000) } })
  assert.throws(() => checkInput(options), /nested too deep: 64 levels at most/)
})

test('a schema of very many schemas is refused', () => {
  const properties = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`p${index}`, {}]))
  assert.throws(
    () => checkInput(completion({ tools: [tool({ type: 'object', properties })] })),
    /10000 schemas/,
  )
})
