import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Message } from '../../src/core/message.ts'
import type { CompletionInput } from '../../src/core/request.ts'
import { ollama } from '../../src/providers/ollama.ts'
import { answerOf, asked, failureOf, heard, sent, targetOf, whole } from '../kit/dialect.ts'

const qwen = targetOf(ollama, 'qwen3')
const weather = {
  name: 'weather',
  description: 'The weather',
  parameters: { type: 'object', properties: {} },
}
const line = (message: object, rest: object = {}) => ({ model: 'qwen3', message, done: false, ...rest })
const done = (rest: object = {}) =>
  line(
    { role: 'assistant', content: '' },
    { done: true, done_reason: 'stop', prompt_eval_count: 7, eval_count: 3, ...rest },
  )

describe('what Ollama is sent', () => {
  test('goes to /api/chat, with a key where there is one', () => {
    const { url, headers } = ollama.encode(asked(), qwen)
    assert.equal(url, 'http://localhost:11434/api/chat')
    assert.equal(headers.authorization, 'Bearer key-of-the-test')
    const { apiKey: _, ...keyless } = { ...qwen, baseUrl: 'https://ollama.test/api' }
    assert.equal(ollama.encode(asked(), keyless).url, 'https://ollama.test/api/chat')
    assert.equal(ollama.encode(asked(), keyless).headers.authorization, undefined)
  })

  test('is a whole tool conversation with thinking and images', () => {
    const messages: Message[] = [
      { role: 'SYSTEM', parts: [{ type: 'text', text: 'Be brief.' }] },
      {
        role: 'USER',
        parts: [
          { type: 'text', text: 'Where is this?' },
          { type: 'image', mediaType: 'image/png', data: 'AAAA' },
        ],
      },
      {
        role: 'ASSISTANT',
        parts: [{ type: 'reasoning', text: 'Hm.' }],
        toolCalls: [{ id: 'call_0', name: 'weather', arguments: '{"city":"Rome"}' }],
      },
      { role: 'TOOL', toolCallId: 'call_0', parts: [{ type: 'text', text: 'sunny' }] },
    ]
    const about = { maxOutputTokens: 5, temperature: 0, topP: 0.5, seed: 1, stop: ['END'] }
    const body = sent(ollama, asked({ messages, tools: [weather], ...about }), { ...qwen, stream: false })
    assert.deepEqual(body, {
      model: 'qwen3',
      stream: false,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Where is this?', images: ['AAAA'] },
        {
          role: 'assistant',
          content: '',
          thinking: 'Hm.',
          tool_calls: [{ id: 'call_0', function: { name: 'weather', arguments: { city: 'Rome' } } }],
        },
        { role: 'tool', content: 'sunny', tool_name: 'weather', tool_call_id: 'call_0' },
      ],
      tools: [{ type: 'function', function: weather }],
      options: { num_predict: 5, temperature: 0, top_p: 0.5, seed: 1, stop: ['END'] },
    })
  })

  test('asks for JSON, for JSON of a schema, for thinking', () => {
    const body = (about: Partial<CompletionInput>) => sent(ollama, asked(about), qwen)
    assert.equal(body({ responseFormat: { type: 'JSON' } }).format, 'json')
    const schema = { type: 'object' }
    assert.deepEqual(body({ responseFormat: { type: 'JSON_SCHEMA', name: 'n', schema } }).format, schema)
    assert.equal(body({ responseFormat: { type: 'TEXT' } }).format, undefined)
    assert.equal(body({ reasoningEffort: 'NONE' }).think, false)
    assert.equal(body({ reasoningEffort: 'MINIMAL' }).think, 'low')
    assert.equal(body({ reasoningEffort: 'HIGH' }).think, 'high')
    assert.equal('think' in body({}), false)
  })

  test('leaves out tools that may not be called, and takes the caller’s options', () => {
    const options = { keep_alive: '5m', options: { num_ctx: 8192 } }
    const body = sent(
      ollama,
      asked({ tools: [weather], toolChoice: 'NONE', temperature: 1, providerOptions: { ollama: options } }),
      qwen,
    )
    assert.equal(body.tools, undefined)
    assert.equal(body.keep_alive, '5m')
    assert.deepEqual(body.options, { temperature: 1, num_ctx: 8192 })
  })

  test('is refused where the API could not say what was asked', () => {
    const refused: readonly [Partial<CompletionInput>, RegExp][] = [
      [{ tools: [weather], toolChoice: 'REQUIRED' }, /forced/],
      [{ tools: [weather], toolChoice: { name: 'weather' } }, /forced/],
      [{ tools: [weather], parallelToolCalls: false }, /one tool call at a time/],
      [
        { messages: [{ role: 'USER', parts: [{ type: 'image', url: 'https://a.test/b.png' }] }] },
        /fetches no images/,
      ],
      [{ providerOptions: { ollama: { options: { num_predict: 1 } } } }, /cannot set options.num_predict/],
      // Go takes names in any case, and these letters for k and s.
      [{ providerOptions: { ollama: { Options: { num_predict: 1 } } } }, /cannot set Options.num_predict/],
      [{ providerOptions: { ollama: { Messages: [] } } }, /cannot set Messages/],
      [{ providerOptions: { ollama: { me\u017f\u017fages: [] } } }, /cannot set me..ages/],
      [{ maxOutputTokens: 1, providerOptions: { ollama: { options: null } } }, /only to an object/],
    ]
    for (const [about, message] of refused) {
      const failure = failureOf(() => sent(ollama, asked(about), qwen))
      assert.equal(failure.kind, 'UNSUPPORTED')
      assert.match(failure.message, message)
    }
  })

  test('embeds many texts at once', () => {
    const input = { task: 'embedding' as const, texts: ['a', 'b'], dimensions: 4 }
    assert.equal(ollama.encode(input, qwen).url, 'http://localhost:11434/api/embed')
    assert.deepEqual(sent(ollama, input, qwen), { model: 'qwen3', input: ['a', 'b'], dimensions: 4 })
  })
})

