import type { Model } from './model.ts'
import { unpricedAt } from './pricing-at.ts'

/**
 * Why prompts cannot ask a model at `at` (milliseconds since 1970), and what to do, as is said after its name; undefined: they can.
 * `model`: undefined if there is none of that name.
 */
export const unaskable = (model: Model | undefined, at: number): string | undefined => {
  if (!model) return 'is not there: choose another one'
  if (model.lifecycle === 'RETIRED') return 'is retired: choose another one'
  if (!model.capabilities.has('COMPLETION')) return 'completes nothing: choose another one'
  const unpriced = unpricedAt(model, at)
  return (
    unpriced &&
    `has no known price at \`${unpriced.name}\`, so calls of it are refused: set one with \`setPrice\`, say \`unpriced: allow\` of the model, or choose another one`
  )
}
