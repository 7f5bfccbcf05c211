import type { FastifyReply, FastifyRequest } from 'fastify'
import { GatewayError } from '../../core/error.ts'
import type { Principal } from '../../core/principal.ts'
import type { GatewayRequest, Input } from '../../core/request.ts'
import type { Services } from '../../core/services.ts'
import { signalOf } from '../in-flight.ts'

/** A request and where its answer goes. */
export interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** What a body asks for. */
export interface Asked {
  /** The governed operation as the SDL names it. */
  readonly operation: 'complete' | 'embed'
  readonly model: string
  readonly input: Input
  readonly stream: boolean
}

/**
 * Finds out who asks, before the body is read: strangers cannot make us read one. Throws UNAUTHENTICATED, or
 * UNAVAILABLE while no calls are taken.
 */
export const admit = async (request: FastifyRequest, services: Services): Promise<void> => {
  if (!services.accepting())
    throw new GatewayError('UNAVAILABLE', 'The gateway is not taking calls now; try again soon.', {
      retryAfterMs: 1_000,
    })
  const principal = await services.authenticate(request.headers.authorization)
  if (!principal)
    throw new GatewayError(
      'UNAUTHENTICATED',
      'Credentials are needed: send `Authorization: Bearer <API key>`.',
    )
  request.setDecorator('principal', principal)
}

/** Whom the request was admitted for. */
export const principalOf = (request: FastifyRequest): Principal =>
  request.getDecorator<Principal>('principal')

/** The call that a request asks for. It is aborted when the client leaves, also before the first byte. */
export const gatewayRequest = (
  { operation, model, input, stream }: Asked,
  request: FastifyRequest,
): GatewayRequest => ({
  operation,
  principal: principalOf(request),
  model,
  input,
  api: 'REST',
  stream,
  signal: signalOf(request),
  clientAddress: request.ip,
})

/** A body that is JSON text already, with what is to be told beside it. */
export const sendJson = (reply: FastifyReply, headers: Record<string, string>, json: string): FastifyReply =>
  reply.headers(headers).header('content-type', 'application/json; charset=utf-8').send(json)
