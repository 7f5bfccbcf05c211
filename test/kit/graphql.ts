import assert from 'node:assert/strict'
import { type ExecutionResult, graphql, parse, subscribe } from 'graphql'
import { createContext, type OperationOrigin } from '../../src/api/graphql/context.ts'
import { createSchema } from '../../src/api/graphql/schema.ts'
import { type Chunk, noUsage } from '../../src/core/chunk.ts'
import { GatewayError } from '../../src/core/error.ts'
import type { Gateway } from '../../src/core/gateway.ts'
import type { CallRecord } from '../../src/core/record.ts'
import type { GatewayRequest } from '../../src/core/request.ts'
import type { Services } from '../../src/core/services.ts'
import { principal, snapshot } from './call.ts'
import { silentLog } from './log.ts'

export const { schema, policies, subgraph } = createSchema()

export const callId = '01900000-0000-7000-8000-000000000001'
export const now = Date.UTC(2026, 0, 31, 12)

/** What the stages would have written into the record of a call that went well. */
export const goodRecord: Partial<CallRecord> = {
  attempts: [{ provider: 'fake', deployment: 'fake/small', outcome: 'ANSWERED', latencyMs: 40 }],
  costNanos: 14_000n,
  outcome: 'FINISHED',
  latencyMs: 42,
  timeToFirstTokenMs: 7,
}

export interface FakeGateway extends Gateway {
  /** Every request that came, in order. */
  readonly requests: readonly GatewayRequest[]
}

/**
 * A gateway that answers with these chunks and throws what is an error. Where it is told to be silent it says
 * nothing more until the caller's signal aborts, and then what the real one says.
 */
