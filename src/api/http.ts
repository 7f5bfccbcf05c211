import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { Server as SecureServer } from 'node:tls'
import Fastify, { type FastifyPluginAsync, type FastifyReply } from 'fastify'
import { isAllowedAddress } from '../core/allowed-addresses.ts'
import type { RouterSettings, ServerTls } from '../core/config.ts'
import { GatewayError } from '../core/error.ts'
import type { Services } from '../core/services.ts'
import { answerClientError } from './client-error.ts'
import { watchCredentials } from './credential-watch.ts'
import { credentialReader } from './credentials.ts'
import { allowOrigins } from './cross-origin.ts'
import { refusal } from './graphql/errors.ts'
import type { OperationContext } from './graphql/executor.ts'
import { type DocumentLimits, defaultDocumentLimits } from './graphql/limits.ts'
import { refuse } from './graphql/refuse.ts'
import { defaultStreamLimits, graphqlRoutes, type StreamLimits } from './graphql/routes.ts'
import { type Contexts, createRuntimes, type TenantSchema } from './graphql/runtime.ts'
import { createWebSocketTransport, defaultWebSocketLimits, type WebSocketLimits } from './graphql/ws.ts'
import { createInFlight } from './in-flight.ts'
import { landingPage } from './landing-page.ts'
import { listenFault } from './listen-fault.ts'
import { defaultOverloadLimits, type OverloadLimits, watchOverload } from './overload.ts'
import { requestFault } from './request-fault.ts'
import { tlsOptions } from './tls.ts'
import { trackRequests } from './track-requests.ts'
import { createTurnAway } from './turn-away.ts'

/** What the server takes from the network. */
export interface HttpLimits {
  readonly bodyBytes: number
  /** What all questions in flight may hold together; absent: a share of the heap. */
  readonly inFlightBytes?: number
  readonly headerBytes: number
  /** Open connections, WebSockets included; further ones are dropped. */
  readonly connections: number
  /** Time in which the headers, and the whole request, must have come. */
  readonly headersMs: number
  readonly requestMs: number
  /** How long an idle connection is kept. */
  readonly keepAliveMs: number
  /** How often it is seen to that the credentials hold for which something is in flight. */
  readonly credentialsMs: number
  readonly document: DocumentLimits
  readonly stream: StreamLimits
  readonly webSocket: WebSocketLimits
  /** Beyond these, new calls are turned away at once. */
  readonly overload: OverloadLimits
}

export const defaultHttpLimits: HttpLimits = {
  bodyBytes: 8 * 1024 * 1024,
  headerBytes: 16 * 1024,
  connections: 20_000,
  headersMs: 15_000,
  requestMs: 60_000,
  keepAliveMs: 72_000,
  credentialsMs: 1_000,
  document: defaultDocumentLimits,
  stream: defaultStreamLimits,
  webSocket: defaultWebSocketLimits,
  overload: defaultOverloadLimits,
}

/** The one server of the gateway: GraphQL over HTTP, WebSocket and SSE, the REST API, health, and a page to try it. */
export interface HttpServer {
  /** Binds, and tells where: port 0 takes a free one. Throws an Error of one line that says what to do. */
  listen(where: {
    readonly host: string
    readonly port: number
  }): Promise<{ readonly host: string; readonly port: number }>
  /** What new connections are shown from now on; those that are open stay. Nothing happens without TLS. */
  renewTls(tls: ServerTls): void
  /**
   * Waits until everything in flight is answered, `withinMs` at most; what is left then is aborted and its clients
   * are told. Meanwhile new calls are refused: `services.accepting()` must be false already.
   */
  drain(withinMs: number): Promise<void>
  close(): Promise<void>
}

