import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calcPrice } from '@pydantic/genai-prices'
import { noUsage, type Usage } from '../../src/core/chunk.ts'
import { openCatalogue } from '../../src/models/catalogue.ts'
import fc from '../kit/fast-check.ts'

const today = Date.parse('2026-11-22T12:00:00Z')
const catalogue = openCatalogue(() => today)

const costOf = (provider: string, model: string, tokens: Partial<Usage>, at = today): bigint | undefined =>
  catalogue.find(provider, model)?.pricing?.cost({ ...noUsage, ...tokens }, at)

test('well over a hundred models can be named once the key of their provider is set', () => {
  const counts = ['anthropic', 'google', 'mistral', 'openai'].map(
    provider => catalogue.models(provider).length,
  )
  assert.ok(counts.reduce((sum, count) => sum + count, 0) >= 150, String(counts))
  assert.ok(
    counts.every(count => count >= 20),
    String(counts),
  )
})

test('a model is listed by its name and its dated names', () => {
  const names = catalogue.models('openai').map(model => model.name)
  for (const name of ['gpt-4o', 'gpt-4o-2024-08-06', 'gpt-4o-mini', 'o3', 'text-embedding-3-small'])
    assert.ok(names.includes(name), name)
  assert.equal(new Set(names).size, names.length, 'no name twice')
})

test('models that a call for text or vectors cannot reach are not listed', () => {
  const listed = ['openai', 'google', 'mistral', 'groq', 'openrouter'].flatMap(provider =>
    catalogue.models(provider).map(model => model.name),
  )
  for (const name of [
    'whisper-1',
    'gpt-image-1',
    'gpt-4o-realtime-preview',
    'o1-pro',
    'gpt-5-codex',
    'text-davinci-003',
    'moderation',
    'mistral-ocr-latest',
    'claude-3-haiku',
    'ft:gpt-4o',
    'whisper-large-v3',
  ])
    assert.ok(!listed.includes(name), name)
})

test('a model tells what is known of it and nothing else', () => {
  const known = catalogue.find('openai', 'gpt-4o')
  assert.equal(known?.contextWindow, 128_000)
  assert.equal(known?.maxOutputTokens, 16_384)
  assert.equal(known?.lifecycle, 'ACTIVE')
  assert.deepEqual([...(known?.capabilities ?? [])].sort(), [
    'COMPLETION',
    'IMAGE_INPUT',
    'JSON_SCHEMA',
    'TOOLS',
  ])
  const embedding = catalogue.find('openai', 'text-embedding-3-small')
  assert.deepEqual([...(embedding?.capabilities ?? [])], ['EMBEDDING'])
  const unknown = catalogue.find('together', 'Gryphe/MythoMax-L2-13b')
  assert.deepEqual([...(unknown?.capabilities ?? [])], ['COMPLETION'])
  assert.equal(unknown?.maxOutputTokens, undefined)
  assert.equal(unknown?.contextWindow, undefined)
})

test('a deprecated model is marked, a preview too', () => {
  assert.equal(
    catalogue.models('cerebras').some(model => model.lifecycle === 'DEPRECATED'),
    true,
  )
  assert.equal(catalogue.find('google', 'gemini-3-pro-preview')?.lifecycle, 'PREVIEW')
})

test('only ids that the vendor’s API takes are listed', () => {
  const listed = (provider: string) => catalogue.models(provider).map(({ name }) => name)
  const wrong = {
    anthropic: ['claude-v1', 'claude-2', 'claude-3-5-sonnet', 'claude-3-haiku'],
    google: ['gemini-pro', 'gemma-3'],
    mistral: ['mistral-nemo', 'mistral-large', 'mixtral-8x7b', 'mistral-small-24b-instruct-2501'],
    openai: ['gpt-3.5-0301', 'gpt-35-turbo', 'o3-mini-high', 'gpt-5-chat', 'gpt-5-2', 'ft:gpt-4o'],
  }
  for (const [provider, names] of Object.entries(wrong))
    for (const name of names) assert.ok(!listed(provider).includes(name), name)
  const right = {
    anthropic: ['claude-sonnet-4-5', 'claude-sonnet-4-5-20250929', 'claude-3-5-sonnet-20241022'],
    mistral: ['open-mistral-nemo', 'open-mixtral-8x7b', 'mistral-large-latest', 'magistral-medium-latest'],
    openai: ['gpt-3.5-turbo-0301', 'gpt-5-chat-latest', 'o3-mini'],
  }
  for (const [provider, names] of Object.entries(right))
    for (const name of names) assert.ok(listed(provider).includes(name), name)
})

