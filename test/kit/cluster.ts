import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from 'graphql-sse'
import { takeIn } from '../../src/stores/postgres/take-in.ts'
import { startDatabase, type TestDatabase, temporaryFolder } from './database.ts'
import { type HoldingProvider, startHoldingProvider } from './holding-provider.ts'
import { type GatewayProcess, startProcess } from './process.ts'
import { startRedis, type TestRedis } from './redis.ts'

/** Gateways in processes of their own, on one database, one Redis and one provider. */
export interface TestCluster {
  readonly database: TestDatabase
  readonly redis: TestRedis
  readonly provider: HoldingProvider
  readonly gateways: readonly GatewayProcess[]
  readonly urls: readonly string[]
  /** Asks a gateway over REST for an answer of ten tokens. */
  ask(url: string, tag: string, content?: string): Promise<Answered>
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of the data by asserting it
  graphql(url: string, query: string): Promise<any>
  /** What the ledger says that was used with a tag. */
  spent(tag: string): Promise<Spent>
  /** What the counter that enforces says. */
  standing(quota: string, url?: string): Promise<Standing>
  /**
   * Resolves when `quotaUpdated` says that a counter stands so: at once, but for what could not be written yet or has to
   * run out. Rejects after half a minute.
   */
  stands(quota: string, expected: Partial<Standing> & Pick<Standing, 'reserved'>, url?: string): Promise<void>
  close(): Promise<void>
}

export interface Answered {
  /** 0: the connection has broken. */
  readonly status: number
  readonly retryAfter: string | null
  readonly ms: number
}

export interface Spent {
  /** Answered. */
  readonly calls: number
  readonly tokens: number
  readonly nanos: number
  /** What calls that were refused have used or cost. */
  readonly refused: number
}

export interface Standing {
  readonly used: string
  readonly reserved: string
}

const mostWaitMs = 30_000

const adminKey = 'an-admin-key-of-the-test-0123456789'

/** Starts so many gateways. The model `small` costs a dollar a million tokens of a question, and two of an answer. */
export const startCluster = async (about: {
  readonly gateways: number
  /** The part `quotas` of their file. */
  readonly quotas: string
  readonly env?: { readonly [name: string]: string }
}): Promise<TestCluster> => {
  await using opened = new AsyncDisposableStack()
  const database = await startDatabase()
  opened.defer(() => database.close())
  const redis = await startRedis()
  opened.defer(() => redis.close())
  const provider = await startHoldingProvider()
  opened.defer(() => provider.close())
  const folder = temporaryFolder()
  const file = join(folder, 'weir.yaml')
  writeFileSync(
    file,
    `
providers:
  - { name: upstream, kind: openai-compatible, baseUrl: "${provider.url}/v1", apiKey: upstream, allowInsecure: true }
models:
  - { name: small, deployments: [ { provider: upstream, model: small } ], price: { inputPerMillionUsd: 1, outputPerMillionUsd: 2 } }
quotas:
${about.quotas}`,
  )
  const gateways: GatewayProcess[] = []
  const start = async (): Promise<string> => {
    const gateway = startProcess({
      home: join(folder, String(gateways.length)),
      env: {
        DATABASE_URL: database.url,
        REDIS_URL: redis.url,
        WEIR_ADMIN_KEY: adminKey,
        WEIR_MASTER_KEY: 'a-master-key-of-the-test-0123456789',
        WEIR_CONFIG: file,
        ...about.env,
      },
    })
    gateways.push(gateway)
    return (await gateway.ready).url
  }
  opened.defer(async () => {
    for (const gateway of gateways) gateway.kill('SIGTERM')
    await Promise.all(gateways.map(({ ended }) => ended))
  })
  // One brings the database up to date; a busy machine would be busier if all of them came at once.
  const urls: string[] = []
  while (urls.length < about.gateways) urls.push(await start())
  const owned = opened.move()
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }

  const graphql: TestCluster['graphql'] = async (url, query) => {
    const body = JSON.stringify({ query })
    const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body })
    const { data, errors } = (await answer.json()) as { readonly data?: unknown; readonly errors?: unknown }
    if (errors) throw new Error(JSON.stringify(errors))
    return data
  }

  return {
    database,
    redis,
    provider,
    gateways,
    urls,
    graphql,
    async ask(url, tag, content = 'Why is the sky blue?') {
      const startedAt = performance.now()
      const answer = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { ...headers, 'x-weir-tags': tag },
        body: JSON.stringify({ model: 'small', max_tokens: 10, messages: [{ role: 'user', content }] }),
      }).catch(() => undefined)
      const whole = await answer?.arrayBuffer().catch(() => undefined)
      return {
        status: whole ? (answer?.status ?? 0) : 0,
        retryAfter: answer?.headers.get('retry-after') ?? null,
        ms: performance.now() - startedAt,
      }
    },
    async spent(tag) {
      const client = await database.pool.connect()
      await client.query(`SET weir.system = 'on'`)
      await takeIn(client)
      const { rows } = await client.query<Spent>(
        `SELECT count(*) FILTER (WHERE outcome = 'FINISHED')::int AS calls,
           coalesce(sum(input_tokens + output_tokens), 0)::int AS tokens,
           coalesce(sum(cost_nanos), 0)::int AS nanos,
           coalesce(sum(input_tokens + output_tokens + coalesce(cost_nanos, 0)) FILTER (WHERE outcome = 'REFUSED'), 0)::int AS refused
         FROM ledger.call WHERE $1 = ANY(tags)`,
        [tag],
      )
      client.release(true)
      return rows[0] ?? { calls: 0, tokens: 0, nanos: 0, refused: 0 }
    },
    async standing(name, url = urls[0] ?? '') {
      const { viewer } = await graphql(url, '{ viewer { quotas { quota { name } used reserved } } }')
      const { used, reserved } = viewer.quotas.find(
        ({ quota }: { readonly quota: { readonly name: string } }) => quota.name === name,
      )
      return { used, reserved }
    },
    async stands(name, expected, url = urls[0] ?? '') {
      const client = createClient({ url: `${url}/graphql/stream`, headers })
      const late = setTimeout(() => client.dispose(), mostWaitMs)
      const updates = client.iterate<{
        readonly quotaUpdated: Standing & { readonly quota: { readonly name: string } }
      }>({ query: 'subscription { quotaUpdated { quota { name } used reserved } }' })
      let last: Standing | undefined
      try {
        for await (const { data } of updates) {
          if (data?.quotaUpdated.quota.name !== name) continue
          const { used, reserved } = data.quotaUpdated
          last = { used, reserved }
          if (reserved === expected.reserved && used === (expected.used ?? used)) return
        }
      } finally {
        clearTimeout(late)
        client.dispose()
      }
      throw new Error(`${name} stands at ${JSON.stringify(last)}, not at ${JSON.stringify(expected)}`)
    },
    close: () => owned.disposeAsync(),
  }
}
