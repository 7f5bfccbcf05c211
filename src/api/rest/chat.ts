import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../../core/services.ts'
import { collect } from '../../core/stream.ts'
import { answerHeaders } from './answer-headers.ts'
import { readAttribution } from './attribution.ts'
import { writeChatAnswer } from './chat-answer.ts'
import { readChatRequest } from './chat-request.ts'
import { chatEvents, done } from './chat-stream.ts'
import type { EventStreamLimits } from './event-stream.ts'
import { gatewayRequest } from './gateway-request.ts'
import { sendJson } from './send-json.ts'
import { streamEvents } from './stream-events.ts'

/** `POST /v1/chat/completions`: one call of the operation `complete`. */
export const answerChat = async (
  request: FastifyRequest,
  reply: FastifyReply,
  { services, limits }: { readonly services: Services; readonly limits: EventStreamLimits },
): Promise<FastifyReply> => {
  const { model, input, stream, usage } = readChatRequest(request.body, readAttribution(request.headers))
  const answering = services.gateway.run(
    gatewayRequest({ operation: 'complete', model, input, stream }, request),
  )
  const { record } = answering
  if (stream) {
    const events = chatEvents(record, usage)
    return streamEvents(answering, reply, {
      eventOf: events.of,
      isEnd: ({ type }) => type === 'finish',
      headers: () => answerHeaders(record, services.clock()),
      services,
      limits,
      done,
    })
  }
  const answer = await collect(answering)
  return sendJson(reply, answerHeaders(record, services.clock()), writeChatAnswer(answer, record))
}
