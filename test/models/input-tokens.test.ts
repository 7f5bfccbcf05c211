import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CompletionInput, EmbeddingInput } from '../../src/core/request.ts'
import { countInput as count, createTokenMeasure, inputUpperBound } from '../../src/models/input-tokens.ts'
import { createTokenizer } from '../../src/models/tokenizer.ts'

const tokenizer = createTokenizer({ clock: () => 0, log: { info() {}, warn() {}, error() {} } })
after(() => tokenizer.close())

const countInput = async (...about: Parameters<typeof count>) => (await count(...about)).tokens

const user = (text: string) => ({ role: 'USER', parts: [{ type: 'text', text }] }) as const
const ask = (text: string): CompletionInput => ({ task: 'completion', messages: [user(text)] })
const picture = { type: 'image', url: 'https://example.com/cat.png' } as const
const withPicture = (detail?: 'low' | 'high'): CompletionInput => ({
  task: 'completion',
  messages: [{ role: 'USER', parts: [detail ? { ...picture, detail } : picture] }],
})

test('a conversation costs its texts, four tokens a message, and three for the reply', async () => {
  // OpenAI reports 8 prompt tokens for a lone "hi".
  assert.equal(await countInput(ask('hi'), 'gpt-4o', tokenizer), 8)
  const both: CompletionInput = { task: 'completion', messages: [user('hi'), user('hi')] }
  assert.equal(await countInput(both, 'gpt-4o', tokenizer), 13)
})

test('reasoning, tool calls, tools and an answer schema are counted too', async () => {
  const plain = await countInput(ask('hi'), 'gpt-4o', tokenizer)
  const more: readonly Partial<CompletionInput>[] = [
    {
      messages: [
        {
          role: 'ASSISTANT',
          parts: [
            { type: 'text', text: 'hi' },
            { type: 'reasoning', text: 'hm' },
          ],
        },
      ],
    },
    {
      messages: [
        {
          role: 'ASSISTANT',
          parts: [{ type: 'text', text: 'hi' }],
          toolCalls: [{ id: '1', name: 'find', arguments: '{"q":1}' }],
        },
      ],
    },
    { tools: [{ name: 'find', parameters: { type: 'object' } }] },
    { responseFormat: { type: 'JSON_SCHEMA', name: 'a', schema: { type: 'object' } } },
  ]
  for (const change of more) {
    const input = { ...ask('hi'), ...change }
    const counted = await countInput(input, 'gpt-4o', tokenizer)
    assert.ok(counted > plain, JSON.stringify(change))
    assert.ok(inputUpperBound(input) >= counted, JSON.stringify(change))
  }
})

test('whatever else is sent counts too, so that no quota is passed by another door', async () => {
  const long = 'word '.repeat(1000)
  const hidden: readonly CompletionInput[] = [
    { ...ask('hi'), providerOptions: { openai: { tools: [{ description: long }] } } },
    {
      task: 'completion',
      messages: [{ role: 'ASSISTANT', parts: [{ type: 'reasoning', text: '', providerState: long }] }],
    },
    {
      task: 'completion',
      messages: [
        {
          role: 'ASSISTANT',
          parts: [],
          toolCalls: [{ id: 'a', name: 'f', arguments: '', providerState: long }],
        },
      ],
    },
  ]
  for (const input of hidden) {
    assert.ok((await countInput(input, 'gpt-4o', tokenizer)) > 1000)
    assert.ok(inputUpperBound(input) > 5000)
  }
})

test('tools cost Claude a system prompt of its own', async () => {
  const tools = [{ name: 'find', parameters: { type: 'object' } }] as const
  const input = { ...ask('hi'), tools }
  const difference =
    (await countInput(input, 'claude-sonnet-4-5', tokenizer)) - (await countInput(input, 'gpt-4o', tokenizer))
  assert.equal(difference, 346)
})

