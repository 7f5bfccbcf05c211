import type { FastifyReply } from 'fastify'
import { type PresentedError, statusOf } from './errors.ts'

/**
 * Answers a request that was not executed with its errors. The status is that of the first error unless `status`
 * says more; the content type is the newer one of GraphQL over HTTP where the client knows it.
 */
export const refuse = (
  reply: FastifyReply,
  errors: readonly PresentedError[],
  status = errors[0] ? statusOf(errors[0]) : 500,
): FastifyReply => {
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  if (status === 503) reply.header('retry-after', '1')
  if (status === 429) reply.header('retry-after', String(secondsToWait(errors)))
  const modern = reply.request.headers.accept?.includes('application/graphql-response+json') === true
  return reply
    .code(status)
    .type(modern ? 'application/graphql-response+json; charset=utf-8' : 'application/json; charset=utf-8')
    .send(JSON.stringify({ errors: errors.map(error => error.formatted) }))
}

/** How long the first error asks to wait; a second unless it says. */
const secondsToWait = ([error]: readonly PresentedError[]): number => {
  const waitMs = error?.formatted.extensions?.retryAfterMs
  return typeof waitMs === 'number' ? Math.ceil(waitMs / 1000) : 1
}
