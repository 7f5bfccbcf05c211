import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Chunk } from '../../../src/core/chunk.ts'
import { ProviderFailure } from '../../../src/core/provider.ts'
import { type Answer, collect } from '../../../src/core/stream.ts'
import type { Adapter, Target } from '../../../src/providers/kit/adapter.ts'
import { openaiCompatible } from '../../../src/providers/kit/openai-dialect.ts'
import { openaiCompatibles } from '../../../src/providers/openai-compatible.ts'
import { deploymentOf } from '../../kit/replay.ts'

const plain = openaiCompatible({ kind: 'plain' })
const target: Target = {
  deployment: deploymentOf('small'),
  baseUrl: 'https://provider.test',
  stream: true,
  settings: {},
}
const input = { task: 'completion', messages: [] } as const

const streamed = (events: readonly object[], adapter: Adapter = plain): readonly Chunk[] => {
  const decoder = adapter.decoder(input, target)
  return [...events.flatMap(event => decoder.event(JSON.stringify(event))), ...decoder.end()]
}

const documented = (document: object, adapter: Adapter = plain): readonly Chunk[] => {
  const decoder = adapter.decoder(input, target)
  return [...decoder.document(JSON.stringify(document)), ...decoder.end()]
}

const whole = (chunks: readonly Chunk[]): Promise<Answer> =>
  collect(
    (async function* () {
      yield* chunks
    })(),
  )

/** An event with a delta; a finish reason ends the answer. */
const delta = (fields: object, finish_reason: string | null = null): object => ({
  id: 'chat-1',
  model: 'small-1',
  choices: [{ index: 0, delta: fields, finish_reason }],
})
const stop = delta({}, 'stop')

const failureOf = (read: () => unknown): ProviderFailure => {
  try {
    read()
  } catch (error) {
    assert.ok(error instanceof ProviderFailure, String(error))
    return error
  }
  return assert.fail('nothing failed')
}

suite('the course of an answer', () => {
  test('it starts once, under the name that the provider gives the model', () => {
    const chunks = streamed([{ id: '', model: '', choices: [] }, delta({ content: 'a' }), stop])
    assert.deepEqual(
      chunks.map(({ type }) => type),
      ['start', 'text', 'finish'],
    )
    assert.deepEqual(chunks[0], {
      type: 'start',
      provider: 'recorded',
      deployment: 'recorded/small',
      model: 'small-1',
    })
  })

  test('a provider that never names the model gets the name that it was asked by', () => {
    const [start] = streamed([{ choices: [{ delta: { content: 'a' }, finish_reason: 'stop' }] }])
    assert.ok(start?.type === 'start' && start.model === 'small')
  })

  test('a stream without a finish reason is incomplete, and tells what was used', () => {
    const { kind, usage } = failureOf(() =>
      streamed([
        { ...delta({ content: 'a' }), usage: { prompt_tokens: 2, completion_tokens: 1 } },
        delta({}, ''),
      ]),
    )
    assert.equal(kind, 'INCOMPLETE_STREAM')
    assert.equal(usage?.inputTokens, 2)
  })

  test('finish reasons are told in our words, and those that mean an error are failures', async () => {
    for (const [theirs, ours] of [
      ['stop', 'STOP'],
      ['eos', 'STOP'],
      ['MAX_TOKENS', 'LENGTH'],
      ['model_length', 'LENGTH'],
      ['function_call', 'TOOL_CALLS'],
      ['sensitive', 'CONTENT_FILTER'],
      ['surprise', 'OTHER'],
      ['constructor', 'OTHER'],
      ['__proto__', 'OTHER'],
      ['toString', 'OTHER'],
    ] as const)
      assert.equal((await whole(streamed([delta({}, theirs)]))).finish.reason, ours)
    for (const word of ['error', 'network_error', 'error_finish', 'insufficient_system_resource', 'abort']) {
      const { kind, code, retryable } = failureOf(() => streamed([delta({}, word)]))
      assert.deepEqual({ kind, code, retryable }, { kind: 'MID_STREAM_ERROR', code: word, retryable: true })
    }
    assert.equal(failureOf(() => streamed([delta({}, 'error at bob@example.com')])).code, undefined)
  })

  test('a document says why it ended, or OTHER; without choices it is no answer', async () => {
    const answer = await whole(documented({ choices: [{ message: { content: 'a' }, finish_reason: null }] }))
    assert.deepEqual([answer.text, answer.finish.reason], ['a', 'OTHER'])
    const blocked = await whole(documented({ model: 'm', choices: [{ finish_reason: 'content_filter' }] }))
    assert.deepEqual([blocked.text, blocked.finish.reason], ['', 'CONTENT_FILTER'])
    for (const document of [{}, { choices: [] }, { model: 'm', choices: [] }, { choices: null }])
      assert.equal(failureOf(() => documented(document)).kind, 'MALFORMED_ANSWER')
  })

  test('a message beside or behind the deltas is not said twice, and one without deltas is said', async () => {
    const twice = await whole(
      streamed([
        { choices: [{ delta: { content: 'a' }, message: { content: 'a' } }] },
        { choices: [{ message: { content: 'ab' }, finish_reason: 'stop' }] },
      ]),
    )
    assert.equal(twice.text, 'a')
    const once = await whole(streamed([{ choices: [{ message: { content: 'ab' }, finish_reason: 'stop' }] }]))
    assert.equal(once.text, 'ab')
  })

  test('of several choices the first is the answer', async () => {
    const answer = await whole(
      streamed([
        { choices: [{ index: 0, delta: { content: 'a' } }] },
        { choices: [{ index: 1, delta: { content: 'x' }, finish_reason: 'length' }] },
        { choices: [{ index: 0, delta: { content: 'b' }, finish_reason: 'stop' }] },
      ]),
    )
    assert.deepEqual([answer.text, answer.finish.reason], ['ab', 'STOP'])
  })

  test('a refusal is told as text and ends as CONTENT_FILTER', async () => {
    const answer = await whole(streamed([delta({ refusal: 'I will' }), delta({ refusal: ' not' }), stop]))
    assert.deepEqual([answer.text, answer.finish.reason], ['I will not', 'CONTENT_FILTER'])
  })

  test('a provider whose streams end with the usage needs no finish reason', async () => {
    const snowflake = openaiCompatibles.find(({ kind }) => kind === 'snowflake')
    const usage = { choices: [], usage: { prompt_tokens: 2, completion_tokens: 1, total_tokens: 3 } }
    assert.equal((await whole(streamed([delta({ content: 'a' }), usage], snowflake))).finish.reason, 'OTHER')
    assert.equal(failureOf(() => streamed([delta({ content: 'a' })], snowflake)).kind, 'INCOMPLETE_STREAM')
  })
})

