import type { FastifyRequest } from 'fastify'
import { GatewayError } from '../../core/error.ts'
import type { Principal } from '../../core/principal.ts'
import type { Services } from '../../core/services.ts'
import { credentialsOf } from '../track-requests.ts'

/**
 * Finds out who asks, before the body is read: strangers cannot make us read one. Throws as `Services.authenticate`
 * does, UNAUTHENTICATED without credentials, and UNAVAILABLE while no calls are taken.
 */
export const admit = async (request: FastifyRequest, services: Services): Promise<void> => {
  if (!services.accepting())
    throw new GatewayError('UNAVAILABLE', 'The gateway is not taking calls now; try again soon.', {
      retryAfterMs: 1_000,
    })
  const principal = await services.authenticate(credentialsOf(request))
  if (!principal)
    throw new GatewayError(
      'UNAUTHENTICATED',
      'Credentials are needed: send `Authorization: Bearer <API key>`.',
    )
  if (principal.onlyDocuments)
    throw new GatewayError(
      'FORBIDDEN',
      'These credentials run registered GraphQL documents only; use a key without documentsOnly for REST.',
    )
  request.setDecorator('principal', principal)
}

/** Whom the request was admitted for. */
export const principalOf = (request: FastifyRequest): Principal =>
  request.getDecorator<Principal>('principal')
