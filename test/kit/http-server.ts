import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { GraphQLError } from 'graphql'
import type { OperationOrigin } from '../../src/api/graphql/context.ts'
import { createHttpServer, type HttpLimits } from '../../src/api/http.ts'
import { signalOf } from '../../src/api/track-requests.ts'
import { GatewayError } from '../../src/core/error.ts'
import type { LogFields } from '../../src/core/ports.ts'
import type { Principal } from '../../src/core/principal.ts'

export const key = 'Bearer a-good-key'

const principal: Principal = { id: 'key-1', name: 'test', tenant: 'default', roles: new Set(['DEVELOPER']) }

const typeDefs = /* GraphQL */ `
  directive @operation(name: String!) on FIELD_DEFINITION
  type Query {
    hello(name: String = "world"): String!
    caller: String
    eventNumber: Int
    slow: String
    failing: String
    secretFailure: String
    refused: String
    pages(first: Int): [Page!]!
    tree: Tree!
  }
  type Page { title: String, pages(first: Int): [Page!]! }
  type Tree { name: String, tree: Tree, trees: [Tree!] }
  input AskInput { text: String!, times: Int }
  type Mutation {
    ask(input: AskInput!): String @operation(name: "ask")
    askSlowly: String @operation(name: "ask")
  }
  type Tick { number: Int!, text: String, failing: String, event: Int }
  type Tock { text: String }
  union Event = Tick | Tock
  type Subscription {
    count(to: Int!, text: String): Event!
    silent: Event!
    silentAfterOne: Event!
    failingLater: Event!
    forbidden: Event!
  }
`

interface Context extends OperationOrigin {
  readonly event: number
}

/** A server around a small schema, on a free port, and what can be observed of it. */
export interface TestServer {
  readonly url: string
  readonly wsUrl: string
  readonly logged: readonly { readonly level: string; readonly fields: LogFields; readonly message: string }[]
  /** The operations that slow and streaming fields were asked for, in order. */
  readonly origins: readonly OperationOrigin[]
  /** Emits `asked` for each of them. */
  readonly events: EventEmitter
  /** Events that streaming fields were asked for. */
  readonly pulled: () => number
  readonly setAccepting: (accepting: boolean) => void
  /** From now on the good key is none. */
  readonly revoke: () => void
  readonly drain: (withinMs: number) => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** The operation that a slow or streaming field was asked for last, once it is. */
export const whenAsked = async (server: TestServer): Promise<OperationOrigin> => {
  if (server.origins.length === 0) await once(server.events, 'asked')
  const origin = server.origins.at(-1)
  assert.ok(origin)
  return origin
}

/** Resolves when the caller's leaving has reached the work behind an operation. */
export const whenAborted = async ({ signal }: OperationOrigin): Promise<void> => {
  if (!signal.aborted) await once(signal, 'abort')
}

/** Resolves when a number has stood still for 50 turns of the event loop. */
export const settled = async (read: () => number): Promise<void> => {
  for (let turns = 0, last = read(); turns < 50; turns++) {
    await new Promise(resolve => setImmediate(resolve))
    if (read() === last) continue
    last = read()
    turns = 0
  }
}

export const startServer = async (limits: Partial<HttpLimits> = {}): Promise<TestServer> => {
  const logged: { level: string; fields: LogFields; message: string }[] = []
  const origins: OperationOrigin[] = []
  const events = new EventEmitter()
  const asked = (origin: OperationOrigin): void => {
    origins.push(origin)
    events.emit('asked')
  }
  let accepting = true
  let revoked = false
  let pulled = 0

  const never = async (origin: OperationOrigin): Promise<never> => {
    asked(origin)
    await once(origin.signal, 'abort')
    throw origin.signal.reason
  }
  const schema = makeExecutableSchema<Context>({
    typeDefs,
    resolvers: {
      Query: {
        hello: (_: unknown, { name }: { name: string }) => `hello ${name}`,
        caller: (_: unknown, _args: unknown, { principal }) => principal?.id,
        eventNumber: (_: unknown, _args: unknown, { event }) => event,
        slow: (_: unknown, _args: unknown, context) => never(context),
        failing: () => {
          throw new GatewayError('NOT_FOUND', 'There is no such thing', { path: 'thing', callId: 'call-7' })
        },
        secretFailure: () => {
          throw new Error('password is hunter2')
        },
        refused: async () => {
          throw new GraphQLError('select * from secrets')
        },
        pages: () => [{ title: 'one', pages: [] }],
        tree: () => ({ name: 'root' }),
      },
      Mutation: {
        ask: (_: unknown, { input }: { input: { text: string } }) => input.text,
        askSlowly: (_: unknown, _args: unknown, context) => never(context),
      },
      Tick: {
        failing: () => {
          throw new Error('password is hunter2')
        },
        event: (_: unknown, _args: unknown, { event }) => event,
      },
      Event: {
        __resolveType: (event: { number?: number }) => (event.number === undefined ? 'Tock' : 'Tick'),
      },
      Subscription: {
        count: {
          async *subscribe(_: unknown, { to, text }: { to: number; text?: string }, context) {
            asked(context)
            for (let number = 1; number <= to; number++) {
              pulled++
              yield { count: { number, text } }
            }
          },
        },
        silent: {
          async *subscribe(_: unknown, _args: unknown, context) {
            await never(context)
            yield {}
          },
        },
        silentAfterOne: {
          // A source that does not even listen to its signal.
          async *subscribe(_: unknown, _args: unknown, context) {
            asked(context)
            yield { silentAfterOne: { number: 1 } }
            await new Promise(() => {})
          },
        },
        failingLater: {
          async *subscribe() {
            yield { failingLater: { number: 1 } }
            throw new Error('password is hunter2')
          },
        },
        forbidden: {
          subscribe() {
            throw new GatewayError('FORBIDDEN', 'This needs the role ADMIN')
          },
        },
      },
    },
  })

  const write = (level: string) => (fields: LogFields, message: string) =>
    void logged.push({ level, fields, message })
  const server = await createHttpServer<Context>({
    schema,
    contextFor: origin => ({ ...origin, event: 0 }),
    contextForEvent: context => ({ ...context, event: ++pulled }),
    rest: async app => {
      app.get('/v1/stubborn', (request, reply) => {
        asked({ signal: signalOf(request) })
        reply.hijack()
      })
    },
    services: {
      accepting: () => accepting,
      outdated: () => undefined,
      trustedDocuments: {
        list: async () => [],
        register: async () => assert.fail('no document was expected'),
        remove: async () => undefined,
        scopeOf: () => undefined,
        textOf: async () => undefined,
      },
      async authenticate({ authorization }) {
        if (authorization === undefined) return undefined
        if (authorization === key && !revoked) return principal
        if (authorization === 'Bearer nobody-can-tell')
          throw new GatewayError('UNAVAILABLE', 'Credentials cannot be checked now')
        throw new GatewayError('UNAUTHENTICATED', 'These credentials are not valid')
      },
      log: { info: write('info'), warn: write('warn'), error: write('error') },
    },
    limits,
  })
  const { host, port } = await server.listen({ host: '127.0.0.1', port: 0 })
  return {
    url: `http://${host}:${port}`,
    wsUrl: `ws://${host}:${port}/graphql`,
    logged,
    origins,
    events,
    pulled: () => pulled,
    setAccepting: value => void (accepting = value),
    revoke: () => void (revoked = true),
    drain: server.drain,
    [Symbol.asyncDispose]: () => server.close(),
  }
}