suite('errors in the middle of an answer', () => {
  test('each form of them is a failure with the code, and with what was used', () => {
    for (const [event, code, retryable] of [
      [{ error: { code: 'server_error', message: 'gone' }, choices: [] }, 'server_error', true],
      [{ error: { code: 502, message: 'limit' } }, '502', true],
      [{ error: { code: 400, message: 'limit' } }, '400', false],
      [{ error: { type: 'invalid_request_error', message: 'no' } }, 'invalid_request_error', false],
      [{ error: 'model runner has stopped' }, undefined, true],
      [{ object: 'error', message: 'no', code: 'context_length_exceeded' }, 'context_length_exceeded', false],
      [{ type: 'error', code: 'rate_limit_exceeded', message: 'later' }, 'rate_limit_exceeded', true],
      [{ choices: [{ delta: {}, error: { code: 429, message: 'later' } }] }, '429', true],
      [[{ error: { status: 'UNAVAILABLE', code: 503, message: 'later' } }], 'UNAVAILABLE', true],
    ] as const) {
      const failure = failureOf(() =>
        streamed([{ ...delta({ content: 'a' }), usage: { prompt_tokens: 4 } }, event]),
      )
      assert.equal(failure.kind, 'MID_STREAM_ERROR')
      assert.deepEqual([failure.code, failure.retryable], [code, retryable], JSON.stringify(event))
      assert.equal(failure.usage?.inputTokens, 4)
    }
  })

  test('an error that is null is none', async () => {
    assert.equal((await whole(streamed([{ ...stop, error: null }]))).finish.reason, 'STOP')
  })
})

