import type { CompletionInput } from '../../core/request.ts'
import { type Body, unsupported } from '../kit/body.ts'

/**
 * Google's own mapping of reasoning efforts (https://ai.google.dev/gemini-api/docs/openai#thinking): a budget of
 * tokens up to Gemini 2.5, a level since. Thoughts are asked for along with it. Throws UNSUPPORTED where a model
 * cannot think, or cannot be kept from it.
 */
export const thinkingConfig = (
  effort: CompletionInput['reasoningEffort'],
  model: string,
): Body | undefined => {
  if (effort === undefined) return undefined
  const version = Number(/gemini-(\d+(?:\.\d+)?)/.exec(model)?.[1] ?? Number.POSITIVE_INFINITY)
  if (version < 2.5) {
    if (effort === 'NONE') return undefined
    throw unsupported('This model does not think; leave out reasoningEffort')
  }
  const isPro = /-pro\b/.test(model)
  if (effort === 'NONE') {
    if (version < 3 && !isPro) return { thinkingBudget: 0 }
    throw unsupported('This model always thinks; use reasoningEffort MINIMAL')
  }
  if (version < 3) return { thinkingBudget: budgets[effort], includeThoughts: true }
  return { thinkingLevel: levelOf(effort, { model, isPro }), includeThoughts: true }
}

const budgets = { MINIMAL: 1_024, LOW: 1_024, MEDIUM: 8_192, HIGH: 24_576 }

/** No Pro knows `minimal`, and the first of them does not know `medium` either. */
const levelOf = (
  effort: keyof typeof budgets,
  about: { readonly model: string; readonly isPro: boolean },
): string => {
  if (effort === 'MINIMAL' && about.isPro) return 'low'
  if (effort === 'MEDIUM' && /gemini-3-pro/.test(about.model)) return 'high'
  return effort.toLowerCase()
}
