import { addUsage, type Chunk, noUsage, type Usage } from '../../core/chunk.ts'
import { GatewayError } from '../../core/error.ts'
import type { Json } from '../../core/message.ts'
import { lastText, packedInput, unpackedAnswers } from '../../core/packed-input.ts'
import type { Call, CompletionInput } from '../../core/request.ts'
import type { Run } from '../../core/stage.ts'
import { type Answer, gather } from '../../core/stream.ts'
import { grouped } from './grouped.ts'
import { jsonText } from './json-text.ts'
import { splitUsage } from './split-usage.ts'

/** A call that waits for its answer. */
export interface Waiting {
  readonly call: Call
  readonly input: CompletionInput
  /** Asks a provider for this call only. */
  readonly alone: Run
  readonly answer: PromiseWithResolvers<readonly Chunk[]>
}

/** Calls with one question, and its answer. */
interface Answered {
  readonly members: readonly Waiting[]
  /** Absent: there is none that can be told from the others. */
  readonly text?: string | undefined
}

/**
 * Asks once for calls that differ in their questions at the most, and gives each its answer and its part of the usage. A call
 * whose answer is missing gets none, with the reason OTHER. Where a single question may be at fault that nobody gets an
 * answer, nobody does. Never throws: who waits gets the error.
 */
export const askAlike = async (waiting: readonly Waiting[], newId: () => string): Promise<void> => {
  const [leader] = waiting
  if (!leader) return
  const questions = grouped(waiting, ({ input }) => lastText(input))
  const isPacked = questions.length > 1
  try {
    const before = leader.call.record.attempts.length
    const ids = questions.map(() => newId())
    const whole = await answerOf(leader, isPacked ? packed(questions, ids, leader) : leader.input)
    const attempts = leader.call.record.attempts.slice(before)
    for (const { call } of waiting) if (call !== leader.call) call.record.attempts.push(...attempts)
    const answers = isPacked ? unpackedAnswers(whole.text) : undefined
    const answered = questions.map((members, index): Answered => {
      const text = answers ? textOf(answers.get(ids[index] ?? '')) : whole.text
      return { members, text }
    })
    handOut(answered, isPacked ? { ...whole, finish: { ...whole.finish, reason: 'STOP' } } : whole)
  } catch (error) {
    for (const { answer, call } of waiting) {
      if (isPacked && mayBeOneOf(error)) answer.resolve([unanswered])
      else answer.reject(call === leader.call ? error : withoutUsage(error))
    }
  }
}

const packed = (
  questions: readonly (readonly Waiting[])[],
  ids: readonly string[],
  leader: Waiting,
): CompletionInput =>
  packedInput(
    questions.map(([first], index) => ({ id: ids[index] ?? '', input: (first ?? leader).input })),
    leader.input,
  )

/** The whole answer of a provider, with all that was used for it. */
const answerOf = async ({ call, alone }: Waiting, input: CompletionInput): Promise<Answer> => {
  const answer = gather()
  let wasted: Usage = noUsage
  for await (const chunk of alone({ ...call, input })) {
    if (chunk.type === 'fallback') wasted = addUsage(wasted, chunk.usage ?? noUsage)
    answer.add(chunk)
  }
  const whole = answer.whole()
  const { finish } = whole
  return wasted === noUsage
    ? whole
    : { ...whole, finish: { ...finish, usage: addUsage(wasted, finish.usage) } }
}

const textOf = (answer: Json | undefined): string | undefined =>
  answer === undefined || typeof answer === 'string' ? answer : jsonText(answer)

/** To each question by its length, and to each who has asked it the same. */
const handOut = (answered: readonly Answered[], { start, finish }: Answer): void => {
  const parts = splitUsage(finish.usage, {
    input: answered.map(({ members: [first] }) => (first ? lastText(first.input).length : 0)),
    output: answered.map(({ text }) => text?.length ?? 0),
  })
  for (const [index, { members, text }] of answered.entries()) {
    const equal = members.map(() => 1)
    const shares = splitUsage(parts[index] ?? noUsage, { input: equal, output: equal })
    for (const [position, { answer }] of members.entries())
      answer.resolve([
        ...(start ? [start] : []),
        ...(text === undefined ? [] : [{ type: 'text', index: 0, text } as const]),
        {
          type: 'finish',
          reason: text === undefined ? 'OTHER' : finish.reason,
          usage: shares[position] ?? noUsage,
        },
      ])
  }
}

const unanswered: Chunk = { type: 'finish', reason: 'OTHER', usage: noUsage }

/** Whether a provider refuses the question rather than the call: then another question would not have been refused. */
const mayBeOneOf = (error: unknown): boolean => {
  if (!(error instanceof GatewayError)) return false
  const status = error.details.attempts?.at(-1)?.status
  return error.code === 'INVALID_INPUT' || status === 400 || status === 413 || status === 422
}

/** The same error for those who have not asked: what was used is on the bill of the one who has. */
const withoutUsage = (error: unknown): unknown => {
  if (!(error instanceof GatewayError)) return error
  const { usage, ...details } = error.details
  return new GatewayError(error.code, error.message, details)
}
