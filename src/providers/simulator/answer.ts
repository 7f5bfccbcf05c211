import { type Message, type Tool, textOf } from '../../core/message.ts'
import { type PackedQuestion, unpackedInput } from '../../core/packed-input.ts'
import type { CompletionInput } from '../../core/request.ts'
import { unsupported } from '../kit/body.ts'
import { fingerprint } from './fingerprint.ts'
import { instanceOf } from './instance.ts'
import type { SimulatorOptions } from './options.ts'
import { tokensIn } from './tokens.ts'

/** What the simulator has to say, cut into the pieces in which it says it. */
export interface SimulatedAnswer {
  readonly reasoning: readonly string[]
  readonly text: readonly string[]
  readonly toolCalls: readonly {
    readonly id: string
    readonly name: string
    readonly arguments: readonly string[]
  }[]
}

/** The answer to a question: always the same for the same messages and seed. */
export const answerTo = (input: CompletionInput, options: SimulatorOptions): SimulatedAnswer => {
  const seed = JSON.stringify([input.messages.map(textOf), input.seed ?? null])
  const told = options.pieces ?? (options.text === undefined ? undefined : tokensIn(options.text))
  const tools = told || options.echo ? [] : chosenTools(input)
  return {
    reasoning: tokensIn(reasoningAbout(input)),
    text:
      tools.length > 0
        ? []
        : untilStop(told ?? tokensIn(textFor(input, { options, seed })), input.stop ?? []),
    toolCalls: tools.map(({ name, parameters }, index) => ({
      id: `call_${fingerprint(`${seed} ${name} ${index}`).toString(36)}_${index}`,
      name,
      arguments: tokensIn(JSON.stringify(instanceOf(parameters, seed))),
    })),
  }
}

const textFor = (
  input: CompletionInput,
  { options, seed }: { readonly options: SimulatorOptions; readonly seed: string },
): string => {
  const packed = unpackedInput(input)
  if (packed) return packedAnswer(packed, options)
  const last = input.messages.at(-1)
  const question = lastQuestion(input.messages)
  if (options.echo) return question
  const format = input.responseFormat
  if (format?.type === 'JSON_SCHEMA') return JSON.stringify(instanceOf(format.schema, seed))
  const reply =
    last?.role === 'TOOL'
      ? `The tool said: “${shortened(textOf(last))}” A real model would now put that into words for you.`
      : (replies[fingerprint(seed) % replies.length] ?? echo)(shortened(question))
  return format?.type === 'JSON' ? JSON.stringify({ question: shortened(question), answer: reply }) : reply
}

/** To several questions, what each would be answered alone. */
const packedAnswer = (questions: readonly PackedQuestion[], options: SimulatorOptions): string => {
  const answers = questions.map(({ id, input }) => {
    const text = answerTo(input, options).text.join('')
    return { id, answer: input.responseFormat?.type === 'JSON_SCHEMA' ? JSON.parse(text) : text }
  })
  return JSON.stringify({ answers })
}

const echo = (question: string): string => question

const replies: readonly ((question: string) => string)[] = [
  question =>
    `You asked: “${question}” I am the simulator that comes with Weir, so I can only repeat it. Give Weir a provider’s key, name one of its models, and the same question gets a real answer.`,
  question =>
    `“${question}” is a good question, and a real model would have a good answer. I am Weir’s simulator: I know nothing, but I stream, call tools, fill JSON Schemas and count tokens, so that you can try Weir without a key.`,
  question =>
    `I have read your question: “${question}” As a simulator I have no opinion on it. Yet this answer went through the same checks, quotas and masks, and into the same ledger, as one of a real model would.`,
]

const lastQuestion = (messages: readonly Message[]): string => {
  const question = messages.findLast(({ role }) => role === 'USER')
  return question ? textOf(question) : ''
}

/** On one line, and no longer than one likes to read again. */
const shortened = (text: string): string => {
  const line = text.slice(0, 1000).replace(/\s+/g, ' ').trim()
  const signs = [...line]
  return signs.length > 240 ? `${signs.slice(0, 240).join('')}…` : line
}

const reasoningAbout = ({ messages, reasoningEffort = 'NONE' }: CompletionInput): string => {
  if (reasoningEffort === 'NONE') return ''
  const words = tokensIn(lastQuestion(messages)).length
  const thought = `The question has ${words} ${words === 1 ? 'token' : 'tokens'}.`
  const more = ' A simulator need not think, but it can show what thinking looks like.'
  return reasoningEffort === 'HIGH' || reasoningEffort === 'MEDIUM' ? thought + more : thought
}

/** The tools to call: the one that is asked for, else those that the question names. */
const chosenTools = ({
  messages,
  tools = [],
  toolChoice = 'AUTO',
  parallelToolCalls,
}: CompletionInput): readonly Tool[] => {
  if (typeof toolChoice === 'object') {
    const tool = tools.find(({ name }) => name === toolChoice.name)
    if (!tool) throw unsupported(`The tool ${toolChoice.name} is to be called, and is not among the tools`)
    return [tool]
  }
  const last = messages.at(-1)
  if (toolChoice === 'NONE' || (toolChoice === 'AUTO' && last?.role !== 'USER')) return []
  const question = lastQuestion(messages).toLowerCase()
  const named = tools.filter(({ name }) => question.includes(name.toLowerCase()))
  const chosen = named.length === 0 && toolChoice === 'REQUIRED' ? tools.slice(0, 1) : named
  return parallelToolCalls === false ? chosen.slice(0, 1) : chosen
}

/** The pieces up to the first stop sequence. */
const untilStop = (pieces: readonly string[], stop: readonly string[]): readonly string[] => {
  if (stop.length === 0) return pieces
  const text = pieces.join('')
  const ends = stop.filter(Boolean).map(sequence => text.indexOf(sequence))
  let room = Math.min(text.length, ...ends.filter(at => at !== -1))
  return pieces.flatMap(piece => {
    const kept = piece.slice(0, room)
    room -= kept.length
    return kept === '' ? [] : [kept]
  })
}