test('every listed model is served, and under its own name', () => {
  for (const provider of ['anthropic', 'google', 'groq', 'mistral', 'openai', 'openrouter'])
    for (const model of catalogue.models(provider)) {
      const found = catalogue.findServed(provider, model.name)
      assert.equal(found?.name, model.name)
      assert.equal(found?.entry, model.entry)
    }
})

test('a model that cannot be called for text or vectors is known, and not served', () => {
  assert.equal(catalogue.find('openai', 'whisper-1')?.name, 'whisper-1')
  assert.equal(catalogue.findServed('openai', 'whisper-1'), undefined)
  assert.equal(catalogue.findServed('google', 'claude-sonnet-4-5'), undefined)
})

test('a model is retired when its vendor has shut it down', () => {
  const on = (day: string) =>
    openCatalogue(() => Date.parse(day)).find('anthropic', 'claude-3-5-sonnet-20241022')?.lifecycle
  assert.equal(on('2025-10-28'), 'ACTIVE')
  assert.equal(on('2025-10-29'), 'RETIRED')
  const stageOf = (provider: string, model: string) => catalogue.find(provider, model)?.lifecycle
  assert.equal(stageOf('openai', 'gpt-4-32k'), 'RETIRED')
  assert.equal(stageOf('openai', 'o1-mini-2024-09-12'), 'RETIRED')
  assert.equal(stageOf('openai', 'o1'), 'ACTIVE')
  assert.equal(stageOf('anthropic', 'claude-sonnet-4-5-20250929'), 'ACTIVE')
})

test('an unknown provider has no models, and an unknown model is not found', () => {
  assert.deepEqual(catalogue.models('nobody'), [])
  assert.equal(catalogue.find('openai', 'gpt-4o-mni'), undefined)
  assert.equal(catalogue.find('nobody', 'gpt-4o'), undefined)
})

test('a fine-tuned model and a dated one are found by the rules of the catalogue', () => {
  assert.equal(
    catalogue.find('openai', 'ft:gpt-4o-mini-2024-07-18:acme::abc')?.pricing?.perMillion.input,
    300_000_000n,
  )
  assert.equal(
    catalogue.find('anthropic', 'claude-haiku-4-5-20251001')?.pricing?.perMillion.input,
    1_000_000_000n,
  )
})

test('each kind of token is charged once, at its own price', () => {
  // OpenAI gpt-4o: 2.50 input, 1.25 cached, 10.00 output for a million; thinking is output.
  assert.equal(
    costOf('openai', 'gpt-4o', {
      inputTokens: 1000,
      cachedInputTokens: 2000,
      outputTokens: 300,
      reasoningTokens: 50,
    }),
    1000n * 2500n + 2000n * 1250n + 350n * 10_000n,
  )
  // Anthropic claude-haiku-4-5: 1.00 input, 0.10 cached, 1.25 written, 5.00 output.
  assert.equal(
    costOf('anthropic', 'claude-haiku-4-5', {
      inputTokens: 10,
      cachedInputTokens: 5000,
      cacheWriteTokens: 2000,
      outputTokens: 100,
    }),
    10n * 1000n + 5000n * 100n + 2000n * 1250n + 100n * 5000n,
  )
  // DeepSeek deepseek-v4-flash before 2026-08-17: 0.14 input, 0.0028 cached, 0.28 output.
  assert.equal(
    costOf(
      'deepseek',
      'deepseek-v4-flash',
      { inputTokens: 1, cachedInputTokens: 3, outputTokens: 1 },
      Date.parse('2026-08-16T00:30:00Z'),
    ),
    429n, // 140 + 8.4 + 280, rounded up
  )
  // Embeddings have input only: text-embedding-3-small is 0.02.
  assert.equal(costOf('openai', 'text-embedding-3-small', { inputTokens: 8 }), 160n)
})

test('a call with more input than a threshold is charged the higher price for all of its tokens', () => {
  const before = Date.parse('2026-03-01T00:00:00Z')
  const at200k = { inputTokens: 50_000, cachedInputTokens: 100_000, cacheWriteTokens: 50_000 }
  // claude-sonnet-4-5: 3.00 / 0.30 / 3.75 / 15.00, above 200,000 tokens of input 6.00 / 0.60 / 7.50 / 22.50.
  assert.equal(
    costOf('anthropic', 'claude-sonnet-4-5', { ...at200k, outputTokens: 10 }, before),
    50_000n * 3000n + 100_000n * 300n + 50_000n * 3750n + 10n * 15_000n,
  )
  assert.equal(
    costOf('anthropic', 'claude-sonnet-4-5', { ...at200k, inputTokens: 50_001, outputTokens: 10 }, before),
    50_001n * 6000n + 100_000n * 600n + 50_000n * 7500n + 10n * 22_500n,
  )
})

