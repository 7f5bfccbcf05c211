import type { FastifyPluginAsync } from 'fastify'
import type { Services } from '../../core/services.ts'
import { admit, principalOf } from './admit.ts'
import { answerChat } from './chat.ts'
import { answerEmbeddings } from './embeddings.ts'
import { answerError, unknownUrl } from './errors.ts'
import type { EventStreamLimits } from './event-stream.ts'
import { findModel, writeModels } from './models.ts'
import { answerUnreadable } from './unreadable.ts'

const defaultLimits: EventStreamLimits = { keepAliveMs: 15_000, stalledMs: 60_000 }

/**
 * The OpenAI-compatible API under /v1. Translates; what happens to a call is the gateway's business. The app around
 * it tracks its requests (`trackRequests`), so that they end when their clients leave or the server stops.
 */
export const restRoutes =
  (services: Services, limits: Partial<EventStreamLimits> = {}): FastifyPluginAsync =>
  async app => {
    await app.register(v1(services, { ...defaultLimits, ...limits }), { prefix: '/v1' })
  }

const v1 =
  (services: Services, limits: EventStreamLimits): FastifyPluginAsync =>
  async app => {
    app.removeContentTypeParser('text/plain')
    app.decorateRequest('principal', null)
    app.addHook('onRequest', request => admit(request, services))

    app.setErrorHandler((error, request, reply) => {
      const unreadable = answerUnreadable(error, request.routeOptions.bodyLimit)
      const { status, headers, body } = unreadable ?? answerError(error, services)
      return reply.code(status).headers(headers).send(body)
    })
    app.setNotFoundHandler(({ method, url }, reply) =>
      reply.code(404).send(unknownUrl(method, url.split('?', 1)[0] ?? '')),
    )

    app.post('/chat/completions', (request, reply) => answerChat(request, reply, { services, limits }))
    app.post('/embeddings', (request, reply) => answerEmbeddings(request, reply, services))
    app.get('/models', async request => {
      const principal = principalOf(request)
      return writeModels(services.snapshot(principal.tenant), principal)
    })
    // A wildcard, for the ids of models may contain slashes.
    app.get<{ Params: { '*': string } }>('/models/*', async request => {
      const principal = principalOf(request)
      return findModel(services.snapshot(principal.tenant), principal, request.params['*'])
    })
  }
