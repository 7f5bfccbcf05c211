import type { UsageDimension, UsageGroup, UsageSums } from '../../core/usage.ts'
import { globalId } from './global-id.ts'
import { money } from './money.ts'

/** A group as the contract has it: one entry for each dimension. */
export const groupShape = (group: UsageGroup, dimensions: readonly UsageDimension[]) =>
  dimensions.map(dimension => {
    const value = group[dimension] ?? null
    return { dimension, value: dimension === 'API_KEY' && value !== null ? globalId('ApiKey', value) : value }
  })

/** Sums as the contract has them. */
export const totalsShape = (sums: UsageSums) => ({
  requests: sums.requests,
  failures: sums.failures,
  refusals: sums.refusals,
  cacheHits: sums.cacheHits,
  unpriced: sums.unpriced,
  inputTokens: sums.inputTokens,
  cachedInputTokens: sums.cachedInputTokens,
  cacheWriteTokens: sums.cacheWriteTokens,
  outputTokens: sums.outputTokens,
  reasoningTokens: sums.reasoningTokens,
  totalTokens:
    sums.inputTokens +
    sums.cachedInputTokens +
    sums.cacheWriteTokens +
    sums.outputTokens +
    sums.reasoningTokens,
  cost: money(sums.costNanos),
})
