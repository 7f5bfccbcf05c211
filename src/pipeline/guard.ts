import type { Chunk } from '../core/chunk.ts'
import type { Call, Input } from '../core/request.ts'
import type { Run, Stage } from '../core/stage.ts'
import { screenAnswer } from './guard-answer.ts'
import { screenInput } from './guard-input.ts'
import { createMeasures, type Guarding, type Measures } from './measures.ts'
import { inTurns, type Paced } from './stretches.ts'

/**
 * @redact and the guardrails in force: what the provider sees and what the caller gets is masked, the call is
 * refused with CONTENT_BLOCKED, or the finding is only recorded. A call that nothing governs passes untouched.
 * Whatever the length of a text, the event loop is held for a stretch of it at a time.
 */
export const guard = (guarding: Guarding): Stage => {
  const measuresFor = createMeasures(guarding)
  return next =>
    function guard(call) {
      const inward = measuresFor(call, 'INPUT')
      const outward = call.input.task === 'completion' ? measuresFor(call, 'OUTPUT') : undefined
      const answer = inward ? askScreened(call, inward, next) : next(call)
      return outward ? screenAnswer(answer, outward, syntaxOf(call.input)) : answer
    }
}

/** A short input is screened at once, a long one in turns of the event loop. */
const askScreened = (call: Call, measures: Measures, next: Run): AsyncIterable<Chunk> => {
  const screening = screenInput(call.input, measures)
  const step = screening.next()
  return step.done ? next({ ...call, input: step.value }) : askLater(call, screening, next)
}

async function* askLater(call: Call, screening: Paced<Input>, next: Run): AsyncGenerator<Chunk> {
  const input = await inTurns(screening, call.signal)
  yield* next({ ...call, input })
}

/** Where the caller asked for JSON, what is masked stays JSON. */
const syntaxOf = (input: Input): 'PLAIN' | 'JSON' =>
  input.task === 'completion' && (input.responseFormat?.type ?? 'TEXT') !== 'TEXT' ? 'JSON' : 'PLAIN'
