import type { Chunk, FinishReason } from '../../core/chunk.ts'
import type { SimulatedAnswer } from './answer.ts'
import { tokensIn } from './tokens.ts'

type Delta = Extract<Chunk, { type: 'text' | 'reasoning' | 'tool-call' }>

/** A piece of the answer, and the tokens that it counts for. */
export interface Step {
  readonly chunk: Delta
  readonly tokens: number
}

/** The answer in the order in which models give it: reasoning, text, calls. */
export const stepsOf = ({ reasoning, text, toolCalls }: SimulatedAnswer): readonly Step[] => [
  ...reasoning.map(text => stepOf({ type: 'reasoning', index: 0, text })),
  ...text.map(text => stepOf({ type: 'text', index: 0, text })),
  ...toolCalls.flatMap(({ id, name, arguments: pieces }, index) => [
    stepOf({ type: 'tool-call', index, id, name, arguments: '' }),
    ...pieces.map(piece => stepOf({ type: 'tool-call', index, arguments: piece })),
  ]),
]

const stepOf = (chunk: Delta): Step => ({ chunk, tokens: tokensIn(spoken(chunk)).length })

const spoken = (chunk: Delta): string =>
  chunk.type === 'tool-call' ? (chunk.name ?? chunk.arguments) : chunk.text

/** The steps that fit, reasoning included, and why they end. */
export const limited = (
  steps: readonly Step[],
  most = Infinity,
): { readonly steps: readonly Step[]; readonly reason: FinishReason } => {
  let room = most
  const fitting: Step[] = []
  for (const step of steps) {
    if (step.tokens > room) {
      const rest = tokensIn(spoken(step.chunk)).slice(0, room).join('')
      if (rest !== '' && step.chunk.type !== 'tool-call') fitting.push(stepOf({ ...step.chunk, text: rest }))
      return { steps: fitting, reason: 'LENGTH' }
    }
    room -= step.tokens
    fitting.push(step)
  }
  return {
    steps: fitting,
    reason: steps.some(({ chunk }) => chunk.type === 'tool-call') ? 'TOOL_CALLS' : 'STOP',
  }
}

/** The steps of a unary answer: one for each text and each call. */
export const joined = (steps: readonly Step[]): readonly Step[] => {
  const whole: Step[] = []
  for (const step of steps) {
    const chunk = together(whole.at(-1)?.chunk, step.chunk)
    if (chunk) whole[whole.length - 1] = { chunk, tokens: 0 }
    else whole.push(step)
  }
  return whole
}

const together = (one: Delta | undefined, other: Delta): Delta | undefined => {
  if (one?.type !== other.type || one.index !== other.index) return undefined
  if (one.type === 'tool-call' && other.type === 'tool-call')
    return { ...one, arguments: one.arguments + other.arguments }
  return one.type !== 'tool-call' && other.type !== 'tool-call'
    ? { ...one, text: one.text + other.text }
    : undefined
}
