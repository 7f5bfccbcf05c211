import { GatewayError } from '../../core/error.ts'
import type { Answering, Gateway } from '../../core/gateway.ts'
import type { Message } from '../../core/message.ts'
import type { Prompt, PromptAnswer, PromptAnswering, PromptEvent, PromptRequest } from '../../core/prompt.ts'
import { type Answer, gather } from '../../core/stream.ts'

/**
 * Calls a prompt and reads its answer. One that does not fit is sent back once, with what is wrong with it; that is a
 * call of its own, governed and charged like the first. Reading throws GatewayError: PROVIDERS_FAILED if the second
 * answer does not fit either, or if the first was cut off. What comes before the answer comes only if the request
 * wants a stream.
 */
export const askPrompt = (gateway: Gateway, request: PromptRequest): PromptAnswering => {
  const call = { gateway, request, answering: gateway.run(request) }
  return { record: () => call.answering.record, [Symbol.asyncIterator]: () => eventsOf(call) }
}

interface PromptRun {
  readonly gateway: Gateway
  readonly request: PromptRequest
  /** The call that runs now. */
  answering: Answering
}

async function* eventsOf(call: PromptRun): AsyncGenerator<PromptEvent> {
  const { gateway, request, answering } = call
  const { prompt, followUp = [] } = request.prompt
  const first = yield* attempt(answering, request)
  if (first.type === 'answer') return yield first
  if (first.answer.finish.reason === 'LENGTH')
    throw misfit(prompt.name, 'it was cut off at its longest; raise maxOutputTokens of @prompt', first)
  const again = {
    ...request,
    prompt: { ...request.prompt, followUp: [...followUp, ...repair(first, prompt)] },
  }
  call.answering = gateway.run(again)
  const second = yield* attempt(call.answering, again)
  if (second.type === 'answer') return yield second
  throw misfit(prompt.name, `twice: ${second.fault}`, second)
}

/** The answer that a prompt's events come to. */
export const answerOf = async (events: AsyncIterable<PromptEvent>): Promise<PromptAnswer> => {
  for await (const event of events) if (event.type === 'answer') return event
  throw new Error('A prompt ended without an answer')
}

interface Misfit {
  readonly type: 'misfit'
  readonly fault: string
  readonly answer: Answer
  readonly callId: string
}

async function* attempt(
  answering: Answering,
  { prompt: { prompt, variables }, stream }: PromptRequest,
): AsyncGenerator<PromptEvent, Extract<PromptEvent, { type: 'answer' }> | Misfit> {
  const whole = gather()
  const partial = prompt.isText || !stream ? undefined : partialsOf(prompt)
  for await (const chunk of answering) {
    whole.add(chunk)
    if (chunk.type !== 'text' || !stream) continue
    const event = partial ? partial(whole.text()) : { type: 'text' as const, text: chunk.text }
    if (event) yield event
  }
  const answer = whole.whole()
  const { record } = answering
  const tools = prompt.toolsOf?.(variables) ?? []
  const read =
    record.misfit === undefined
      ? prompt.readAnswer(answer.text, { toolCalls: answer.toolCalls, tools })
      : { fault: record.misfit }
  if ('value' in read) return { type: 'answer', value: read.value, record }
  return { type: 'misfit', fault: read.fault, answer, callId: record.id }
}

/**
 * The growing value, whenever there is more of it. The longer the text is, the more of it has to come before it is
 * read anew, so that reading stays in proportion to the text.
 */
const partialsOf = (prompt: Prompt): ((text: string) => PromptEvent | undefined) => {
  let read = 0
  let shown = ''
  return text => {
    if (text.length - read <= read / partsOfText) return undefined
    read = text.length
    const value = prompt.readPartial(text)
    if (value === undefined) return undefined
    const json = JSON.stringify(prompt.toJson(value))
    if (json === shown) return undefined
    shown = json
    return { type: 'partial', value }
  }
}

const partsOfText = 64

const repair = ({ answer, fault }: Misfit, { input }: Prompt): readonly Message[] => [
  { role: 'ASSISTANT', parts: [{ type: 'text', text: answer.text === '' ? '(nothing)' : answer.text }] },
  {
    role: 'USER',
    parts: [
      {
        type: 'text',
        text: `This answer does not have the form that was asked for: ${fault}. Answer again, with ${input.responseFormat ? 'the JSON alone' : 'nothing else'}.`,
      },
    ],
  },
]

const misfit = (prompt: string, reason: string, { callId }: Misfit): GatewayError =>
  new GatewayError(
    'PROVIDERS_FAILED',
    `The model's answer did not fit the type of \`${prompt}\`, ${reason.slice(0, 300)}`,
    { callId },
  )
