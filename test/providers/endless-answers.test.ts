import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ProviderFailure } from '../../src/core/provider.ts'
import { laterUsage } from '../../src/providers/anthropic/usage.ts'
import { adapters } from '../../src/providers/index.ts'
import type { Adapter, Target } from '../../src/providers/kit/adapter.ts'
import { answerBound } from '../../src/providers/kit/answer-bound.ts'
import { answerLimits, answerReader } from '../../src/providers/kit/answer-reader.ts'
import { deploymentOf } from '../kit/replay.ts'

// What a provider may write without end that is no text. A tenant may bring its own provider, and all share the memory.

const adapterOf = (kind: string): Adapter => {
  const adapter = adapters.find(adapter => adapter.kind === kind)
  return adapter ?? assert.fail(`There is no adapter ${kind}`)
}

const target: Target = {
  deployment: deploymentOf('small'),
  baseUrl: 'https://provider.test',
  stream: true,
  settings: {},
}
const input = { task: 'completion', messages: [] } as const

/** A reader as a call has it. */
const readerOf = (kind: string) => {
  const bounded = answerBound(input, answerLimits.answerChars)
  return answerReader({
    decoder: adapterOf(kind).decoder(input, target),
    contentType: 'text/event-stream',
    passed: bounded,
  })
}

/** How many bytes are read of events without end before they are too many. */
const bytesUntilTold = (kind: string, eventOf: (index: number) => object): number => {
  const reader = readerOf(kind)
  for (let bytes = 0, index = 0; ; index++) {
    const event = Buffer.from(`data: ${JSON.stringify(eventOf(index))}\n\n`)
    bytes += event.length
    try {
      reader.push(event)
    } catch (error) {
      assert.ok(error instanceof ProviderFailure, String(error))
      assert.equal(error.kind, 'MALFORMED_ANSWER')
      assert.match(error.message, /did not stop/)
      return bytes
    }
  }
}

const delta = (fields: object): object => ({ choices: [{ index: 0, delta: fields }] })
const list = (items: number, item: object): readonly object[] => Array.from({ length: items }, () => item)

const gemini = (call: object): object => ({ candidates: [{ content: { parts: [{ functionCall: call }] } }] })
const partial = (index: number, partialArgs: readonly object[]): object =>
  gemini({ ...(index === 0 && { name: 'f' }), willContinue: true, partialArgs })

const values = (index: number) =>
  Array.from({ length: 500 }, (_, at) => ({ jsonPath: `$.a${index * 500 + at}` }))

/** What is kept of them takes so many times as much memory as they take on the wire. */
const endless: readonly (readonly [
  what: string,
  kind: string,
  eventOf: (index: number) => object,
  most: number,
])[] = [
  ['thoughts without a word', 'openrouter', () => delta({ reasoning_details: list(5000, {}) }), 2e6],
  [
    'fields of a thought',
    'openrouter',
    index => delta({ reasoning_details: [{ index: 0, type: 't', [`a${index % 50}`]: list(5000, []) }] }),
    2e7,
  ],
  [
    'tool calls',
    'openai',
    index => delta({ tool_calls: [{ index, id: `c${index}`, function: { name: 'f' } }] }),
    2e5,
  ],
  ['tool calls without a name', 'openai', index => delta({ tool_calls: [{ index, id: `c${index}` }] }), 2e5],
  [
    'arguments of a tool without a name',
    'openai',
    () => delta({ tool_calls: [{ index: 0, id: 'c', function: { arguments: 'x'.repeat(10_000) } }] }),
    2e7,
  ],
  [
    'blocks of tools',
    'anthropic',
    index =>
      index === 0
        ? { type: 'message_start', message: { id: 'one' } }
        : { type: 'content_block_start', index, content_block: { type: 'tool_use', id: 'a', name: 'f' } },
    2e5,
  ],
  ['values of a tool', 'gemini', index => partial(index, values(index)), 1e7],
  [
    'a value within a value',
    'gemini',
    index => partial(index, [{ jsonPath: `$.b${index}${'.a'.repeat(5000)}` }]),
    2e6,
  ],
]

suite('an answer without end', () => {
  for (const [what, kind, eventOf, most] of endless)
    test(`of ${what} is given up before it fills the memory`, () => {
      const bytes = bytesUntilTold(kind, eventOf)
      assert.ok(bytes < most, `${bytes} bytes were read`)
    })

  test('of usage under new names keeps none of them', () => {
    const usage = laterUsage({ input_tokens: 3 }, { output_tokens: 2, a: 1, b: { c: 1 } })
    assert.deepEqual(usage, { input_tokens: 3, output_tokens: 2 })
  })

  test('that repeats the name of a tool is read once, not again with each piece', t => {
    const parse = t.mock.method(JSON, 'parse')
    const reader = readerOf('openai')
    for (let index = 0; index < 500; index++)
      reader.push(
        Buffer.from(
          `data: ${JSON.stringify(delta({ tool_calls: [{ index: 0, function: { name: 'f', arguments: index === 0 ? '[' : '1,' } }] }))}\n\n`,
        ),
      )
    // Each event is, and nothing else.
    assert.equal(parse.mock.callCount(), 500)
  })
})
