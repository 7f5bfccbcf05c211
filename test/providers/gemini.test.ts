import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Chunk } from '../../src/core/chunk.ts'
import type { Message } from '../../src/core/message.ts'
import type { CompletionInput } from '../../src/core/request.ts'
import { gemini } from '../../src/providers/gemini.ts'
import { fieldsOf, listOf } from '../../src/providers/kit/json.ts'
import { answerOf, asked, failureOf, heard, sent, targetOf, whole } from '../kit/dialect.ts'

const flash = targetOf(gemini, 'gemini-2.5-flash')
const three = targetOf(gemini, 'gemini-3-pro-preview')

const user = (text: string): Message => ({ role: 'USER', parts: [{ type: 'text', text }] })
const weather = {
  name: 'weather',
  description: 'The weather of a city',
  parameters: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { unit: { const: 'C' } },
  },
}

/** An event with one candidate. */
const says = (parts: readonly object[], rest: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, ...rest }],
  modelVersion: 'gemini-2.5-flash-001',
})
const done = (finishReason: unknown = 'STOP', usageMetadata?: object) => ({
  candidates: [{ finishReason }],
  ...(usageMetadata && { usageMetadata }),
})

const pictureAt = (url: string): Partial<CompletionInput> => ({
  messages: [{ role: 'USER', parts: [{ type: 'image', url }] }],
})

