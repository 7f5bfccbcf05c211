import type { Usage } from '../../core/chunk.ts'
import { credible, tokens, unreported } from '../kit/count.ts'
import { type Fields, fieldsOf, listOf } from '../kit/json.ts'

/**
 * Gemini's promptTokenCount holds what was read from the cache; thoughts stand apart from the candidates, and so
 * does what its own tools (searches) put into the prompt
 * (https://ai.google.dev/api/generate-content#UsageMetadata).
 */
export const usageOf = (metadata: Fields): Usage => {
  const { promptTokenCount, totalTokenCount, candidatesTokenCount } = metadata
  if (promptTokenCount === undefined && totalTokenCount === undefined) return unreported
  const prompt = tokens(promptTokenCount) + tokens(metadata.toolUsePromptTokenCount)
  const cached = Math.min(prompt, tokens(metadata.cachedContentTokenCount))
  const thoughts = tokens(metadata.thoughtsTokenCount)
  return credible({
    inputTokens: prompt - cached,
    cachedInputTokens: cached,
    cacheWriteTokens: 0,
    outputTokens:
      candidatesTokenCount === undefined
        ? Math.max(0, tokens(totalTokenCount) - prompt - thoughts)
        : tokens(candidatesTokenCount),
    reasoningTokens: thoughts,
    source: 'PROVIDER',
  })
}

/**
 * The counts in an answer or an event; undefined if it holds none. Each report stands for the whole answer so far:
 * what a later one leaves out is no longer so. Vertex AI counts embeddings beside each vector.
 */
export const reportedUsage = (answer: Fields): Fields | undefined => {
  const metadata = fieldsOf(answer.usageMetadata)
  if (metadata.promptTokenCount !== undefined || metadata.totalTokenCount !== undefined) return metadata
  const counts = listOf(answer.predictions).map(
    prediction => fieldsOf(fieldsOf(fieldsOf(prediction).embeddings).statistics).token_count,
  )
  if (counts.length === 0) return undefined
  return { promptTokenCount: counts.reduce<number>((sum, count) => sum + tokens(count), 0) }
}
