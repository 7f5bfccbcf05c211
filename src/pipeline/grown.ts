import type { Drawn } from '../core/bundle.ts'
import { GatewayError } from '../core/error.ts'
import type { Model } from '../core/model.ts'
import type { Call } from '../core/request.ts'
import { type Bound, longest, worstCost } from './bound.ts'
import { termsOf } from './charge.ts'

/**
 * The most that an answer may hold to a question that has become longer than what its share was priced for; undefined
 * where nothing limits what all calls of the bundle may cost. Where they cannot afford the rest of the question, an answer whose
 * length the caller leaves open pays for it. Throws QUOTA_EXCEEDED where there is nothing to pay with.
 */
export const longestWhenGrown = (
  call: Call,
  { inputTokens: priced }: Drawn,
  { model, inputTokens }: { readonly model: Model; readonly inputTokens: number },
): number | undefined => {
  const { share, input } = call
  const most = share?.longest()
  if (share === undefined || most === undefined) return undefined
  const terms = termsOf(call, call.record.startedAt)
  const costOf = (bound: Bound): bigint => worstCost(model, bound, terms)
  const allowed = costOf({ inputTokens: priced, outputTokens: most })
  if (share.afford(costOf({ inputTokens, outputTokens: most }) - allowed)) return most
  const isOpen = input.task === 'completion' && input.maxOutputTokens === undefined
  const shorter = isOpen ? longest(most, outputTokens => costOf({ inputTokens, outputTokens }) <= allowed) : 0
  if (shorter > 0) return shorter
  const cause = isOfSteps(call)
    ? 'What the steps before have answered'
    : 'The question, in which guardrails have masked something,'
  throw new GatewayError(
    'QUOTA_EXCEEDED',
    `${cause} is longer than what was reserved for it, and more must not be spent`,
  )
}

/** Whether steps of a prompt put words into the question, which nobody knew when it was priced. */
export const isOfSteps = ({ parent, prompt }: Call): boolean =>
  parent !== undefined || prompt?.prompt.steps !== undefined
