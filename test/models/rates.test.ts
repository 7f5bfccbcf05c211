import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noUsage, type Usage } from '../../src/core/chunk.ts'
import { configuredPricing, costAt, type Rates } from '../../src/models/rates.ts'
import fc from '../kit/fast-check.ts'

const usage = (tokens: Partial<Usage>): Usage => ({ ...noUsage, ...tokens })
const today = Date.parse('2026-11-22T12:00:00Z')

const tokens = fc.integer({ min: 0, max: 100_000_000 })
const anyUsage = fc.record({
  inputTokens: tokens,
  cachedInputTokens: tokens,
  cacheWriteTokens: tokens,
  outputTokens: tokens,
  reasoningTokens: tokens,
  source: fc.constant('PROVIDER' as const),
})
const rate = fc.bigInt({ min: 0n, max: 1_000_000_000_000n })
const anyRates = fc.record({
  input: rate,
  cachedInput: rate,
  cacheWrite: rate,
  output: rate,
  reasoning: rate,
  request: rate,
})

test('a configured price charges each kind of token once, to the nano-dollar', () => {
  const pricing = configuredPricing({
    input: 150_000_000n, // 0.15 USD for a million
    output: 600_000_000n,
    cachedInput: 75_000_000n,
    cacheWrite: 187_500_000n,
  })
  // 1000 × 150 + 2000 × 75 + 400 × 187.5 + 300 × 600 + 100 × 600 nano-dollars
  assert.equal(
    pricing.cost(
      usage({
        inputTokens: 1000,
        cachedInputTokens: 2000,
        cacheWriteTokens: 400,
        outputTokens: 300,
        reasoningTokens: 100,
      }),
      today,
    ),
    150_000n + 150_000n + 75_000n + 180_000n + 60_000n,
  )
  assert.equal(pricing.source, 'CONFIGURED')
})

test('without prices of their own, tokens of the cache cost what input does', () => {
  const pricing = configuredPricing({ input: 2_000_000n, output: 0n })
  assert.equal(pricing.cost(usage({ cachedInputTokens: 1, cacheWriteTokens: 1 }), today), 4n)
})

test('a fraction of a nano-dollar is rounded up, once for the whole call', () => {
  const pricing = configuredPricing({ input: 1n, output: 400_000n })
  assert.equal(pricing.cost(usage({ inputTokens: 1 }), today), 1n)
  assert.equal(pricing.cost(usage({ outputTokens: 2 }), today), 1n) // 0.8
  assert.equal(pricing.cost(usage({ outputTokens: 3 }), today), 2n) // 1.2, not 3 × 1
})

test('a call that used nothing costs nothing, whatever a request costs', () => {
  const rates: Rates = {
    input: 1n,
    cachedInput: 1n,
    cacheWrite: 1n,
    output: 1n,
    reasoning: 1n,
    request: 5n,
  }
  assert.equal(costAt(rates, noUsage), 0n)
  assert.equal(costAt(rates, usage({ inputTokens: 1 })), 6n)
})

test('a negative price is refused', () => {
  for (const price of [
    { input: -1n, output: 0n },
    { input: 0n, output: -1n },
    { input: 0n, output: 0n, cachedInput: -1n },
    { input: 0n, output: 0n, cacheWrite: -1n },
  ])
    assert.throws(() => configuredPricing(price), /must not be negative/)
})

test('the cost equals integer arithmetic, rounded up', () => {
  fc.assert(
    fc.property(anyRates, anyUsage, (rates, used) => {
      const exact =
        BigInt(used.inputTokens) * rates.input +
        BigInt(used.cachedInputTokens) * rates.cachedInput +
        BigInt(used.cacheWriteTokens) * rates.cacheWrite +
        BigInt(used.outputTokens) * rates.output +
        BigInt(used.reasoningTokens) * rates.reasoning
      const cost = costAt(rates, used)
      if (exact === 0n && cost === 0n) return
      const nanos = cost - rates.request
      assert.ok(nanos * 1_000_000n >= exact, 'never below')
      assert.ok((nanos - 1n) * 1_000_000n < exact, 'never a whole nano-dollar above')
    }),
  )
})

test('more tokens never cost less', () => {
  const kinds = [
    'inputTokens',
    'cachedInputTokens',
    'cacheWriteTokens',
    'outputTokens',
    'reasoningTokens',
  ] as const
  fc.assert(
    fc.property(anyRates, anyUsage, fc.constantFrom(...kinds), tokens, (rates, used, kind, more) => {
      assert.ok(costAt(rates, { ...used, [kind]: used[kind] + more }) >= costAt(rates, used))
    }),
  )
})
