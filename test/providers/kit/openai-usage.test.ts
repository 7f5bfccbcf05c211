import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noUsage, type Usage } from '../../../src/core/chunk.ts'
import { openaiUsage } from '../../../src/providers/kit/openai-usage.ts'

const counts = (given: object, expected: Partial<Usage>): void =>
  assert.deepEqual(openaiUsage(given), { ...noUsage, ...expected }, JSON.stringify(given))

test('cached, written and reasoning tokens are taken out of what they are part of', () => {
  counts(
    {
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 10 },
      completion_tokens_details: { reasoning_tokens: 20 },
    },
    { inputTokens: 30, cachedInputTokens: 60, cacheWriteTokens: 10, outputTokens: 30, reasoningTokens: 20 },
  )
})

test('every name of cached and written tokens is known', () => {
  for (const named of [
    { prompt_cache_hit_tokens: 60, prompt_cache_miss_tokens: 40 },
    { cached_tokens: 60 },
    { num_cached_tokens: 60 },
    { cache_read_input_tokens: 60 },
    { prompt_token_details: { cached_tokens: 60 } },
    { input_tokens_details: { cached_tokens: 60 } },
  ])
    counts({ prompt_tokens: 100, ...named }, { inputTokens: 40, cachedInputTokens: 60 })
  counts({ prompt_tokens: 100, cache_creation_input_tokens: 60 }, { inputTokens: 40, cacheWriteTokens: 60 })
  counts({ input_tokens: 100, output_tokens: 7 }, { inputTokens: 100, outputTokens: 7 })
})

test('reasoning outside the completion is told by the total, or by not fitting in', () => {
  const details = { completion_tokens_details: { reasoning_tokens: 8 } }
  const outside = { inputTokens: 10, outputTokens: 20, reasoningTokens: 8 }
  counts({ prompt_tokens: 10, completion_tokens: 20, total_tokens: 38, ...details }, outside)
  counts(
    { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, ...details },
    { ...outside, outputTokens: 5 },
  )
  counts(
    { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30, ...details },
    { ...outside, outputTokens: 12 },
  )
  counts({ prompt_tokens: 10, completion_tokens: 20, ...details }, { ...outside, outputTokens: 12 })
})

test('what Perplexity names beside the others is counted beside them', () => {
  counts(
    {
      prompt_tokens: 33,
      completion_tokens: 7163,
      total_tokens: 7196,
      citation_tokens: 20016,
      reasoning_tokens: 73997,
    },
    { inputTokens: 20049, outputTokens: 7163, reasoningTokens: 73997 },
  )
})

test('what only the total holds is heard input, else hidden thinking', () => {
  counts(
    {
      prompt_tokens: 9,
      completion_tokens: 248,
      total_tokens: 632,
      prompt_tokens_details: { audio_tokens: 375 },
    },
    { inputTokens: 384, outputTokens: 248 },
  )
  counts(
    { prompt_tokens: 35, completion_tokens: 12, total_tokens: 109 },
    { inputTokens: 35, outputTokens: 12, reasoningTokens: 62 },
  )
})

test('counts that cannot be are bounded: negative, more cached than sent, not a number', () => {
  counts({ prompt_tokens: -5, completion_tokens: 3 }, { outputTokens: 3 })
  counts({ prompt_tokens: 10, prompt_tokens_details: { cached_tokens: 300 } }, { cachedInputTokens: 10 })
  counts({ prompt_tokens: 10, prompt_tokens_details: { cached_tokens: -300 } }, { inputTokens: 10 })
  counts({ prompt_tokens: 10, completion_tokens: '7', total_tokens: 1e300 }, { inputTokens: 10 })
  counts({ prompt_tokens: 2.5, completion_tokens: 1 }, { inputTokens: 3, outputTokens: 1 })
})

test('a usage that no call can have is no report, so that the gateway counts', () => {
  for (const absurd of [9e18, 1e300, Number.POSITIVE_INFINITY, 1e9])
    for (const name of ['prompt_tokens', 'completion_tokens'])
      assert.equal(openaiUsage({ prompt_tokens: 5, completion_tokens: 5, [name]: absurd }), undefined)
})

test('embeddings that report a total alone have used input', () =>
  counts({ total_tokens: 3 }, { inputTokens: 3 }))

test('what is no usage is none', () => {
  for (const value of [undefined, null, 5, [], {}, { prompt_tokens: 0 }, { total_tokens: null }])
    assert.equal(openaiUsage(value), undefined)
})
