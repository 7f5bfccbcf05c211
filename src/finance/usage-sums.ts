import type { UsageSums } from '../core/usage.ts'

export const noSums: UsageSums = {
  requests: 0,
  failures: 0,
  refusals: 0,
  cacheHits: 0,
  unpriced: 0,
  inputTokens: 0n,
  cachedInputTokens: 0n,
  cacheWriteTokens: 0n,
  outputTokens: 0n,
  reasoningTokens: 0n,
  costNanos: 0n,
}

export const sumOf = (one: UsageSums, other: UsageSums): UsageSums => ({
  requests: one.requests + other.requests,
  failures: one.failures + other.failures,
  refusals: one.refusals + other.refusals,
  cacheHits: one.cacheHits + other.cacheHits,
  unpriced: one.unpriced + other.unpriced,
  inputTokens: one.inputTokens + other.inputTokens,
  cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
  cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
  outputTokens: one.outputTokens + other.outputTokens,
  reasoningTokens: one.reasoningTokens + other.reasoningTokens,
  costNanos: one.costNanos + other.costNanos,
})

export const differenceOf = (one: UsageSums, other: UsageSums = noSums): UsageSums => ({
  requests: one.requests - other.requests,
  failures: one.failures - other.failures,
  refusals: one.refusals - other.refusals,
  cacheHits: one.cacheHits - other.cacheHits,
  unpriced: one.unpriced - other.unpriced,
  inputTokens: one.inputTokens - other.inputTokens,
  cachedInputTokens: one.cachedInputTokens - other.cachedInputTokens,
  cacheWriteTokens: one.cacheWriteTokens - other.cacheWriteTokens,
  outputTokens: one.outputTokens - other.outputTokens,
  reasoningTokens: one.reasoningTokens - other.reasoningTokens,
  costNanos: one.costNanos - other.costNanos,
})

export const isNothing = (sums: UsageSums): boolean =>
  Object.entries(noSums).every(([name, zero]) => sums[name as keyof UsageSums] === zero)

export const totalTokensOf = (sums: UsageSums): bigint =>
  sums.inputTokens + sums.cachedInputTokens + sums.cacheWriteTokens + sums.outputTokens + sums.reasoningTokens
