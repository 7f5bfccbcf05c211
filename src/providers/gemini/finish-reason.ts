import type { FinishReason } from '../../core/chunk.ts'

// https://ai.google.dev/api/generate-content#FinishReason, in the order of their numbers.
const reasons: readonly (readonly [string, FinishReason])[] = [
  ['STOP', 'STOP'],
  ['MAX_TOKENS', 'LENGTH'],
  ['SAFETY', 'CONTENT_FILTER'],
  ['RECITATION', 'CONTENT_FILTER'],
  ['OTHER', 'OTHER'],
  ['LANGUAGE', 'OTHER'],
  ['BLOCKLIST', 'CONTENT_FILTER'],
  ['PROHIBITED_CONTENT', 'CONTENT_FILTER'],
  ['SPII', 'CONTENT_FILTER'],
  ['MALFORMED_FUNCTION_CALL', 'OTHER'],
  ['IMAGE_SAFETY', 'CONTENT_FILTER'],
]

// What came later, is known from Vertex AI only, or is said by servers that imitate the API (FUNCTION_CALL).
const others: readonly (readonly [string, FinishReason])[] = [
  ['FUNCTION_CALL', 'TOOL_CALLS'],
  ['IMAGE_PROHIBITED_CONTENT', 'CONTENT_FILTER'],
  ['IMAGE_RECITATION', 'CONTENT_FILTER'],
  ['MODEL_ARMOR', 'CONTENT_FILTER'],
]

const byName = new Map<unknown, FinishReason>([...reasons, ...others])

/**
 * Ours for Gemini's, by name, or by number as `enum-encoding=int` has it; OTHER for one that is not known. Undefined
 * while the candidate is unfinished.
 */
export const finishReasonOf = (reason: unknown): FinishReason | undefined => {
  if (reason == null || reason === '' || reason === 0 || reason === 'FINISH_REASON_UNSPECIFIED')
    return undefined
  if (typeof reason === 'number') return reasons[reason - 1]?.[1] ?? 'OTHER'
  return byName.get(reason) ?? 'OTHER'
}
