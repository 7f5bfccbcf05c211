import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { OperationTypeNode, parse } from 'graphql'
import type { Log } from '../../core/ports.ts'
import { type PresentedError, refusal } from './errors.ts'
import type { Extensions, OperationContext } from './executor.ts'
import type { GraphqlRuntime, Runtimes } from './runtime.ts'

/** What Apollo hands through: it copies its context value, so ours is one level down. */
export interface ApolloContext<Context extends OperationContext> {
  readonly context: Context
  /** The one of the caller's tenant. */
  readonly runtime: GraphqlRuntime<Context>
  /** What headers say in place of the request's extensions. */
  readonly cap: Extensions | undefined
}

/**
 * Apollo Server in front of `runtimes`, started: it does GraphQL over HTTP (methods, content negotiation, CSRF
 * prevention, status codes). Documents are prepared and executed by the caller's runtime, as for every other transport.
 */
export const startApollo = async <Context extends OperationContext>(about: {
  readonly runtimes: Runtimes<Context>
  readonly log: Log
}): Promise<ApolloServer<ApolloContext<Context>>> => {
  const {
    log,
    runtimes: { base },
  } = about
  const apollo = new ApolloServer<ApolloContext<Context>>({
    gateway: {
      load: async () => ({
        executor: ({ document, operation, request, context: { context, runtime, cap } }) => {
          const { variables } = request
          const extensions = { ...cap, ...request.extensions }
          return runtime.executor.execute({ document, operation, variables, extensions, context })
        },
      }),
      onSchemaLoadOrUpdate(load) {
        load({ apiSchema: base.schema, coreSupergraphSdl: '' })
        return () => {}
      },
      stop: async () => {},
    },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      prepareDocuments(),
    ],
    formatError: (_formatted, error) => base.present(error).formatted,
    stringifyResult: result => JSON.stringify(result),
    logger: {
      debug: () => {},
      info: message => log.info({ from: 'apollo' }, String(message)),
      warn: message => log.warn({ from: 'apollo' }, String(message)),
      error: message => log.error({ from: 'apollo' }, String(message)),
    },
    csrfPrevention: true,
    introspection: true,
    nodeEnv: 'production',
    persistedQueries: false,
    // With one, Apollo forgets the document that it was handed, and parses the text by itself, however large it is.
    documentStore: null,
    stopOnTerminationSignals: false,
  })
  await apollo.start()
  return apollo
}

/** Hands Apollo the document that the runtime has checked, so that it neither parses nor validates by itself. */
const prepareDocuments = <Context extends OperationContext>(): ApolloServerPlugin<
  ApolloContext<Context>
> => ({
  async requestDidStart() {
    let refused: readonly PresentedError[] | undefined
    return {
      async didResolveSource(requestContext) {
        const { contextValue, request, source } = requestContext
        const prepared = contextValue.runtime.documents.prepare(source, request.operationName ?? undefined)
        if (prepared.outcome === 'REFUSED') refused = prepared.errors
        else if (prepared.operation.operation === OperationTypeNode.SUBSCRIPTION) refused = [elsewhere]
        const document = prepared.outcome === 'READY' ? prepared.document : inert
        Object.assign(requestContext, { document })
      },
      async responseForOperation() {
        if (!refused) return null
        const errors = refused.map(error => error.formatted)
        return {
          http: { status: 400, headers: new HeaderMap() },
          body: { kind: 'single', singleResult: { errors } },
        }
      },
    }
  },
})

/** Stands for a document that is refused, until Apollo asks for the response. */
const inert = parse('{ __typename }')

const elsewhere = refusal(
  'INVALID_INPUT',
  'Subscribe over a WebSocket at this address, at /graphql/stream, or with "Accept: multipart/mixed;subscriptionSpec=1.0"',
)