suite('reasoning', () => {
  test('each name of it is read, once', async () => {
    for (const said of [
      { reasoning_content: 'hm' },
      { reasoning: 'hm' },
      { reasoning_text: 'hm' },
      { reasoning: 'hm', reasoning_details: [{ type: 'reasoning.text', text: 'hm', index: 0 }] },
      { reasoning_details: [{ type: 'reasoning.summary', summary: 'hm', index: 0 }] },
      { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }], closed: true }] },
      { content: [{ type: 'thinking', thinking: 'hm' }] },
    ]) {
      const answer = await whole(
        streamed([delta(said), delta({ content: [{ type: 'text', text: 'a' }] }), stop]),
      )
      assert.deepEqual([answer.reasoning, answer.text], ['hm', 'a'], JSON.stringify(said))
    }
  })

  test('signed details go back whole, though they came in pieces, and only to a provider of that kind', async () => {
    const piece = (fields: object) =>
      delta({ reasoning_details: [{ type: 'reasoning.text', index: 0, format: 'x-v1', ...fields }] })
    const answer = await whole(
      streamed([piece({ text: 'h' }), piece({ text: 'm' }), piece({ text: '', signature: 'S' }), stop]),
    )
    const history = {
      task: 'completion',
      messages: [
        {
          role: 'ASSISTANT',
          parts: [
            { type: 'reasoning', text: answer.reasoning, providerState: answer.reasoningState ?? '' },
            { type: 'text', text: 'a' },
          ],
        },
      ],
    } as const
    assert.deepEqual(JSON.parse(plain.encode(history, target).body).messages, [
      {
        role: 'assistant',
        content: 'a',
        reasoning_details: [{ type: 'reasoning.text', index: 0, format: 'x-v1', text: 'hm', signature: 'S' }],
      },
    ])
    const other = openaiCompatible({ kind: 'other' })
    assert.deepEqual(JSON.parse(other.encode(history, target).body).messages, [
      { role: 'assistant', content: 'a' },
    ])
  })
})

