import type { Usage } from '../../core/chunk.ts'
import { isAbsurd } from './count.ts'
import { fieldsOf, isFields } from './json.ts'

/**
 * The usage in an answer or an event, in kinds that do not overlap; undefined if nothing was reported, or nothing that can be. The dialect
 * counts what was read from a cache as part of `prompt_tokens`, and most count reasoning as part of
 * `completion_tokens`; names differ between providers.
 */
export function openaiUsage(value: unknown): Usage | undefined {
  if (!isFields(value)) return undefined
  const { prompt_tokens, input_tokens, completion_tokens, output_tokens } = value
  if ([prompt_tokens, input_tokens, completion_tokens, output_tokens].some(isAbsurd)) return undefined
  const inDetails = fieldsOf(
    value.prompt_tokens_details ?? value.prompt_token_details ?? value.input_tokens_details,
  )
  const outDetails = fieldsOf(
    value.completion_tokens_details ?? value.completion_token_details ?? value.output_tokens_details,
  )
  const output = count(value.completion_tokens) ?? count(value.output_tokens)
  const total = count(value.total_tokens)
  const input =
    count(value.prompt_tokens) ?? count(value.input_tokens) ?? (total && Math.max(0, total - (output ?? 0)))
  if (input === undefined && output === undefined) return undefined
  // Some servers report zeros for an answer that they did not count.
  if (!input && !output && !total) return undefined

  const prompt = input ?? 0
  const cached = Math.min(
    prompt,
    count(inDetails.cached_tokens) ??
      count(value.prompt_cache_hit_tokens) ??
      count(value.cache_read_input_tokens) ??
      count(value.cached_tokens) ??
      count(value.num_cached_tokens) ??
      0,
  )
  const written = Math.min(
    prompt - cached,
    count(inDetails.cache_write_tokens) ??
      count(inDetails.cache_creation_tokens) ??
      count(value.cache_creation_input_tokens) ??
      0,
  )
  const completion = output ?? 0
  const detailed = count(outDetails.reasoning_tokens)
  // Perplexity names these two beside the others, and bills each on its own.
  const reasoning = detailed ?? count(value.reasoning_tokens) ?? 0
  const citations = count(value.citation_tokens) ?? 0
  // xAI, and Vercel for Gemini, leave reasoning out of the completion: the total tells, or it would not fit in.
  const isOutside =
    detailed === undefined || reasoning > completion || (total ?? 0) >= prompt + completion + reasoning
  // What only the total holds: input of Mistral's audio models, thoughts of Gemini's.
  const unnamed = Math.max(0, (total ?? 0) - prompt - completion - (isOutside ? reasoning : 0))
  const isAudio = unnamed === count(inDetails.audio_tokens)
  return {
    inputTokens: prompt - cached - written + citations + (isAudio ? unnamed : 0),
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    outputTokens: isOutside ? completion : completion - reasoning,
    reasoningTokens: reasoning + (isAudio ? 0 : unnamed),
    source: 'PROVIDER',
  }
}

/** A number of tokens; undefined for what cannot be one. Negative counts are none. */
const count = (value: unknown): number | undefined =>
  typeof value === 'number' && !isAbsurd(value) ? Math.max(0, Math.round(value)) : undefined