test('an image costs what its provider says, and at most what its largest picture would', async () => {
  const empty = await countInput(
    { task: 'completion', messages: [{ role: 'USER', parts: [] }] },
    'x',
    tokenizer,
  )
  for (const [model, detail, usual, most] of [
    ['gpt-4o', 'high', 85 + 4 * 170, 85 + 8 * 170],
    ['gpt-4o', 'low', 85, 85],
    ['gpt-4.1', 'high', 765, 1445],
    ['gpt-4o-mini', 'high', 2833 + 4 * 5667, 2833 + 8 * 5667],
    ['gpt-4o-mini', 'low', 2833, 2833],
    ['o3', 'high', 675, 1275],
    ['gpt-5', 'high', 630, 1190],
    ['gpt-4.1-nano', 'high', 2520, 3779],
    ['claude-sonnet-4-5', 'high', 1590, 4784],
    ['gemini-3-pro-preview', 'high', 1120, 2240],
    ['somebody/else', 'high', 1590, 4784],
  ] as const) {
    const input = withPicture(detail)
    assert.equal((await countInput(input, model, tokenizer)) - empty, usual, `${model} ${detail}`)
    const bound = inputUpperBound(input, model) - inputUpperBound(withPicture('low'), 'gpt-4o')
    assert.equal(bound, most - 85, `${model} ${detail}`)
  }
  assert.ok(inputUpperBound(withPicture()) > 48_000, 'without a model the costliest rule counts')
})

test('the data of an inline image is not counted as text', () => {
  const inline: CompletionInput = {
    task: 'completion',
    messages: [
      { role: 'USER', parts: [{ type: 'image', data: 'A'.repeat(1_000_000), mediaType: 'image/png' }] },
    ],
  }
  assert.ok(inputUpperBound(inline, 'gpt-4o') < 2000)
})

test('an embedding costs its texts and nothing else', async () => {
  const input: EmbeddingInput = { task: 'embedding', texts: ['hi', 'hi there'] }
  assert.equal(await countInput(input, 'text-embedding-3-small', tokenizer), 3)
  assert.equal(inputUpperBound(input), 14)
})

test('a measure counts for the model of the provider', async () => {
  const measure = createTokenMeasure(tokenizer)
  assert.equal(measure.inputUpperBound(withPicture('low'), 'gpt-4o-mini') > 2833, true)
  assert.deepEqual(await measure.countInput(ask('hi'), 'gpt-4o-mini'), { tokens: 8, source: 'COUNTED' })
  assert.deepEqual(await measure.countOutput('hi there', 'gpt-4o-mini'), { tokens: 2, source: 'COUNTED' })
  assert.equal(await measure.boundInput(ask('hi'), 'gpt-4o-mini'), 8)
})

test('a bound is no count of a tokenizer that makes fewer tokens than the provider, as of 20,000 spaces', async () => {
  const measure = createTokenMeasure(tokenizer)
  const spaces = ask(' '.repeat(20_000))
  assert.ok((await measure.boundInput(spaces, 'gpt-4o-mini')) < 1_000)
  for (const model of [
    'claude-sonnet-4-5',
    'anthropic.claude-v2',
    'mistral-large-latest',
    'meta-llama/Llama-3',
  ])
    assert.equal(await measure.boundInput(spaces, model), inputUpperBound(spaces, model))
})

test('a bound takes each picture for the largest there is', async () => {
  const measure = createTokenMeasure(tokenizer)
  const { tokens } = await measure.countInput(withPicture('high'), 'gpt-4o-mini')
  assert.equal((await measure.boundInput(withPicture('high'), 'gpt-4o-mini')) - tokens, 4 * 5667)
})

test('a bound is never an estimate, which may be too low', async () => {
  const measure = createTokenMeasure({ measure: async () => ({ tokens: 1, source: 'ESTIMATED' }) })
  const input = ask('1 2 3 4 5')
  assert.equal(await measure.boundInput(input, 'gpt-4o-mini'), inputUpperBound(input, 'gpt-4o-mini'))
})
