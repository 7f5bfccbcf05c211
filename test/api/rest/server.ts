import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import fastify from 'fastify'
import { credentialReader } from '../../../src/api/credentials.ts'
import { createInFlight } from '../../../src/api/in-flight.ts'
import { restRoutes } from '../../../src/api/rest/routes.ts'
import { trackRequests } from '../../../src/api/track-requests.ts'
import { type Chunk, noUsage, type Usage } from '../../../src/core/chunk.ts'
import { GatewayError } from '../../../src/core/error.ts'
import type { Model } from '../../../src/core/model.ts'
import type { Principal } from '../../../src/core/principal.ts'
import type { Prompt } from '../../../src/core/prompt.ts'
import type { CallRecord } from '../../../src/core/record.ts'
import type { GatewayRequest } from '../../../src/core/request.ts'
import type { Services } from '../../../src/core/services.ts'

/** What the gateway behind the API does with a request. May write into the record, as the stages would. */
export type Script = (request: GatewayRequest, record: CallRecord) => AsyncIterable<Chunk>

export interface RestServer {
  /** With /v1. */
  readonly url: string
  /** Every request that came through the one door. */
  readonly requests: GatewayRequest[]
  readonly logged: string[]
  accepting: boolean
  /** Ends what is in flight, as a server does that stops. */
  stop(): void
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  get(path: string, headers?: Record<string, string>): Promise<Response>
}

export const callId = '019b76da-a800-7000-8000-000000000001'
export const startedAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678)

const ada: Principal = { id: 'key-1', name: 'ada', tenant: 'acme', roles: new Set(['DEVELOPER']) }
const eve: Principal = { ...ada, id: 'key-2', name: 'eve', models: new Set(['acme/large']) }

const modelOf = (name: string, provider?: string): [string, Model] => [
  name,
  {
    name,
    capabilities: new Set(['COMPLETION']),
    lifecycle: 'ACTIVE',
    deployments: provider ? [{ name: `${provider}/${name}`, provider, model: name, weight: 1 }] : [],
    unpriced: 'REFUSE',
  },
]

const retired = (name: string): [string, Model] => [name, { ...modelOf(name)[1], lifecycle: 'RETIRED' }]

