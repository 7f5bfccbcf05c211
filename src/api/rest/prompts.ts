import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Answering } from '../../core/gateway.ts'
import { type JsonObject, type Prompt, type PromptEvent, promptRequest } from '../../core/prompt.ts'
import type { SplitCaller } from '../../core/prompt-split.ts'
import type { Services } from '../../core/services.ts'
import { mayKnowPrompt } from '../../core/visible-prompts.ts'
import { experimentOf, originOf, signalOf } from '../track-requests.ts'
import { principalOf } from './admit.ts'
import { answerHeaders } from './answer-headers.ts'
import { readAttribution } from './attribution.ts'
import { done, event } from './chat-stream.ts'
import { invalidRequest } from './errors.ts'
import type { EventStreamLimits } from './event-stream.ts'
import { invalid, isObject } from './fields.ts'
import { sendJson } from './send-json.ts'
import { streamEvents } from './stream-events.ts'

/**
 * `POST /v1/prompts/<address>`, `…@<version>` or `…@<label>`: one call of a prompt. The body holds its arguments; the
 * answer is its value as JSON. Who accepts `text/event-stream` before all else, or sends `"stream": true`, gets it as
 * it comes: pieces of the text, or the growing value and the whole one at last.
 */
export const answerPrompt = async (
  request: FastifyRequest<{ Params: { prompt: string } }>,
  reply: FastifyReply,
  { services, limits }: { readonly services: Services; readonly limits: EventStreamLimits },
): Promise<FastifyReply> => {
  const principal = principalOf(request)
  const attribution = readAttribution(request.headers)
  const experimentKey = experimentOf(request)
  const caller = { principal, ...attribution, ...(experimentKey !== undefined && { experimentKey }) }
  const prompt = await findPrompt(services, caller, request.params.prompt)
  if (!prompt) return reply.code(404).send(unknownPrompt)
  const body = argumentsIn(request.body)
  const stream =
    request.headers.accept?.trim().startsWith('text/event-stream') === true || wantsStream(body, prompt)
  const call = { prompt, variables: prompt.readArguments(argumentsOf(body, prompt)) }
  const asked = promptRequest(call, {
    ...attribution,
    principal,
    api: 'REST',
    stream,
    signal: signalOf(request),
    ...originOf(request),
  })
  if (stream) {
    const answering = services.prompts.stream(asked)
    return streamEvents(answering, reply, {
      eventOf: step => promptEvent(step, prompt),
      isEnd: ({ type }) => type === 'answer',
      headers: () => headersOf(prompt, answering.record(), services),
      services,
      limits,
      done,
    })
  }
  const { value, record } = await services.prompts.ask(asked)
  return sendJson(reply, headersOf(prompt, record, services), JSON.stringify(prompt.toJson(value)))
}

/** The caller's version of the prompt. What the caller may not know of is not there, as in its GraphQL schema. */
const findPrompt = async (
  { prompts, snapshot }: Services,
  caller: SplitCaller,
  named: string,
): Promise<Prompt | undefined> => {
  const [, address, at] = /^([a-z0-9-]{1,200})(?:@([A-Za-z0-9_-]{1,64}))?$/.exec(named) ?? []
  const { principal } = caller
  const found = address === undefined ? undefined : await prompts.find(principal.tenant, address, at)
  return found && mayKnowPrompt(principal, snapshot(principal.tenant), found)
    ? prompts.chosen(found, caller, at)
    : undefined
}

const unknownPrompt = invalidRequest(
  'There is no such prompt that these credentials may use; GET /v1/openapi.json tells which there are.',
  'prompt_not_found',
  'prompt',
)

const promptEvent = (step: PromptEvent, { isText, toJson }: Prompt): string => {
  if (step.type === 'text') return event(JSON.stringify({ text: step.text }))
  if (step.type === 'partial') return event(JSON.stringify({ partial: toJson(step.value) }))
  return isText ? '' : event(JSON.stringify({ answer: toJson(step.value) }))
}

/** Whether the body says so; not if `stream` is an argument of the prompt. */
const wantsStream = (body: JsonObject, prompt: Prompt): boolean =>
  body.stream === true && !takes(prompt, 'stream')

const argumentsOf = (body: JsonObject, prompt: Prompt): JsonObject => {
  const { stream, ...rest } = body
  return typeof stream === 'boolean' && !takes(prompt, 'stream') ? rest : body
}

const takes = ({ argumentsSchema: { properties } }: Prompt, name: string): boolean =>
  isObject(properties) && Object.hasOwn(properties, name)

/** A prompt without arguments needs no body. */
const argumentsIn = (body: unknown): JsonObject => {
  if (body === undefined || body === null) return {}
  if (!isObject(body)) throw invalid('body', 'The body must be a JSON object of the arguments.')
  return body
}

const headersOf = (
  { template, version }: Prompt,
  record: Answering['record'] | undefined,
  { clock }: Services,
): Record<string, string> => ({
  ...(record && answerHeaders(record, clock())),
  'x-weir-prompt': `${template}@${version}`,
})