suite('tool calls', () => {
  const piece = (...calls: readonly object[]): object => delta({ tool_calls: calls })
  const add = { name: 'add', arguments: '{"a":1}' }
  const called = async (...events: readonly object[]): Promise<readonly (readonly string[])[]> => {
    const chunks = streamed([...events, delta({}, 'tool_calls')])
    const first = new Set<number>()
    for (const chunk of chunks) {
      if (chunk.type !== 'tool-call') continue
      if (!first.has(chunk.index)) assert.ok(chunk.id && chunk.name, 'the first piece is named')
      first.add(chunk.index)
    }
    assert.deepEqual(
      [...first].sort(),
      Array.from(first, (_, index) => index),
    )
    return (await whole(chunks)).toolCalls.map(call => [call.id, call.name, call.arguments])
  }

  test('arguments come in pieces, for several calls at once', async () => {
    assert.deepEqual(
      await called(
        piece({ index: 0, id: 'c1', function: { name: 'add', arguments: '' } }),
        piece({ index: 1, id: 'c2', function: { name: 'sub', arguments: '{"a"' } }),
        piece({ index: 0, function: { arguments: '{"a":' } }, { index: 1, function: { arguments: ':2}' } }),
        piece({ index: 0, function: { arguments: '1}' } }),
      ),
      [
        ['c1', 'add', '{"a":1}'],
        ['c2', 'sub', '{"a":2}'],
      ],
    )
  })

  test('whole calls in one piece, all with index 0, none, or one that starts at 1, are told apart', async () => {
    for (const index of [{ index: 0 }, {}, { index: null }, { index: 1 }])
      assert.deepEqual(
        await called(
          piece({ ...index, id: 'c1', function: add }, { ...index, id: 'c2', function: add }),
          piece({ ...index, id: 'c3', function: add }),
        ),
        ['c1', 'c2', 'c3'].map(id => [id, 'add', '{"a":1}']),
      )
    assert.deepEqual(await called(piece({ index: 0, function: add }), piece({ index: 0, function: add })), [
      ['call_0', 'add', '{"a":1}'],
      ['call_1', 'add', '{"a":1}'],
    ])
  })

  test('an id, or an id and a name, in every piece makes one call', async () => {
    for (const repeated of [{ id: 'c1' }, { id: 'c1', name: 'add' }, { id: 'other' }, {}, { id: null }])
      for (const index of [{ index: 0 }, {}]) {
        const { name, ...id } = { name: undefined, ...repeated }
        assert.deepEqual(
          await called(
            piece({ ...index, id: 'c1', function: { name: 'add', arguments: '{"a' } }),
            piece({ ...index, ...id, function: { name, arguments: '":1' } }),
            piece({ ...index, ...id, function: { name, arguments: '}' } }),
          ),
          [['c1', 'add', '{"a":1}']],
          JSON.stringify({ repeated, index }),
        )
      }
  })

  test('arguments that are missing, null or an object become JSON', async () => {
    for (const [given, text] of [
      [{}, '{}'],
      [{ arguments: null }, '{}'],
      [{ arguments: '' }, '{}'],
      [{ arguments: { a: 1 } }, '{"a":1}'],
    ] as const)
      assert.deepEqual(await called(piece({ index: 0, id: 'c1', function: { name: 'add', ...given } })), [
        ['c1', 'add', text],
      ])
  })

  test('arguments that are sent whole once more are not doubled', async () => {
    assert.deepEqual(
      await called(
        piece({ index: 0, id: 'c1', function: { name: 'add', arguments: '{"a"' } }),
        piece({ index: 0, function: { arguments: ':1}' } }),
        piece({ index: 0, id: 'c1', function: add }),
      ),
      [['c1', 'add', '{"a":1}']],
    )
  })

  test('arguments that come before the name wait for it; a call that never gets one is malformed', async () => {
    assert.deepEqual(
      await called(
        piece({ index: 0, id: 'c1', function: { arguments: '{"a"' } }),
        piece({ index: 0, function: { name: 'add', arguments: ':1}' } }),
      ),
      [['c1', 'add', '{"a":1}']],
    )
    assert.equal(
      failureOf(() => streamed([piece({ index: 0, id: 'c1', function: { arguments: '{}' } }), stop])).kind,
      'MALFORMED_ANSWER',
    )
  })

  test('ids that we make go on counting where the conversation stands', () => {
    const earlier = {
      task: 'completion',
      messages: [
        { role: 'ASSISTANT', parts: [], toolCalls: [{ id: 'call_0', name: 'add', arguments: '{}' }] },
      ],
    } as const
    const chunks = plain
      .decoder(earlier, target)
      .event(JSON.stringify(delta({ tool_calls: [{ function: add }] })))
    assert.ok(chunks.some(chunk => chunk.type === 'tool-call' && chunk.id === 'call_1'))
  })

  test('the old function_call is a call, and an empty one beside the message is none', async () => {
    assert.deepEqual(await called(delta({ function_call: add })), [['call_0', 'add', '{"a":1}']])
    assert.deepEqual(await called(delta({ function_call: { name: '', arguments: '' }, content: 'a' })), [])
  })

  test('a thought signature goes back with its call', async () => {
    const extra_content = { google: { thought_signature: 'S' } }
    const answer = await whole(
      streamed([piece({ index: 0, id: 'c1', function: add, extra_content }), delta({}, 'tool_calls')]),
    )
    const history = {
      task: 'completion',
      messages: [{ role: 'ASSISTANT', parts: [], toolCalls: answer.toolCalls }],
    } as const
    assert.deepEqual(JSON.parse(plain.encode(history, target).body).messages[0].tool_calls, [
      { id: 'c1', type: 'function', function: add, extra_content },
    ])
  })
})

suite('usage in the course of an answer', () => {
  const used = (prompt_tokens: number) => ({ usage: { prompt_tokens, completion_tokens: 1 } })
  const inputTokens = async (...events: readonly object[]): Promise<number> =>
    (await whole(streamed(events))).finish.usage.inputTokens

  test('it counts wherever it stands, and the last word counts', async () => {
    assert.equal(await inputTokens(stop, { choices: [], ...used(3) }), 3)
    assert.equal(await inputTokens({ ...delta({ content: 'a' }), ...used(3) }, stop), 3)
    assert.equal(
      await inputTokens({ ...delta({}), ...used(1) }, { ...delta({}), ...used(2) }, { ...stop, ...used(3) }),
      3,
    )
    assert.equal(await inputTokens({ ...delta({}), ...used(3) }, { ...stop, usage: null }), 3)
    assert.equal(await inputTokens({ ...stop, x_groq: used(3) }), 3)
  })

  test('an answer without it, or with zeros, is left to be counted', async () => {
    for (const usage of [undefined, null, {}, { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }]) {
      const { finish } = await whole(streamed([{ ...stop, usage }]))
      assert.deepEqual([finish.usage.source, finish.usage.inputTokens], ['ESTIMATED', 0])
    }
  })
})
