import { noUsage, type Usage } from '../../core/chunk.ts'

/** What each of several has to bear of one usage, in proportion to what it has asked and got. They add up to it. */
export const splitUsage = (
  usage: Usage,
  weights: { readonly input: readonly number[]; readonly output: readonly number[] },
): readonly Usage[] => {
  const inputs = {
    inputTokens: split(usage.inputTokens, weights.input),
    cachedInputTokens: split(usage.cachedInputTokens, weights.input),
    cacheWriteTokens: split(usage.cacheWriteTokens, weights.input),
  }
  const outputs = {
    outputTokens: split(usage.outputTokens, weights.output),
    reasoningTokens: split(usage.reasoningTokens, weights.output),
  }
  return weights.input.map((_, index) => ({
    ...noUsage,
    inputTokens: inputs.inputTokens[index] ?? 0,
    cachedInputTokens: inputs.cachedInputTokens[index] ?? 0,
    cacheWriteTokens: inputs.cacheWriteTokens[index] ?? 0,
    outputTokens: outputs.outputTokens[index] ?? 0,
    reasoningTokens: outputs.reasoningTokens[index] ?? 0,
    source: usage.source,
  }))
}

/** Whole numbers in proportion to the weights, or equal where all of these are 0. */
const split = (total: number, weights: readonly number[]): readonly number[] => {
  const sum = weights.reduce((sum, weight) => sum + weight, 0)
  let weighed = 0
  let given = 0
  // Each gets what is due up to it, less what was given: so nothing is lost by rounding.
  return weights.map((weight, index) => {
    weighed += sum === 0 ? 1 : weight
    const isLast = index === weights.length - 1
    const due = isLast ? total : Math.round((total * weighed) / (sum === 0 ? weights.length : sum))
    const part = due - given
    given = due
    return part
  })
}
