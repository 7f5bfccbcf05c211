import type { FastifyPluginAsync } from 'fastify'
import type { Services } from '../../core/services.ts'
import { mayUsePrompt } from '../../core/visible-prompts.ts'
import { admit, principalOf } from './admit.ts'
import { answerChat } from './chat.ts'
import { answerEmbeddings } from './embeddings.ts'
import { answerError, unknownUrl } from './errors.ts'
import type { EventStreamLimits } from './event-stream.ts'
import { findModel, writeModels } from './models.ts'
import { openApiOf } from './openapi.ts'
import { answerPrompt } from './prompts.ts'
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
    await app.register(
      governed(services, async app => {
        app.get('/sdl', async (request, reply) => {
          const principal = principalOf(request)
          await services.prompts.ready(principal.tenant)
          return reply.type('application/graphql; charset=utf-8').send(services.prompts.sdl(principal))
        })
      }),
    )
  }

/** Routes for those who say who they are, with errors in OpenAI's words. */
const governed =
  (services: Services, routes: FastifyPluginAsync): FastifyPluginAsync =>
  async app => {
    app.decorateRequest('principal', null)
    app.addHook('onRequest', request => admit(request, services))
    app.setErrorHandler((error, request, reply) => {
      const unreadable = answerUnreadable(error, request.routeOptions.bodyLimit)
      const { status, headers, body } = unreadable ?? answerError(error, services)
      return reply.code(status).headers(headers).send(body)
    })
    await routes(app, {})
  }

const v1 = (services: Services, limits: EventStreamLimits): FastifyPluginAsync =>
  governed(services, async app => {
    app.removeContentTypeParser('text/plain')
    app.setNotFoundHandler(({ method, url }, reply) =>
      reply.code(404).send(unknownUrl(method, url.split('?', 1)[0] ?? '')),
    )

    app.post('/chat/completions', (request, reply) => answerChat(request, reply, { services, limits }))
    app.post('/embeddings', (request, reply) => answerEmbeddings(request, reply, services))
    app.post<{ Params: { prompt: string } }>('/prompts/:prompt', (request, reply) =>
      answerPrompt(request, reply, { services, limits }),
    )
    app.get('/openapi.json', async request => {
      const principal = principalOf(request)
      const snapshot = services.snapshot(principal.tenant)
      await services.prompts.ready(principal.tenant)
      const prompts = [...services.prompts.inForce(principal.tenant).values()]
      return openApiOf(
        prompts.filter(prompt => mayUsePrompt(principal, snapshot, prompt)),
        `${request.protocol}://${request.host}`,
      )
    })
    app.get('/models', async request => {
      const principal = principalOf(request)
      return writeModels(services.snapshot(principal.tenant), principal)
    })
    // A wildcard, for the ids of models may contain slashes.
    app.get<{ Params: { '*': string } }>('/models/*', async request => {
      const principal = principalOf(request)
      return findModel(services.snapshot(principal.tenant), principal, request.params['*'])
    })
  })