describe('what Ollama answers', () => {
  test('has thinking, text, and usage', () => {
    const chunks = heard(ollama, [
      line({ thinking: 'Hm.' }),
      line({ content: 'Hi' }),
      line({ content: '!' }),
      done(),
    ])
    const { reasoning, text, finish, start } = answerOf(chunks)
    assert.deepEqual([reasoning, text, start?.model, finish.reason], ['Hm.', 'Hi!', 'qwen3', 'STOP'])
    assert.deepEqual(finish.usage, {
      inputTokens: 7,
      cachedInputTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 3,
      reasoningTokens: 0,
      source: 'PROVIDER',
    })
  })

  test('has whole tool calls, with ids or without', () => {
    const call = (name: string, rest: object = {}) => ({ function: { name, arguments: { a: 1 } }, ...rest })
    const chunks = heard(ollama, [
      line({ tool_calls: [call('x')] }),
      line({ tool_calls: [call('y', { id: 'own' })] }),
      done(),
    ])
    const { toolCalls, finish } = answerOf(chunks)
    assert.deepEqual(toolCalls, [
      { id: 'call_0', name: 'x', arguments: '{"a":1}' },
      { id: 'own', name: 'y', arguments: '{"a":1}' },
    ])
    assert.equal(finish.reason, 'TOOL_CALLS')
  })

  test('has each reason in our words', () => {
    const reasonOf = (rest: object) => answerOf(heard(ollama, [done(rest)])).finish.reason
    assert.equal(reasonOf({ done_reason: 'length' }), 'LENGTH')
    assert.equal(reasonOf({ done_reason: 'load' }), 'OTHER')
    assert.equal(reasonOf({ done_reason: undefined }), 'STOP')
  })

  test('leaves counting to the gateway where the prompt was not counted', () => {
    const { usage } = answerOf(heard(ollama, [done({ prompt_eval_count: undefined })])).finish
    assert.deepEqual([usage.source, usage.outputTokens], ['ESTIMATED', 0])
    assert.equal(answerOf(heard(ollama, [done({ eval_count: 9e18 })])).finish.usage.source, 'ESTIMATED')
  })

  test('may be one document', () => {
    const answer = answerOf(whole(ollama, { ...done(), message: { role: 'assistant', content: 'Hi' } }))
    assert.deepEqual([answer.text, answer.finish.usage.outputTokens], ['Hi', 3])
  })

  test('with an error in a line, or without done: true, is a failure', () => {
    const failed = failureOf(() => heard(ollama, [line({ content: 'Hi' }), { error: 'the model crashed' }]))
    assert.deepEqual([failed.kind, failed.retryable], ['MID_STREAM_ERROR', true])
    assert.equal(failureOf(() => heard(ollama, [line({ content: 'Hi' })])).kind, 'INCOMPLETE_STREAM')
    assert.equal(failureOf(() => whole(ollama, {})).kind, 'INCOMPLETE_STREAM')
  })

  test('with an error status tells whether to try again', () => {
    const missing = ollama.failure(404, {}, '{"error":"model \\"x\\" not found"}')
    assert.deepEqual([missing.status, missing.retryable], [404, false])
    assert.match(missing.message, /not found/)
    assert.equal(ollama.failure(503, {}, '{"error":"server busy"}').retryable, true)
  })

  test('has vectors in the order of the texts', () => {
    const answer = answerOf(
      whole(ollama, {
        model: 'e',
        embeddings: [
          [1, 2],
          [3, 4],
        ],
        prompt_eval_count: 2,
      }),
    )
    assert.deepEqual(answer.embeddings, [
      [1, 2],
      [3, 4],
    ])
    assert.equal(answer.finish.usage.inputTokens, 2)
    assert.equal(failureOf(() => whole(ollama, { embeddings: [['a']] })).kind, 'MALFORMED_ANSWER')
  })
})
