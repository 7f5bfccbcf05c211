import type { Pricing } from '../core/provider.ts'
import type { UsageSums } from '../core/usage.ts'

/** Tokens by what they are charged as. */
export type ChargedTokens = Pick<
  UsageSums,
  'inputTokens' | 'cachedInputTokens' | 'cacheWriteTokens' | 'outputTokens' | 'reasoningTokens'
>

/** What tokens cost at the rates of the first tier. */
export const costAt = (tokens: ChargedTokens, { perMillion }: Pick<Pricing, 'perMillion'>): bigint => {
  const { input, output, cachedInput = input, cacheWrite = input } = perMillion
  return (
    (tokens.inputTokens * input +
      tokens.cachedInputTokens * cachedInput +
      tokens.cacheWriteTokens * cacheWrite +
      (tokens.outputTokens + tokens.reasoningTokens) * output) /
    1_000_000n
  )
}
