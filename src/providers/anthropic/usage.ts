import type { Usage } from '../../core/chunk.ts'
import { credible, tokens, unreported } from '../kit/count.ts'
import { type Fields, fieldsOf, listOf } from '../kit/json.ts'

/** What is read of a report; whatever else a provider writes into it is not kept. */
const names = [
  'input_tokens',
  'cache_read_input_tokens',
  'cache_creation_input_tokens',
  'output_tokens',
  'output_tokens_details',
  'iterations',
] as const

/**
 * Later counts replace earlier ones: the API reports totals so far. A 0 replaces nothing, since some servers that
 * speak this dialect send 0 for what they told before.
 */
export const laterUsage = (usage: Fields, report: unknown): Fields => {
  const reported = fieldsOf(report)
  const later: { [name: string]: unknown } = { ...usage }
  for (const name of names) {
    const value = reported[name]
    if (value !== undefined && value !== null && value !== 0) later[name] = value
  }
  return later
}

/**
 * Anthropic's input_tokens hold neither cache reads nor writes; output_tokens hold thinking, which newer models
 * also tell apart. A compaction of the context is billed, but stands only in `iterations`.
 */
export const usageOf = (usage: Fields): Usage => {
  if (usage.input_tokens === undefined && usage.output_tokens === undefined) return unreported
  const compactions = listOf(usage.iterations)
    .map(fieldsOf)
    .filter(iteration => iteration.type === 'compaction')
  const total = (name: string): number =>
    [usage, ...compactions].reduce((sum, report) => sum + tokens(report[name]), 0)
  const output = total('output_tokens')
  const thinking = Math.min(output, tokens(fieldsOf(usage.output_tokens_details).thinking_tokens))
  return credible({
    inputTokens: total('input_tokens'),
    cachedInputTokens: total('cache_read_input_tokens'),
    cacheWriteTokens: total('cache_creation_input_tokens'),
    outputTokens: output - thinking,
    reasoningTokens: thinking,
    source: 'PROVIDER',
  })
}