describe('what Gemini is sent', () => {
  test('goes to the model’s method, with the key in a header and never in the address', () => {
    const streamed = gemini.encode(asked(), flash)
    const root = 'https://generativelanguage.googleapis.com/v1beta/models'
    assert.equal(streamed.url, `${root}/gemini-2.5-flash:streamGenerateContent?alt=sse`)
    assert.deepEqual(streamed.headers, {
      'content-type': 'application/json',
      'x-goog-api-key': 'key-of-the-test',
    })
    assert.equal(
      gemini.encode(asked(), { ...flash, stream: false }).url,
      `${root}/gemini-2.5-flash:generateContent`,
    )
  })

  test('takes a base address without a version, and models with a path of their own', () => {
    const target = { ...targetOf(gemini, 'tunedModels/mine?'), baseUrl: 'https://proxy.test', stream: false }
    assert.equal(
      gemini.encode(asked(), target).url,
      'https://proxy.test/v1beta/tunedModels/mine%3F:generateContent',
    )
    for (const name of ['models/gemini-1.5-flash-8b/../gemini-2.5-pro', 'tunedModels/./mine', '..'])
      assert.match(
        failureOf(() => gemini.encode(asked(), targetOf(gemini, name))).message,
        /leads to no other/,
      )
    const vertex = 'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google'
    assert.ok(gemini.encode(asked(), { ...flash, baseUrl: vertex }).url.startsWith(`${vertex}/models/`))
  })

  test('is a whole tool conversation: system apart, results by name in one turn', () => {
    const messages: Message[] = [
      { role: 'SYSTEM', parts: [{ type: 'text', text: 'Be brief.' }] },
      user('Weather in Rome and Oslo?'),
      {
        role: 'ASSISTANT',
        parts: [{ type: 'text', text: '' }],
        toolCalls: [
          { id: 'call_0', name: 'weather', arguments: '{"city":"Rome"}' },
          { id: 'call_1', name: 'sights', arguments: '' },
        ],
      },
      { role: 'TOOL', toolCallId: 'call_0', parts: [{ type: 'text', text: '{"sky":"blue"}' }] },
      { role: 'TOOL', toolCallId: 'call_1', parts: [{ type: 'text', text: 'none' }] },
      user('Thanks'),
    ]
    const about = { temperature: 0, topP: 0.5, seed: 4, stop: ['END'], maxOutputTokens: 9 }
    assert.deepEqual(sent(gemini, asked({ messages, ...about }), flash), {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        { role: 'user', parts: [{ text: 'Weather in Rome and Oslo?' }] },
        {
          role: 'model',
          parts: [
            { functionCall: { name: 'weather', args: { city: 'Rome' } } },
            { functionCall: { name: 'sights', args: {} } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'weather', response: { sky: 'blue' } } },
            { functionResponse: { name: 'sights', response: { output: 'none' } } },
            { text: 'Thanks' },
          ],
        },
      ],
      generationConfig: { maxOutputTokens: 9, temperature: 0, topP: 0.5, seed: 4, stopSequences: ['END'] },
    })
  })

  test('declares tools by JSON Schema, and says which may be called', () => {
    const config = (toolChoice: CompletionInput['toolChoice']) =>
      sent(gemini, asked({ tools: [weather], ...(toolChoice && { toolChoice }) }), flash).toolConfig
    assert.deepEqual(sent(gemini, asked({ tools: [weather] }), flash).tools, [
      {
        functionDeclarations: [
          {
            name: 'weather',
            description: 'The weather of a city',
            parametersJsonSchema: { type: 'object', properties: { unit: { enum: ['C'] } } },
          },
        ],
      },
    ])
    assert.equal(config(undefined), undefined)
    assert.deepEqual(config('AUTO'), { functionCallingConfig: { mode: 'AUTO' } })
    assert.deepEqual(config('NONE'), { functionCallingConfig: { mode: 'NONE' } })
    assert.deepEqual(config('REQUIRED'), { functionCallingConfig: { mode: 'ANY' } })
    assert.deepEqual(config({ name: 'weather' }), {
      functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['weather'] },
    })
  })

  test('holds images inline and by address', () => {
    const messages: Message[] = [
      {
        role: 'USER',
        parts: [
          { type: 'image', mediaType: 'image/png', data: 'AAAA' },
          { type: 'image', url: 'https://example.com/a.JPG?size=2' },
          { type: 'image', url: 'https://example.com/a' },
        ],
      },
    ]
    assert.deepEqual(fieldsOf(listOf(sent(gemini, asked({ messages }), flash).contents)[0]).parts, [
      { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
      { fileData: { mimeType: 'image/jpeg', fileUri: 'https://example.com/a.JPG?size=2' } },
      { fileData: { fileUri: 'https://example.com/a' } },
    ])
  })

  test('asks for JSON, and for JSON of a schema', () => {
    const config = (responseFormat: NonNullable<CompletionInput['responseFormat']>) =>
      sent(gemini, asked({ responseFormat }), flash).generationConfig
    assert.deepEqual(config({ type: 'JSON' }), { responseMimeType: 'application/json' })
    assert.equal(config({ type: 'TEXT' }), undefined)
    const schema = { type: 'object', properties: { const: { const: 1 } } }
    assert.deepEqual(config({ type: 'JSON_SCHEMA', name: 'n', schema }), {
      responseMimeType: 'application/json',
      responseJsonSchema: { type: 'object', properties: { const: { enum: [1] } } },
    })
  })

  test('asks for thinking by budget or by level, as the model has it', () => {
    const thinking = (reasoningEffort: NonNullable<CompletionInput['reasoningEffort']>, model: string) =>
      fieldsOf(sent(gemini, asked({ reasoningEffort }), targetOf(gemini, model)).generationConfig)
        .thinkingConfig
    assert.deepEqual(thinking('HIGH', 'gemini-2.5-pro'), { thinkingBudget: 24_576, includeThoughts: true })
    assert.deepEqual(thinking('NONE', 'gemini-2.5-flash'), { thinkingBudget: 0 })
    assert.deepEqual(thinking('MINIMAL', 'gemini-3-flash-preview'), {
      thinkingLevel: 'minimal',
      includeThoughts: true,
    })
    assert.deepEqual(thinking('MINIMAL', 'gemini-3.1-pro-preview'), {
      thinkingLevel: 'low',
      includeThoughts: true,
    })
    assert.deepEqual(thinking('MEDIUM', 'gemini-3-pro-preview'), {
      thinkingLevel: 'high',
      includeThoughts: true,
    })
    assert.deepEqual(thinking('MEDIUM', 'gemini-3.1-pro-preview'), {
      thinkingLevel: 'medium',
      includeThoughts: true,
    })
    assert.equal(thinking('NONE', 'gemini-2.0-flash'), undefined)
    assert.match(failureOf(() => thinking('LOW', 'gemini-2.0-flash')).message, /does not think/)
    assert.match(failureOf(() => thinking('NONE', 'gemini-2.5-pro')).message, /always thinks/)
  })

  test('is refused where the API could not say what was asked', () => {
    const refused: readonly [Partial<CompletionInput>, RegExp][] = [
      [{ tools: [weather], parallelToolCalls: false }, /one tool call at a time/],
      [{ providerOptions: { gemini: { generationConfig: { candidateCount: 8 } } } }, /candidateCount/],
      [{ providerOptions: { gemini: { systemInstruction: 'x' } } }, /systemInstruction/],
      [{ providerOptions: { gemini: 'x' } }, /no object/],
      [{ providerOptions: { gemini: { system_instruction: 'x' } } }, /system_instruction/],
      [{ providerOptions: { gemini: { cachedContent: 'x' } } }, /cachedContent/],
      [{ providerOptions: { gemini: { cached_content: 'x' } } }, /cached_content/],
      [{ providerOptions: { gemini: { service_tier: 'PRIORITY' } } }, /service tier "PRIORITY"/],
      ...['generation_config', 'generationConfig'].flatMap(config =>
        ['candidate_count', 'candidateCount', 'max_output_tokens', 'maxOutputTokens'].map(
          (name): [Partial<CompletionInput>, RegExp] => [
            { providerOptions: { gemini: { [config]: { [name]: 8 } } } },
            /cannot set generation_?[cC]onfig/,
          ],
        ),
      ),
      [
        { maxOutputTokens: 5, providerOptions: { gemini: { generation_config: null } } },
        /generationConfig only to an object/,
      ],
      [
        { messages: [{ role: 'TOOL', toolCallId: 'lost', parts: [{ type: 'text', text: '1' }] }] },
        /the call lost/,
      ],
      [{ messages: [{ role: 'SYSTEM', parts: [{ type: 'image', url: 'https://a.test/b.png' }] }] }, /images/],
      [pictureAt('https://youtu.be/a'), /send an image/],
      [pictureAt('https://www.YouTube.com/watch?v=a#b.png'), /send an image/],
      [pictureAt('https://m.youtube.com./a.png'), /send an image/],
      [pictureAt('https://a.test/b.PDF?c=d.png'), /send an image/],
      [pictureAt('https://a.test/b.mp4'), /send an image/],
    ]
    for (const [about, message] of refused) {
      const failure = failureOf(() => sent(gemini, asked(about), flash))
      assert.equal(failure.kind, 'UNSUPPORTED')
      assert.match(failure.message, message)
    }
  })

  test('takes the caller’s options, merged into the configuration', () => {
    const options = { safetySettings: [{ category: 'C' }], generationConfig: { topK: 3 } }
    const body = sent(
      gemini,
      asked({ temperature: 1, providerOptions: { gemini: options, openai: { x: 1 } } }),
      flash,
    )
    assert.deepEqual(body.safetySettings, [{ category: 'C' }])
    assert.deepEqual(body.generationConfig, { temperature: 1, topK: 3 })
    assert.equal(body.x, undefined)
  })

  test('takes the other spelling of a field for the field, so that no second one stands beside the limits', () => {
    const options = { generation_config: { topK: 3, thinking_config: { thinkingBudget: 9 } } }
    const input = asked({ maxOutputTokens: 5, reasoningEffort: 'LOW', providerOptions: { gemini: options } })
    const body = sent(gemini, input, flash)
    assert.equal(body.generation_config, undefined)
    assert.deepEqual(body.generationConfig, {
      maxOutputTokens: 5,
      thinkingConfig: { thinkingBudget: 9, includeThoughts: true },
      topK: 3,
    })
  })

  test('embeds one text by its own method, and many at once', () => {
    const input = {
      task: 'embedding' as const,
      texts: ['a', 'b'],
      dimensions: 8,
      providerOptions: { gemini: { taskType: 'T' } },
    }
    const target = targetOf(gemini, 'gemini-embedding-001')
    assert.match(gemini.encode(input, target).url, /models\/gemini-embedding-001:batchEmbedContents$/)
    const request = (text: string) => ({
      model: 'models/gemini-embedding-001',
      content: { parts: [{ text }] },
      outputDimensionality: 8,
      taskType: 'T',
    })
    assert.deepEqual(sent(gemini, input, target), { requests: [request('a'), request('b')] })
    assert.match(gemini.encode({ ...input, texts: ['a'] }, target).url, /:embedContent$/)
    assert.deepEqual(sent(gemini, { ...input, texts: ['a'] }, target), request('a'))
  })
})

