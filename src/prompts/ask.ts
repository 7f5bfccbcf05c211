import { GatewayError } from '../core/error.ts'
import type { Gateway } from '../core/gateway.ts'
import type { Message } from '../core/message.ts'
import type { PromptAnswer, PromptCall } from '../core/prompt.ts'
import type { GatewayRequest } from '../core/request.ts'
import { type Answer, collect } from '../core/stream.ts'

/**
 * Calls a prompt and reads its answer. One that does not fit is sent back once, with what is wrong with it; that is a
 * call of its own, governed and charged like the first. Throws GatewayError: PROVIDERS_FAILED if the second answer does
 * not fit either, or if the first was cut off.
 */
export const askPrompt = async (
  gateway: Gateway,
  request: GatewayRequest & { readonly prompt: PromptCall },
): Promise<PromptAnswer> => {
  const { prompt } = request.prompt
  const first = await run(gateway, request)
  if ('value' in first) return first
  if (first.answer.finish.reason === 'LENGTH')
    throw misfit(prompt.name, 'it was cut off at its longest; raise maxOutputTokens of @prompt', first)
  const followUp = [...(request.prompt.followUp ?? []), ...repair(first)]
  const second = await run(gateway, { ...request, prompt: { ...request.prompt, followUp } })
  if ('value' in second) return second
  throw misfit(prompt.name, `twice: ${second.fault}`, second)
}

interface Misfit {
  readonly fault: string
  readonly answer: Answer
  readonly callId: string
}

const run = async (
  gateway: Gateway,
  request: GatewayRequest & { readonly prompt: PromptCall },
): Promise<PromptAnswer | Misfit> => {
  const answering = gateway.run(request)
  const answer = await collect(answering)
  const read = request.prompt.prompt.readAnswer(answer.text)
  if ('value' in read) return { value: read.value, record: answering.record }
  return { fault: read.fault, answer, callId: answering.record.id }
}

const repair = ({ answer, fault }: Misfit): readonly Message[] => [
  { role: 'ASSISTANT', parts: [{ type: 'text', text: answer.text === '' ? '(nothing)' : answer.text }] },
  {
    role: 'USER',
    parts: [
      {
        type: 'text',
        text: `This answer does not have the form that was asked for: ${fault}. Answer again, with the JSON alone.`,
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