/** A listening server whose gateway plays the script. Closed when the test ends. */
export const startRest = async (
  test: TestContext,
  script: Script,
  limits: Parameters<typeof restRoutes>[1] = {},
): Promise<RestServer> => {
  const requests: GatewayRequest[] = []
  const logged: string[] = []
  const note = (_: unknown, message: string) => void logged.push(message)
  const unused = () => assert.fail('REST does not need this')
  const unusedDirectory = {
    create: unused,
    update: unused,
    archive: unused,
    restore: unused,
    find: unused,
    named: unused,
    list: unused,
    listByTeam: unused,
  }
  const unusedPrompts = {
    publish: unused,
    moveLabel: unused,
    rollback: unused,
    splitLabel: unused,
    metrics: unused,
    ready: () => undefined,
    chosen: (prompt: Prompt) => prompt,
    requestReview: unused,
    setApproval: unused,
    decideReview: unused,
    retire: unused,
    templates: unused,
    waiting: unused,
    named: unused,
    templatesById: unused,
    versionsById: unused,
    versions: unused,
    version: unused,
    inForce: unused,
    operations: unused,
    find: unused,
    callsOf: unused,
    ask: unused,
    stream: unused,
    together: unused,
    tests: unused,
    setTests: unused,
    test: unused,
    compare: unused,
    sdl: unused,
  }
  const services: Services = {
    gateway: {
      run(request) {
        requests.push(request)
        const record: CallRecord = {
          id: callId,
          startedAt,
          operation: request.operation,
          api: request.api,
          principal: request.principal,
          model: request.model,
          stream: request.stream,
          tags: request.input.tags ?? [],
          attempts: [],
          verdicts: [],
          cached: false,
          usage: noUsage,
        }
        return { record, [Symbol.asyncIterator]: () => script(request, record)[Symbol.asyncIterator]() }
      },
    },
    snapshot: () => ({
      version: 1,
      models: new Map([modelOf('small', 'main'), modelOf('acme/large'), retired('gone')]),
      providers: new Map(),
      quotas: [],
      guardrails: [],
      access: new Map(),
    }),
    async authenticate({ authorization }) {
      if (authorization === undefined) return undefined
      if (authorization === 'Bearer ada') return ada
      if (authorization === 'Bearer eve') return eve
      if (authorization === 'Bearer nobody-knows') throw new GatewayError('UNAVAILABLE', 'Try again soon')
      throw new GatewayError('UNAUTHENTICATED', 'The credentials are not valid')
    },
    signIn: { choices: unused, begin: unused, finish: unused, farewell: unused, mayEnd: unused },
    estimate: unused,
    bundle: unused,
    quotas: unused,
    calls: { find: unused, list: unused },
    quotaState: unused,
    quotaCounts: unused,
    forgetCounters: () => unused,
    live: { usage: unused, quotas: unused },
    chargebacks: { report: unused, csv: unused, month: unused },
    forecasts: { month: unused, budgets: unused },
    inefficiencies: { report: unused },
    health: unused,
    usage: { report: unused },
    prompts: unusedPrompts,
    trustedDocuments: { list: unused, register: unused, remove: unused, scopeOf: unused, textOf: unused },
    apiKeys: {
      create: unused,
      createTenant: unused,
      list: unused,
      listByHolder: unused,
      find: unused,
      isMadeBy: unused,
      revoke: unused,
      revokeByPrefix: unused,
      rotate: unused,
    },
    audit: {
      note: unused,
      list: unused,
      find: unused,
      follow: unused,
      prove: unused,
      proveCall: unused,
      checkpoints: unused,
      export: unused,
      report: unused,
      retention: unused,
      setRetention: unused,
      subjects: { export: unused, erase: unused },
    },
    organisation: {
      tenants: { update: unused, archive: unused, restore: unused, named: unused },
      tenantsOfTheGateway: { find: unused, list: unused },
      teams: unusedDirectory,
      users: unusedDirectory,
      applications: unusedDirectory,
    },
    accessControl: {
      roles: unusedDirectory,
      assignments: { assign: unused, unassign: unused, find: unused, list: unused },
    },
    consents: { record: unused, withdraw: unused, find: unused, list: unused },
    productCatalogue: {
      products: unusedDirectory,
      subscriptions: { request: unused, decide: unused, find: unused, list: unused },
    },
    clock: () => startedAt + 42,
    log: { info: note, warn: note, error: note },
    accepting: () => server.accepting,
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
  }
  const app = fastify({ bodyLimit: 1_000_000, forceCloseConnections: true })
  const inFlight = createInFlight()
  trackRequests(app, { inFlight, readCredentials: credentialReader() })
  app.addHook('onRequest', async (_, reply) => void reply.header('x-request-id', 'request-1'))
  await app.register(restRoutes(services, limits))
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/v1`
  test.after(() => app.close())
  const server: RestServer = {
    url,
    requests,
    logged,
    accepting: true,
    stop: () => inFlight.abort(new GatewayError('UNAVAILABLE', 'The gateway is shutting down')),
    post: (path, body, headers) =>
      fetch(url + path, {
        method: 'POST',
        headers: { authorization: 'Bearer ada', 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    get: (path, headers) => fetch(url + path, { headers: { authorization: 'Bearer ada', ...headers } }),
  }
  return server
}

export const usage: Usage = {
  inputTokens: 5,
  cachedInputTokens: 3,
  cacheWriteTokens: 2,
  outputTokens: 7,
  reasoningTokens: 4,
  source: 'PROVIDER',
}

export const start: Chunk = { type: 'start', provider: 'main', deployment: 'main/small', model: 'small-2026' }
export const text = (text: string): Chunk => ({ type: 'text', index: 0, text })
export const finish: Chunk = { type: 'finish', reason: 'STOP', usage }

/** A chunk to give, or an error to throw. */
export type Step = Chunk | Error

/** Plays these chunks, or throws those that are errors, and notes in the record what the stages would. */
export const play = (...steps: readonly Step[]): Script =>
  async function* (_, record) {
    for (const step of steps) {
      if (step instanceof Error) throw step
      if (step.type === 'start') {
        record.provider = step.provider
        record.deployment = step.deployment
      }
      if (step.type === 'finish') {
        record.finishReason = step.reason
        record.costNanos = 1_500_000n
      }
      yield step
    }
  }

/** The body, which the test takes for what it should be. */
export const jsonOf = async (answer: Response) => JSON.parse(await answer.text())

/** The data of each event of a body; comments are left out. */
export const eventsOf = (body: string): readonly string[] =>
  body
    .split('\n\n')
    .filter(event => event.startsWith('data: '))
    .map(event => event.slice(6))

export const hello = { model: 'small', messages: [{ role: 'user', content: 'Hello' }] }
