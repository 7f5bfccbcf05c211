import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type ExecutionResult, OperationTypeNode } from 'graphql'
import type { RouterSettings } from '../../core/config.ts'
import type { Principal } from '../../core/principal.ts'
import type { Services } from '../../core/services.ts'
import { checkSignatures } from '../router-signature.ts'
import { credentialsOf, experimentOf, originOf, signalOf } from '../track-requests.ts'
import { startApollo } from './apollo.ts'
import { refusal } from './errors.ts'
import type { Extensions, OperationContext } from './executor.ts'
import { acceptsMultipart, multipartSubscription } from './multipart.ts'
import { answerPlain, plainTypeOf } from './plain-json.ts'
import { refuse } from './refuse.ts'
import { type AskedOperation, readRequest } from './request.ts'
import type { ResultStream } from './result-stream.ts'
import type { GraphqlRuntime, Runtimes } from './runtime.ts'
import { serverSentEvents, wantsOnlyEvents } from './sse.ts'
import { documentAdmission } from './trusted-documents.ts'
import type { WireFormat } from './wire-format.ts'
import { writeStream } from './write-stream.ts'

/** How answers in pieces are kept alive, and when a client that takes nothing is given up. */
export interface StreamLimits {
  readonly keepAliveMs: number
  readonly stalledMs: number
}

export const defaultStreamLimits: StreamLimits = { keepAliveMs: 12_000, stalledMs: 60_000 }

/** The routes of GraphQL over HTTP: `/graphql` with JSON or multipart answers, `/graphql/stream` with events. */
export const graphqlRoutes =
  <Context extends OperationContext>(about: {
    readonly runtimes: Runtimes<Context>
    readonly services: Pick<Services, 'accepting' | 'authenticate' | 'log' | 'once' | 'trustedDocuments'>
    readonly limits: StreamLimits
    /** How a router signs; absent: it need not. */
    readonly router?: RouterSettings | undefined
  }): FastifyPluginAsync =>
  async app => {
    const { limits, router, runtimes, services } = about
    const isSigned = router ? checkSignatures(app, router, { clock: Date.now, ...services }) : () => false
    const { present } = runtimes.base
    const apollo = await startApollo({ runtimes, log: services.log })
    app.addHook('onClose', () => apollo.stop())
    app.decorateRequest('principal', null)

    // Before the body is read, let alone a document: who sends no credentials learns nothing of the schema.
    app.addHook('onRequest', async (request, reply) => {
      if (!services.accepting()) return refuse(reply, [notAccepting])
      try {
        const principal = await services.authenticate(credentialsOf(request))
        if (!principal) return refuse(reply, [noCredentials])
        const { [tenantHeader]: tenant } = request.headers
        if (tenant !== undefined && tenant !== principal.tenant) return refuse(reply, [otherTenant])
        request.setDecorator('principal', principal)
        return await runtimes.ready(principal)
      } catch (error) {
        return refuse(reply, [present(error)])
      }
    })

    const admit = documentAdmission(services.trustedDocuments)
    app.decorateRequest('isRegistered', false)
    app.addHook('preHandler', async (request, reply) => {
      const isGet = request.method === 'GET'
      const principal = request.getDecorator<Principal>('principal')
      const admission = await admit(isGet ? request.query : request.body, principal)
      if (admission.outcome === 'REFUSED') return refuse(reply, admission.errors)
      if (admission.outcome === 'AS_IS') return undefined
      if (isGet) request.query = admission.parameters
      else request.body = admission.parameters
      return request.setDecorator('isRegistered', true)
    })

    const runtimeFor = (request: FastifyRequest): GraphqlRuntime<Context> =>
      runtimes.of(request.getDecorator<Principal>('principal'))

    const contextFor = (request: FastifyRequest): Context =>
      runtimes.base.contextFor({
        principal: request.getDecorator<Principal>('principal'),
        credentials: credentialsOf(request),
        signal: signalOf(request),
        isSigned: isSigned(request),
        experimentKey: experimentOf(request),
        ...originOf(request),
      })

    const stream = async (
      reply: FastifyReply,
      { executor }: GraphqlRuntime<Context>,
      { asked, format }: { readonly asked: AskedOperation; readonly format: WireFormat },
    ): Promise<void> => {
      const { document, operation, variables } = asked
      const { request } = reply
      const context = contextFor(request)
      const extensions = extensionsOf(asked, request)
      const execution = { document, operation, variables, extensions, context }
      reply.hijack()
      const answer = isSubscription(asked) ? executor.subscribe(execution) : executor.execute(execution)
      await writeStream(reply.raw, resultsOf(answer), { format, present, signal: context.signal, ...limits })
    }

    const answerJson = fastifyApolloHandler(apollo, {
      context: async request => ({
        context: contextFor(request),
        runtime: runtimeFor(request),
        cap: capOf(request),
      }),
    })

    app.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      async handler(request, reply) {
        if (request.method === 'POST' && acceptsMultipart(request.headers.accept)) {
          const runtime = runtimeFor(request)
          const asked = readRequest(runtime.documents, request.body)
          if (asked.outcome === 'READY' && isSubscription(asked))
            return stream(reply, runtime, { asked, format: multipartSubscription })
        }
        if (wantsOnlyEvents(request.headers.accept)) return refuse(reply, [eventsElsewhere], 406)
        // Where Apollo Server would decide nothing, it would only cost a third of the call.
        const isRegistered = request.getDecorator<boolean>('isRegistered')
        const plainType = plainTypeOf(request) ?? (isRegistered ? registeredType : undefined)
        if (plainType !== undefined) {
          const { documents, executor } = runtimeFor(request)
          const isGet = request.method === 'GET'
          const asked = readRequest(documents, isGet ? request.query : request.body)
          if (asked.outcome === 'REFUSED') return answerPlain(reply, asked, plainType)
          if (isGet && asked.operation.operation !== OperationTypeNode.QUERY)
            return refuse(reply.header('allow', 'POST'), [needsPost], 405)
          if (!isSubscription(asked)) {
            const { document, operation, variables } = asked
            const extensions = extensionsOf(asked, request)
            const execution = { document, operation, variables, extensions, context: contextFor(request) }
            return answerPlain(reply, await executor.execute(execution), plainType)
          }
        }
        return answerJson.call(this, request, reply)
      },
    })

    app.route({
      method: ['GET', 'POST'],
      url: '/graphql/stream',
      async handler(request, reply) {
        const runtime = runtimeFor(request)
        const asked = readRequest(runtime.documents, request.method === 'GET' ? request.query : request.body)
        if (asked.outcome === 'REFUSED') return refuse(reply, asked.errors)
        if (request.method === 'GET' && asked.operation.operation === OperationTypeNode.MUTATION)
          return refuse(reply.header('allow', 'POST'), [needsPost], 405)
        return stream(reply, runtime, { asked, format: serverSentEvents })
      },
    })

    const refuseMethod = async (_request: FastifyRequest, reply: FastifyReply) =>
      refuse(reply.header('allow', 'GET, POST'), [wrongMethod], 405)
    for (const url of ['/graphql', '/graphql/stream'])
      app.route({
        method: ['DELETE', 'OPTIONS', 'PATCH', 'PUT'],
        url,
        // Before the body is read, which may be anything.
        onRequest: refuseMethod,
        handler: refuseMethod,
      })
  }

