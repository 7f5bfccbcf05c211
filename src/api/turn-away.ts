import type { FastifyReply } from 'fastify'
import { GatewayError } from '../core/error.ts'
import type { Log } from '../core/ports.ts'
import { refusal } from './graphql/errors.ts'
import { refuse } from './graphql/refuse.ts'
import { answerError } from './rest/errors.ts'

const tooBusy = new GatewayError(
  'UNAVAILABLE',
  'The gateway has more calls than it can answer in time; try again in a moment',
  { retryAfterMs: 1_000 },
)

/** What GraphQL says of a gateway that has too much to do. */
export const turnedAway = refusal('UNAVAILABLE', tooBusy.message)

/**
 * Answers with 503 and when to come back, in OpenAI's shape where that is spoken. All of it is made in advance: who
 * has too much to do must not do more for those whom it turns away.
 */
export const createTurnAway = (log: Log): ((reply: FastifyReply) => FastifyReply) => {
  const { status, headers, body } = answerError(tooBusy, { clock: Date.now, log })
  const text = JSON.stringify(body)
  const restHeaders = { ...headers, 'content-type': 'application/json; charset=utf-8' }
  return reply =>
    reply.request.url.startsWith('/v1')
      ? reply.code(status).headers(restHeaders).send(text)
      : refuse(reply, [turnedAway])
}
