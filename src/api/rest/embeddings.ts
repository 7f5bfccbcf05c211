import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../../core/services.ts'
import { collect } from '../../core/stream.ts'
import { answerHeaders } from './answer-headers.ts'
import { readAttribution } from './attribution.ts'
import { writeEmbeddingAnswer } from './embedding-answer.ts'
import { readEmbeddingRequest } from './embedding-request.ts'
import { gatewayRequest } from './gateway-request.ts'
import { sendJson } from './send-json.ts'

/** `POST /v1/embeddings`: one call of the operation `embed`. */
export const answerEmbeddings = async (
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
): Promise<FastifyReply> => {
  const { model, input, encoding } = readEmbeddingRequest(request.body, readAttribution(request.headers))
  const answering = services.gateway.run(
    gatewayRequest({ operation: 'embed', model, input, stream: false }, request),
  )
  const answer = await collect(answering)
  const { record } = answering
  return sendJson(
    reply,
    answerHeaders(record, services.clock()),
    writeEmbeddingAnswer(answer, record, encoding),
  )
}