test('the price of the day counts', () => {
  // OpenAI lowered o3 from 10 / 40 to 2 / 8 on 10 June 2025.
  const used = { inputTokens: 1_000_000, outputTokens: 1_000_000 }
  assert.equal(costOf('openai', 'o3', used, Date.parse('2025-06-09T23:59:59.999Z')), 50_000_000_000n)
  assert.equal(costOf('openai', 'o3', used, Date.parse('2025-06-10T00:00:00Z')), 10_000_000_000n)
})

test('the price of the hour counts', () => {
  // deepseek-chat: 0.27 from 00:30 to 16:30 UTC, half of it at night.
  const used = { inputTokens: 1_000_000 }
  for (const [time, nanos] of [
    ['00:29:59.999', 135_000_000n],
    ['00:30:00.000', 270_000_000n],
    ['16:29:59.999', 270_000_000n],
    ['16:30:00.000', 135_000_000n],
  ] as const)
    assert.equal(costOf('deepseek', 'deepseek-chat', used, Date.parse(`2026-05-05T${time}Z`)), nanos, time)
})

test('a price for each request is charged once a call', () => {
  // Perplexity sonar: 1.00 / 1.00 for a million, and 12.00 for a thousand requests.
  assert.equal(costOf('perplexity', 'sonar', { inputTokens: 10, outputTokens: 5 }), 12_000_000n + 15n * 1000n)
  assert.equal(costOf('perplexity', 'sonar', {}), 0n)
})

test('thinking has its own price where the provider gives it one', () => {
  assert.equal(
    costOf('perplexity', 'sonar-deep-research', { outputTokens: 1, reasoningTokens: 1 }),
    8000n + 3000n,
  )
})

test('what the catalogue cannot price by our usage is unpriced, never free', () => {
  // No price at all; priced by minutes; pictures in the answer cost more than text.
  assert.equal(catalogue.find('google', 'gemma-3')?.pricing, undefined)
  assert.equal(catalogue.find('openai', 'whisper-1')?.pricing, undefined)
  assert.equal(catalogue.find('google', 'gemini-2.5-flash-image')?.pricing, undefined)
})

test('the price shown is that of the day, for the first tier', () => {
  const day = (text: string) => openCatalogue(() => Date.parse(text))
  assert.equal(day('2025-06-01').find('openai', 'o3')?.pricing?.perMillion.input, 10_000_000_000n)
  assert.equal(day('2026-06-01').find('openai', 'o3')?.pricing?.perMillion.input, 2_000_000_000n)
  assert.deepEqual(catalogue.find('anthropic', 'claude-sonnet-4-5')?.pricing?.perMillion, {
    input: 3_000_000_000n,
    cachedInput: 300_000_000n,
    cacheWrite: 3_750_000_000n,
    output: 15_000_000_000n,
  })
})

test('every price agrees with the calculator of the package, rounded up to a nano-dollar', () => {
  const providers = [
    'anthropic',
    'cerebras',
    'cohere',
    'deepseek',
    'fireworks',
    'google',
    'groq',
    'mistral',
    'openai',
    'openrouter',
    'perplexity',
    'together',
    'x-ai',
  ]
  const priced = providers.flatMap(provider =>
    catalogue.models(provider).flatMap(({ name, pricing }) => (pricing ? [{ provider, name, pricing }] : [])),
  )
  assert.ok(priced.length > 800, String(priced.length))
  const some = fc.integer({ min: 0, max: 150_000 })
  const moment = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2028-01-01') })
  fc.assert(
    fc.property(
      fc.constantFrom(...priced),
      fc.tuple(some, some, some, some, some),
      moment,
      ({ provider, name, pricing }, [input, cached, written, output, reasoning], at) => {
        fc.pre(input + output > 0)
        const ours = pricing.cost(
          {
            inputTokens: input,
            cachedInputTokens: cached,
            cacheWriteTokens: written,
            outputTokens: output,
            reasoningTokens: reasoning,
            source: 'PROVIDER',
          },
          at,
        )
        const theirs = calcPrice(
          {
            input_tokens: input + cached + written,
            cache_read_tokens: cached,
            cache_write_tokens: written,
            output_tokens: output + reasoning,
            output_reasoning_tokens: reasoning,
          },
          name,
          { providerId: provider, timestamp: new Date(at) },
        )
        assert.ok(theirs)
        const difference = Number(ours) - theirs.total_price * 1e9
        assert.ok(
          difference > -1 && difference < 2,
          `${provider}/${name}: ${ours} against ${theirs.total_price}`,
        )
      },
    ),
    { numRuns: 3000 },
  )
})