export const fakeGateway = (
  chunks: readonly (Chunk | Error | 'silence')[],
  about: Partial<CallRecord> = goodRecord,
): FakeGateway => {
  const requests: GatewayRequest[] = []
  return {
    requests,
    run(request) {
      requests.push(request)
      const { operation, principal, model, api, stream, input, signal } = request
      const record: CallRecord = {
        id: callId,
        startedAt: now,
        operation,
        principal,
        model,
        api,
        stream,
        tags: input.tags ?? [],
        attempts: [],
        verdicts: [],
        cached: false,
        usage: noUsage,
      }
      return {
        record,
        async *[Symbol.asyncIterator]() {
          for (const chunk of chunks) {
            if (chunk instanceof Error) throw chunk
            if (chunk === 'silence') {
              await aborted(signal)
              throw new GatewayError('UNAVAILABLE', 'The call was ended before its answer was complete')
            }
            if (chunk.type === 'start')
              Object.assign(record, { provider: chunk.provider, deployment: chunk.deployment })
            if (chunk.type === 'finish')
              Object.assign(record, { usage: chunk.usage, finishReason: chunk.reason, ...about })
            yield chunk
          }
        },
      }
    },
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

const emptyDirectory = {
  create: async () => assert.fail('no entity was expected'),
  update: async () => undefined,
  archive: async () => undefined,
  restore: async () => undefined,
  find: async () => [],
  named: async () => [],
  list: async () => [],
  listByTeam: async (_: string, { teams }: { readonly teams: readonly string[] }) => teams.map(() => []),
}

/** Services of which each answers only what a test gave it. */
export const services = (given: Partial<Services> = {}): Services => ({
  gateway: {
    run: () => assert.fail('no call was expected'),
  },
  snapshot: () => snapshot,
  authenticate: async () => principal,
  signIn: {
    choices: () => [],
    begin: async () => assert.fail('nobody was expected to sign in'),
    finish: async () => assert.fail('nobody was expected to sign in'),
    farewell: async () => undefined,
    mayEnd: () => true,
  },
  estimate: async () => assert.fail('no estimate was expected'),
  bundle: async () => assert.fail('nothing was expected to be paid for together'),
  quotas: async () => [],
  quotaCounts: () => [],
  forgetCounters: () => async () => undefined,
  live: {
    usage: () => assert.fail('nobody was expected to follow usage'),
    quotas: () => assert.fail('nobody was expected to follow quotas'),
  },
  chargebacks: {
    report: async () => assert.fail('no chargeback was expected'),
    csv: () => assert.fail('no table was expected'),
    month: () => undefined,
  },
  inefficiencies: { report: async () => assert.fail('no report was expected') },
  forecasts: {
    month: async () => assert.fail('no forecast was expected'),
    budgets: async () => [],
  },
  calls: { find: async () => [], list: async () => [] },
  quotaState: async () => assert.fail('no state of a quota was expected'),
  health: () => assert.fail('nobody was expected to ask how the gateway is'),
  usage: { report: async () => assert.fail('no report was expected') },
  apiKeys: {
    create: async () => assert.fail('no key was expected'),
    createTenant: async () => assert.fail('no tenant was expected'),
    listByHolder: async (_, { names }) => names.map(() => []),
    list: async () => [],
    find: async () => [],
    isMadeBy: async () => false,
    revoke: async () => undefined,
    rotate: async () => assert.fail('no rotation was expected'),
    revokeByPrefix: async () => assert.fail('no leak was expected'),
  },
  audit: {
    note: async () => undefined,
    list: async () => [],
    find: async () => [],
    follow: () => assert.fail('nobody was expected to follow'),
    prove: async () => undefined,
    proveCall: async () => undefined,
    checkpoints: async () => [],
    export: async () => ({ text: '' }),
    report: async () => [],
    retention: async () => undefined,
    setRetention: async () => undefined,
    subjects: {
      export: async () => ({ text: '' }),
      erase: async () => assert.fail('nobody was expected to be forgotten'),
    },
  },
  organisation: {
    tenants: {
      update: async () => undefined,
      archive: async () => undefined,
      restore: async () => undefined,
      named: async () => [],
    },
    tenantsOfTheGateway: { find: async () => undefined, list: async () => [] },
    teams: emptyDirectory,
    users: emptyDirectory,
    applications: emptyDirectory,
  },
  prompts: {
    publish: async () => assert.fail('no publication was expected'),
    moveLabel: async () => assert.fail('no move was expected'),
    rollback: async () => assert.fail('no rollback was expected'),
    splitLabel: async () => assert.fail('no rollback was expected'),
    metrics: async () => assert.fail('no rollback was expected'),
    ready: () => undefined,
    chosen: prompt => prompt,
    requestReview: async () => assert.fail('no rollback was expected'),
    setApproval: async () => assert.fail('no change was expected'),
    decideReview: async () => assert.fail('no rollback was expected'),
    retire: async () => assert.fail('no retirement was expected'),
    templates: async () => [],
    waiting: async () => [],
    named: async () => [],
    templatesById: async () => [],
    versionsById: async () => [],
    versions: async (_, { templates }) => templates.map(() => []),
    version: async () => undefined,
    inForce: () => new Map(),
    operations: () => new Map(),
    find: async () => undefined,
    callsOf: request => [request],
    ask: async () => assert.fail('no prompt was expected'),
    stream: () => assert.fail('no prompt was expected'),
    together: () => assert.fail('no prompt was expected'),
    tests: async () => [],
    setTests: async () => assert.fail('no tests were expected'),
    test: async () => assert.fail('no test was expected'),
    compare: async () => assert.fail('nothing was to be compared'),
    sdl: () => '',
  },
  trustedDocuments: {
    list: async () => [],
    register: async () => assert.fail('no document was expected'),
    remove: async () => undefined,
    scopeOf: () => undefined,
    textOf: async () => undefined,
  },
  accessControl: {
    roles: emptyDirectory,
    assignments: {
      assign: async () => assert.fail('no assignment was expected'),
      unassign: async () => undefined,
      find: async () => [],
      list: async () => [],
    },
  },
  consents: {
    record: async () => assert.fail('no consent was expected'),
    withdraw: async () => undefined,
    find: async () => [],
    list: async () => [],
  },
  productCatalogue: {
    products: emptyDirectory,
    subscriptions: {
      request: async () => assert.fail('no request was expected'),
      decide: async () => assert.fail('no decision was expected'),
      find: async () => [],
      list: async () => [],
    },
  },
  clock: () => now,
  log: silentLog().log,
  accepting: () => true,
  declarations: {
    create: async () => assert.fail('nothing was to be declared'),
    update: async () => undefined,
    archive: async () => undefined,
    find: async () => [],
    list: async () => [],
    versions: async () => [],
  },
  outdated: () => undefined,
  checkKeys: async () => [],
  ...given,
})

export interface Asking extends Partial<Omit<OperationOrigin, 'principal'>> {
  readonly services?: Partial<Services>
  /** A developer unless said otherwise; null sends no credentials. */
  readonly as?: OperationOrigin['principal'] | null
  readonly variables?: { readonly [name: string]: unknown }
}

const contextOf = ({ services: given, as = principal, signal, clientAddress }: Asking) =>
  createContext(services(given), {
    principal: as ?? undefined,
    signal: signal ?? new AbortController().signal,
    clientAddress,
  })

/** Executes a query or mutation; the result as it would travel. */
export async function ask(source: string, asking: Asking = {}) {
  const result = await graphql({
    schema,
    source,
    contextValue: contextOf(asking),
    ...(asking.variables && { variableValues: asking.variables }),
  })
  return plain(result)
}

/** The data of an operation that must have no error. */
export async function dataOf(source: string, asking: Asking = {}) {
  const { data, errors } = await ask(source, asking)
  assert.equal(errors, undefined)
  return data
}

/** The code, path and message of the one error that an operation must have. */
export async function errorOf(source: string, asking: Asking = {}) {
  const { errors } = await ask(source, asking)
  assert.equal(errors?.length, 1)
  const error = errors[0]?.originalError
  if (error instanceof GatewayError)
    return { code: error.code, path: error.details.path, message: error.message }
  return { message: errors[0]?.message }
}

/** Subscribes; the payloads as they would travel, or the error that refused the subscription. */
export async function listen(source: string, asking: Asking = {}) {
  const result = await subscribe({
    schema,
    document: parse(source),
    contextValue: contextOf(asking),
    ...(asking.variables && { variableValues: asking.variables }),
  })
  if (!(Symbol.asyncIterator in result)) throw result.errors?.[0]?.originalError ?? new Error('refused')
  return result
}

/** A result as it would travel, without the null prototypes that graphql-js gives its objects. */
export const plain = (result: ExecutionResult | undefined) => ({
  ...result,
  data: JSON.parse(JSON.stringify(result?.data ?? null)),
})
