import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Answering } from '../../core/gateway.ts'
import type { Services } from '../../core/services.ts'
import { collect } from '../../core/stream.ts'
import { signalOf } from '../in-flight.ts'
import { answerHeaders } from './answer-headers.ts'
import { readAttribution } from './attribution.ts'
import { writeChatAnswer } from './chat-answer.ts'
import { readChatRequest } from './chat-request.ts'
import { type ChatEvents, chatEvents, done, event } from './chat-stream.ts'
import { answerError } from './errors.ts'
import { type EventStream, type EventStreamLimits, openEventStream } from './event-stream.ts'
import { gatewayRequest } from './gateway-request.ts'
import { sendJson } from './send-json.ts'

/** What a stream is made with. */
interface Streaming {
  readonly events: ChatEvents
  readonly services: Services
  readonly limits: EventStreamLimits
}

/** `POST /v1/chat/completions`: one call of the operation `complete`. */
export const answerChat = async (
  request: FastifyRequest,
  reply: FastifyReply,
  { services, limits }: Pick<Streaming, 'services' | 'limits'>,
): Promise<FastifyReply> => {
  const { model, input, stream, usage } = readChatRequest(request.body, readAttribution(request.headers))
  const answering = services.gateway.run(
    gatewayRequest({ operation: 'complete', model, input, stream }, request),
  )
  const { record } = answering
  if (stream) return streamAnswer(answering, reply, { events: chatEvents(record, usage), services, limits })
  const answer = await collect(answering)
  return sendJson(reply, answerHeaders(record, services.clock()), writeChatAnswer(answer, record))
}

/**
 * The status waits for the first event, so that an early refusal has a status of its own; a later one is an event,
 * behind which there is no `[DONE]`.
 */
const streamAnswer = async (
  answering: Answering,
  reply: FastifyReply,
  { events, services, limits }: Streaming,
): Promise<FastifyReply> => {
  let stream: EventStream | undefined
  let finished = false
  try {
    for await (const chunk of answering) {
      if (chunk.type === 'finish') finished = true
      const text = events.of(chunk)
      if (text === '') continue
      stream ??= open(reply, answerHeaders(answering.record, services.clock()), limits)
      const full = stream.send(text)
      if (full) await full
    }
    if (!finished) throw new Error('The answer ended without a finish chunk')
    stream?.end(done)
  } catch (error) {
    if (!stream) throw error
    stream.end(event(JSON.stringify(answerError(error, services).body)))
  }
  return reply
}

/** Takes the reply out of Fastify's hands, with the headers that it was given there. */
const open = (
  reply: FastifyReply,
  headers: Record<string, string>,
  limits: EventStreamLimits,
): EventStream => {
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value)
  return openEventStream(reply.raw, headers, { ...limits, signal: signalOf(reply.request) })
}
