import type { Input } from '../core/request.ts'
import type { Stage } from '../core/stage.ts'
import { screenAnswer } from './guard-answer.ts'
import { screenInput } from './guard-input.ts'
import { createMeasures, type Guarding } from './measures.ts'

/**
 * @redact and the guardrails in force: what the provider sees and what the caller gets is masked, the call is
 * refused with CONTENT_BLOCKED, or the finding is only recorded. A call that nothing governs passes untouched.
 */
export const guard = (guarding: Guarding): Stage => {
  const measuresFor = createMeasures(guarding)
  return next =>
    function guard(call) {
      const inward = measuresFor(call, 'INPUT')
      const outward = call.input.task === 'completion' ? measuresFor(call, 'OUTPUT') : undefined
      const answer = next(inward ? { ...call, input: screenInput(call.input, inward) } : call)
      return outward ? screenAnswer(answer, outward, syntaxOf(call.input)) : answer
    }
}

/** Where the caller asked for JSON, what is masked stays JSON. */
const syntaxOf = (input: Input): 'PLAIN' | 'JSON' =>
  input.task === 'completion' && (input.responseFormat?.type ?? 'TEXT') !== 'TEXT' ? 'JSON' : 'PLAIN'