describe('what Gemini answers', () => {
  test('has thoughts and text apart', () => {
    const chunks = heard(gemini, [
      says([{ text: 'Hm.', thought: true }]),
      says([{ text: 'Hi' }]),
      says([{ text: '!' }]),
      done(),
    ])
    assert.deepEqual(chunks.slice(0, -1), [
      { type: 'start', provider: 'recorded', deployment: 'recorded/model', model: 'gemini-2.5-flash-001' },
      { type: 'reasoning', index: 0, text: 'Hm.' },
      { type: 'text', index: 0, text: 'Hi' },
      { type: 'text', index: 0, text: '!' },
    ] satisfies Chunk[])
  })

  test('has signatures on thoughts, text and calls, which go back where they came from', () => {
    const chunks = heard(gemini, [
      says([{ text: 'One. ', thought: true }]),
      says([{ text: 'Two.', thought: true, thoughtSignature: 'of-thought' }]),
      says([{ text: 'Look: ' }]),
      says([{ text: 'here', thoughtSignature: 'of-text' }]),
      says([
        { functionCall: { id: 'g-1', name: 'weather', args: { city: 'Rome' } }, thoughtSignature: 'of-call' },
        { functionCall: { id: 'g-2', name: 'weather', args: { city: 'Oslo' } } },
      ]),
      done(),
    ])
    const { reasoning, reasoningState = '', text, toolCalls } = answerOf(chunks)
    assert.deepEqual(
      toolCalls.map(({ id }) => id),
      ['g-1', 'g-2'],
    )
    const messages: Message[] = [
      user('Weather?'),
      {
        role: 'ASSISTANT',
        parts: [
          { type: 'reasoning', text: reasoning, providerState: reasoningState },
          { type: 'text', text },
        ],
        toolCalls,
      },
      { role: 'TOOL', toolCallId: 'g-1', parts: [{ type: 'text', text: 'sunny' }] },
    ]
    const [, model, results] = listOf(sent(gemini, asked({ messages }), three).contents)
    assert.deepEqual(fieldsOf(model).parts, [
      { text: 'One. Two.', thought: true, thoughtSignature: 'of-thought' },
      { text: 'Look: here', thoughtSignature: 'of-text' },
      { functionCall: { id: 'g-1', name: 'weather', args: { city: 'Rome' } }, thoughtSignature: 'of-call' },
      { functionCall: { id: 'g-2', name: 'weather', args: { city: 'Oslo' } } },
    ])
    assert.deepEqual(fieldsOf(results).parts, [
      { functionResponse: { id: 'g-1', name: 'weather', response: { output: 'sunny' } } },
    ])
  })

  test('a conversation from another provider gets the signature that stands for none', () => {
    const toolCalls = [
      {
        id: 'toolu_1',
        name: 'weather',
        arguments: '{}',
        providerState: '{"dialect":"anthropic","id":"toolu_1"}\nnoise',
      },
      { id: 'toolu_2', name: 'weather', arguments: '{}' },
    ]
    const parts = [
      {
        type: 'reasoning' as const,
        text: 'Hm.',
        providerState: '{"dialect":"anthropic","length":3,"signature":"s"}\n',
      },
    ]
    const messages: Message[] = [user('?'), { role: 'ASSISTANT', parts, toolCalls }]
    const model = (target: typeof flash) =>
      fieldsOf(listOf(sent(gemini, asked({ messages }), target).contents)[1]).parts
    const call = { functionCall: { name: 'weather', args: {} } }
    assert.deepEqual(model(three), [{ ...call, thoughtSignature: 'skip_thought_signature_validator' }, call])
    assert.deepEqual(model(flash), [call, call])
  })

  test('has calls without ids, which get ones that stay and are unlike those of earlier turns', () => {
    const events = [
      says([{ functionCall: { name: 'a' } }, { functionCall: { name: 'a', args: { x: 1 } } }]),
      done(),
    ]
    const calls = (input: CompletionInput) => answerOf(heard(gemini, events, { input })).toolCalls
    const first = calls(asked())
    assert.deepEqual(first, [
      { id: 'call_0', name: 'a', arguments: '{}' },
      { id: 'call_1', name: 'a', arguments: '{"x":1}' },
    ])
    assert.deepEqual(calls(asked()), first)
    const messages: Message[] = [user('?'), { role: 'ASSISTANT', parts: [], toolCalls: first }]
    assert.deepEqual(
      calls(asked({ messages })).map(({ id }) => id),
      ['call_2', 'call_3'],
    )
  })

  test('may stream a call’s arguments value by value', () => {
    const part = (functionCall: object) => says([{ functionCall }])
    const value = (jsonPath: string, rest: object) =>
      part({ partialArgs: [{ jsonPath, ...rest }], willContinue: true })
    const chunks = heard(gemini, [
      part({ name: 'trip', willContinue: true }),
      value('$.from', { stringValue: 'Ro', willContinue: true }),
      value('$.from', { stringValue: 'me' }),
      value('$.stops[0].city', { stringValue: 'Oslo' }),
      value('$.stops[7].city', { nullValue: 'NULL_VALUE' }),
      value("$['seats']", { numberValue: 2 }),
      value('$.__proto__.x', { boolValue: true }),
      part({}),
      part({ name: 'next', partialArgs: [{ jsonPath: '$.on', boolValue: false }] }),
      done(),
    ])
    const { toolCalls, finish } = answerOf(chunks)
    assert.deepEqual(
      toolCalls.map(call => [call.name, call.arguments]),
      [
        ['trip', '{"from":"Rome","stops":[{"city":"Oslo"},{"city":null}],"seats":2,"__proto__":{"x":true}}'],
        ['next', '{"on":false}'],
      ],
    )
    assert.equal(finish.reason, 'TOOL_CALLS')
  })

  test('has each finish reason in our words, by name and by number', () => {
    const reasonOf = (reason: unknown) =>
      answerOf(heard(gemini, [says([{ text: 'x' }]), done(reason)])).finish.reason
    for (const reason of [
      'SAFETY',
      'RECITATION',
      'BLOCKLIST',
      'PROHIBITED_CONTENT',
      'SPII',
      'IMAGE_SAFETY',
      3,
    ]) {
      assert.equal(reasonOf(reason), 'CONTENT_FILTER')
    }
    for (const reason of ['MALFORMED_FUNCTION_CALL', 'OTHER', 'LANGUAGE', 'SOMETHING_NEW', 99]) {
      assert.equal(reasonOf(reason), 'OTHER')
    }
    assert.deepEqual(['STOP', 'MAX_TOKENS', 1, 2].map(reasonOf), ['STOP', 'LENGTH', 'STOP', 'LENGTH'])
  })

  test('to a blocked prompt is a filtered one, with and without candidates', () => {
    const blocked = {
      promptFeedback: { blockReason: 'SAFETY' },
      usageMetadata: { promptTokenCount: 7, totalTokenCount: 7 },
    }
    for (const chunks of [
      heard(gemini, [blocked]),
      whole(gemini, blocked),
      whole(gemini, { ...blocked, candidates: [] }),
    ]) {
      const { finish, text } = answerOf(chunks)
      assert.deepEqual([finish.reason, finish.usage.inputTokens, text], ['CONTENT_FILTER', 7, ''])
    }
  })

  test('counts in kinds that do not overlap, by the last report that counts', () => {
    const counts = {
      promptTokenCount: 100,
      cachedContentTokenCount: 40,
      toolUsePromptTokenCount: 5,
      candidatesTokenCount: 20,
      thoughtsTokenCount: 30,
      totalTokenCount: 155,
    }
    const early = { usageMetadata: { promptTokenCount: 1, thoughtsTokenCount: 9, totalTokenCount: 10 } }
    const late = { usageMetadata: { trafficType: 'ON_DEMAND' } }
    assert.deepEqual(
      answerOf(heard(gemini, [early, says([{ text: 'x' }]), done('STOP', counts), late])).finish.usage,
      {
        inputTokens: 65,
        cachedInputTokens: 40,
        cacheWriteTokens: 0,
        outputTokens: 20,
        reasoningTokens: 30,
        source: 'PROVIDER',
      },
    )
    const derived = answerOf(heard(gemini, [done('STOP', { promptTokenCount: 3, totalTokenCount: 8 })]))
      .finish.usage
    assert.equal(derived.outputTokens, 5)
    assert.equal(answerOf(heard(gemini, [done()])).finish.usage.source, 'ESTIMATED')
    assert.equal(failureOf(() => heard(gemini, [])).usage, undefined)
    const absurd = { promptTokenCount: 9e18, candidatesTokenCount: 1 }
    assert.equal(answerOf(heard(gemini, [done('STOP', absurd)])).finish.usage.source, 'ESTIMATED')
  })

  test('may be called finished several times, hold parts nobody knows, and other candidates', () => {
    const answer = answerOf(
      heard(gemini, [
        {
          ...says([{ text: 'A' }, { executableCode: { code: 'x' } }, { novelty: 1 }], {
            finishReason: 'STOP',
          }),
        },
        { candidates: [{ index: 1, content: { parts: [{ text: 'other' }] }, finishReason: 'MAX_TOKENS' }] },
        says([{ text: 'B' }], { finishReason: 'STOP' }),
        { candidates: [{ content: {} }] },
      ]),
    )
    assert.deepEqual([answer.text, answer.finish.reason], ['AB', 'STOP'])
  })

  test('may be a stream in one JSON array, which needs its finish reason too', () => {
    assert.equal(answerOf(whole(gemini, [says([{ text: 'A' }]), says([{ text: 'B' }]), done()])).text, 'AB')
    assert.equal(failureOf(() => whole(gemini, [says([{ text: 'A' }])])).kind, 'INCOMPLETE_STREAM')
  })

  test('that ends without a finish reason is incomplete, and tells what was used', () => {
    const event = { ...says([{ text: 'A' }]), usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 } }
    const failure = failureOf(() => heard(gemini, [event]))
    assert.deepEqual(
      [failure.kind, failure.retryable, failure.usage?.inputTokens],
      ['INCOMPLETE_STREAM', true, 4],
    )
    assert.equal(failureOf(() => heard(gemini, [])).kind, 'INCOMPLETE_STREAM')
    const screened = { promptFeedback: { safetyRatings: [] } }
    assert.equal(failureOf(() => heard(gemini, [screened, event])).kind, 'INCOMPLETE_STREAM')
    // One document that parses has come whole.
    assert.equal(answerOf(whole(gemini, event)).finish.reason, 'OTHER')
    assert.equal(failureOf(() => whole(gemini, {})).kind, 'MALFORMED_ANSWER')
  })

  test('with an error in mid-stream, in a list or not, is a failure with Google’s code', () => {
    const error = { error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } }
    const failures = [
      failureOf(() => heard(gemini, [says([{ text: 'A' }]), error])),
      failureOf(() => heard(gemini, [says([{ text: 'A' }]), [error]])),
      failureOf(() => whole(gemini, [says([{ text: 'A' }]), error])),
    ]
    for (const { kind, code, status, retryable } of failures) {
      assert.deepEqual([kind, code, status, retryable], ['MID_STREAM_ERROR', 'UNAVAILABLE', 503, true])
    }
  })

  test('with an error status tells its code, whether to try again, and when', () => {
    const error = (code: number, status: string, details: readonly object[] = []) => ({
      error: { code, status, details },
    })
    const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.4s' }
    const limited = gemini.failure(429, {}, JSON.stringify(error(429, 'RESOURCE_EXHAUSTED', [{}, retry])))
    assert.deepEqual(
      [limited.code, limited.retryable, limited.retryAfterMs],
      ['RESOURCE_EXHAUSTED', true, 34_400],
    )
    const listed = gemini.failure(429, {}, JSON.stringify([error(429, 'RESOURCE_EXHAUSTED', [retry])]))
    assert.deepEqual([listed.code, listed.retryAfterMs], ['RESOURCE_EXHAUSTED', 34_400])
    const refused = gemini.failure(400, {}, JSON.stringify(error(400, 'INVALID_ARGUMENT')))
    assert.deepEqual(
      [refused.code, refused.retryable, refused.retryAfterMs],
      ['INVALID_ARGUMENT', false, undefined],
    )
    assert.equal(gemini.failure(502, { 'retry-after': '3' }, '<html>').retryAfterMs, 3_000)
  })

  test('has vectors in the order of the texts', () => {
    const input = { task: 'embedding' as const, texts: ['a', 'b'] }
    const one = { ...input, texts: ['a'] }
    const answer = answerOf(
      whole(gemini, { embeddings: [{ values: [1, 2] }, { values: [3, 4] }] }, { input }),
    )
    assert.deepEqual(answer.embeddings, [
      [1, 2],
      [3, 4],
    ])
    assert.equal(
      failureOf(() => whole(gemini, { embeddings: [{ values: ['1'] }] }, { input: one })).kind,
      'MALFORMED_ANSWER',
    )
  })
})