/** Builds the server; `listen` starts it. The caller owns it and closes it. */
export const createHttpServer = async <Context extends OperationContext>(
  about: Contexts<Context> &
    TenantSchema & {
      readonly services: Pick<
        Services,
        'accepting' | 'authenticate' | 'log' | 'once' | 'outdated' | 'trustedDocuments'
      >
      /** A tenant's own schema, the same object until it changes; undefined where it has none. */
      readonly schemaOf?: (tenant: string) => TenantSchema | undefined
      /** Resolves when `schemaOf` has something to give at once; undefined: it has. */
      readonly schemaReady?: (tenant: string) => Promise<void> | undefined
      /** The routes of the REST API. */
      readonly rest: FastifyPluginAsync
      /** The routes by which people sign in with a browser; absent: they do not. */
      readonly signIn?: FastifyPluginAsync
      /** Origins whose pages may call the gateway; none unless told. */
      readonly corsOrigins?: readonly string[]
      /** Absent: plain http. */
      readonly tls?: ServerTls
      /** CIDR ranges of the proxies whose word on the client's address counts; none unless told. */
      readonly trustedProxies?: readonly string[]
      /** How the router of a supergraph signs what it asks; absent: it need not. */
      readonly router?: RouterSettings
      readonly limits?: Partial<HttpLimits>
    },
): Promise<HttpServer> => {
  const { contextFor, contextForEvent, pricingOf, rest, schema, schemaOf, schemaReady, services, subgraph } =
    about
  const { trustedProxies = [] } = about
  const limits = { ...defaultHttpLimits, ...about.limits }
  const inFlight = createInFlight(limits.inFlightBytes)
  const readCredentials = credentialReader(about)
  const { authenticate } = services
  const watch = watchCredentials({ inFlight, authenticate, everyMs: limits.credentialsMs })
  const runtimes = createRuntimes({
    schema,
    ...(subgraph && { subgraph }),
    schemaOf,
    schemaReady,
    contextFor,
    contextForEvent,
    pricingOf,
    limits: limits.document,
    log: services.log,
  })
  const overload = watchOverload({ limits: limits.overload, pending: inFlight.size })
  const turnAway = createTurnAway(services.log)
  const sockets = createWebSocketTransport({
    runtimes,
    services,
    overload,
    inFlight,
    readCredentials,
    limits: limits.webSocket,
  })

  const answerFault = (error: unknown, reply: FastifyReply): FastifyReply => {
    const fault = requestFault(error, limits)
    return fault ? refuse(reply, [fault.error], fault.status) : refuse(reply, [runtimes.base.present(error)])
  }

  const server = { maxHeaderSize: limits.headerBytes, headersTimeout: limits.headersMs }
  const app = Fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    ...(about.tls ? { https: { ...server, ...tlsOptions(about.tls) } } : { http: server }),
    forceCloseConnections: true,
    // Whose word on the address that the client has used counts, as the OpenAPI document tells it.
    ...(trustedProxies.length > 0 && {
      trustProxy: (address: string) => isAllowedAddress(trustedProxies, address),
    }),
    genReqId: ({ headers }) => requestId(headers['x-request-id']),
    logger: false,
    // An address that cannot be decoded never reaches the handlers below.
    frameworkErrors: (error, _request, reply) => answerFault(error, reply),
    clientErrorHandler: answerClientError,
  })
  app.server.maxConnections = limits.connections
  app.removeContentTypeParser('text/plain')

  app.addHook('onRequest', (request, reply, done) => {
    reply.raw.setHeader('x-request-id', request.id)
    // Whoever is answered while we drain has to find another replica.
    if (!services.accepting()) reply.raw.setHeader('connection', 'close')
    done()
  })
  // Before anything else is done for it: who waits for an answer that comes too late only makes others wait.
  app.addHook('onRequest', (request, reply, done) => {
    if (asksForWork(request.url) && overload.isTooMuch()) turnAway(reply)
    else done()
  })
  if (about.corsOrigins) allowOrigins(app, about.corsOrigins)
  trackRequests(app, { inFlight, readCredentials })
  app.setErrorHandler((error, _request, reply) => answerFault(error, reply))
  app.setNotFoundHandler((_request, reply) => refuse(reply, [notFound]))

  app.get('/healthz', () => ({ status: 'alive' }))
  app.get('/readyz', (_request, reply) =>
    services.accepting()
      ? // Still ready: it serves what was in force before. Why is in the log, which strangers do not read.
        { status: 'ready', ...(services.outdated() !== undefined && { configuration: 'outdated' }) }
      : reply.code(503).send({ status: 'not ready' }),
  )
  await app.register(landingPage)
  await app.register(rest)
  if (about.signIn) await app.register(about.signIn)
  await app.register(graphqlRoutes({ runtimes, services, limits: limits.stream, router: about.router }))

  app.server.on('upgrade', (request, socket, head) => {
    if (!services.accepting()) refuseUpgrade(socket, '503 Service Unavailable')
    else if (request.url?.split('?', 1)[0] !== '/graphql') refuseUpgrade(socket, '404 Not Found')
    else if (!sockets.admits(request)) refuseUpgrade(socket, '503 Service Unavailable')
    else sockets.upgrade(request, socket, head)
  })

  return {
    async listen(where) {
      await app.listen(where).catch(error => {
        throw listenFault(error, where)
      })
      const bound = app.server.address()
      if (bound === null || typeof bound === 'string') throw new Error('The server has no port')
      return { host: bound.address, port: bound.port }
    },
    renewTls(tls) {
      if (app.server instanceof SecureServer) app.server.setSecureContext(tlsOptions(tls))
    },
    async drain(withinMs) {
      app.server.closeIdleConnections()
      const late = setTimeout(() => inFlight.abort(shuttingDown), withinMs)
      const over = setTimeout(() => app.server.closeAllConnections(), withinMs + lastWordsMs)
      await inFlight.idle()
      clearTimeout(late)
      clearTimeout(over)
      await sockets.close()
    },
    async close() {
      watch.stop()
      overload.close()
      await sockets.close()
      await app.close()
    },
  }
}

/** Whether somebody asks for more than how the gateway is. */
const asksForWork = (url: string): boolean => /^\/(graphql|v1)\b/.test(url)

const notFound = refusal('NOT_FOUND', 'There is nothing at this address; GraphQL is at /graphql')

/** What an aborted answer may take to tell its client, before the connection is cut. */
const lastWordsMs = 3_000

const refuseUpgrade = (socket: Duplex, status: string): void => {
  // Node has taken its hands off the socket: a reset by the client would end the process.
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`, () =>
    socket.destroy(),
  )
}

const shuttingDown = new GatewayError('UNAVAILABLE', 'The gateway is shutting down; ask again', {
  retryAfterMs: 1_000,
})

/** The caller's own id if it is harmless, else a new one. */
const requestId = (sent: string | readonly string[] | undefined): string =>
  typeof sent === 'string' && /^[\w.:-]{1,128}$/.test(sent) ? sent : randomUUID()