/** The header that says the extension `maxCostUsd` for those who cannot; the extension counts before it. */
const capOf = ({ headers }: FastifyRequest): Extensions | undefined => {
  const maxCostUsd = headers['x-weir-max-cost-usd']
  return maxCostUsd === undefined ? undefined : { maxCostUsd }
}

const extensionsOf = (asked: AskedOperation, request: FastifyRequest) =>
  asked.extensions ? { ...capOf(request), ...asked.extensions } : capOf(request)

const isSubscription = ({ operation }: AskedOperation): boolean =>
  operation.operation === OperationTypeNode.SUBSCRIPTION

async function* resultsOf(answer: Promise<ResultStream | ExecutionResult>): AsyncGenerator<ExecutionResult> {
  const results = await answer
  if (Symbol.asyncIterator in results) yield* results
  else yield results
}

/** The content type of answers to registered documents that were asked for with what Apollo Server would refuse. */
const registeredType = 'application/graphql-response+json; charset=utf-8'

const needsPost = refusal('INVALID_INPUT', 'Mutations need POST')

const eventsElsewhere = refusal(
  'INVALID_INPUT',
  'Server-sent events are at /graphql/stream; here, answers are JSON',
)

/** A router that serves several tenants says which one it means, lest it sends the credentials of another. */
const tenantHeader = 'weir-tenant'

const otherTenant = refusal(
  'FORBIDDEN',
  `These credentials are not of the tenant that \`${tenantHeader}\` names`,
)

const wrongMethod = refusal('INVALID_INPUT', 'GraphQL is asked with POST or GET')

const notAccepting = refusal('UNAVAILABLE', 'The gateway is not taking new calls; try again')

const noCredentials = refusal(
  'UNAUTHENTICATED',
  'Credentials are needed: send `Authorization: Bearer <API key>`',
)
