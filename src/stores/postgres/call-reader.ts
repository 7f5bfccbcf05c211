import type pg from 'pg'
import type { CallFilter, CallReader, StoredCall } from '../../core/ports.ts'
import { readingCalls } from './take-in.ts'

/** A row of `ledger.call` as the driver gives it: bigints as text, JSON parsed. */
export interface CallRow {
  readonly id: string
  readonly started_at: Date
  readonly tenant: string
  readonly api_key: string
  readonly team: string | null
  readonly application: string | null
  readonly user: string | null
  readonly operation: string
  readonly api: StoredCall['api']
  readonly model: string
  readonly provider: string | null
  readonly deployment: string | null
  readonly stream: boolean
  readonly prompt: string | null
  readonly prompt_version: number | null
  readonly cached: boolean
  readonly input_tokens: string
  readonly cached_input_tokens: string
  readonly cache_write_tokens: string
  readonly output_tokens: string
  readonly reasoning_tokens: string
  readonly usage_source: StoredCall['usage']['source']
  readonly cost_nanos: string | null
  readonly latency_ms: number | null
  readonly time_to_first_token_ms: number | null
  readonly outcome: NonNullable<StoredCall['outcome']> | null
  readonly provider_outcome: NonNullable<StoredCall['providerOutcome']> | null
  readonly error_code: NonNullable<StoredCall['errorCode']> | null
  readonly reason: string | null
  readonly finish_reason: NonNullable<StoredCall['finishReason']> | null
  readonly tags: readonly string[]
  readonly subject_type: string | null
  readonly subject_id: string | null
  readonly session_id: string | null
  readonly client_address: string | null
  readonly attempts: StoredCall['attempts']
  readonly verdicts: StoredCall['verdicts']
  readonly rerouted_from: string | null
  readonly parent: string | null
  readonly price: StoredCall['price'] | null
}

/** Reads finished calls from the ledger. Throws UNAVAILABLE while the database is away. */
export const createCallReader = (pool: pg.Pool): CallReader => ({
  async find(tenant, ids) {
    const wanted = ids.filter(id => uuid.test(id))
    if (wanted.length === 0) return []
    const { rows } = await readingCalls(pool, tenant, client =>
      client.query<CallRow>({
        name: 'calls-by-id',
        text: 'SELECT * FROM ledger.call WHERE id = ANY($1::uuid[]) AND tenant = $2',
        values: [wanted, tenant],
      }),
    )
    return rows.map(decodeCall)
  },

  async list(tenant, { filter, limit, after }) {
    const { conditions, values } = conditionsOf(filter, after)
    const text = `SELECT * FROM ledger.call WHERE tenant = $1 ${conditions.join(' ')} ORDER BY started_at DESC, id DESC LIMIT $2`
    const { rows } = await readingCalls(pool, tenant, client =>
      client.query<CallRow>(text, [tenant, limit, ...values]),
    )
    return rows.map(decodeCall)
  },
})

/** The columns that calls are searched by. */
const searched = {
  user: '"user"',
  team: 'team',
  application: 'application',
  apiKey: 'api_key',
  model: 'model',
  operation: 'operation',
  address: 'client_address',
  outcome: 'outcome',
  code: 'error_code',
} as const

/** The conditions of a list, with values from `$3` on: `$1` is the tenant, `$2` the limit. */
const conditionsOf = ({ from, to, ...filter }: CallFilter, after: string | undefined) => {
  const values: unknown[] = []
  const bind = (value: unknown): string => `$${values.push(value) + 2}`
  const conditions: string[] = []
  for (const [name, value] of Object.entries(filter) as [keyof typeof searched, string | undefined][])
    if (value !== undefined) conditions.push(`AND ${searched[name]} = ${bind(value)}`)
  if (from !== undefined) conditions.push(`AND started_at >= ${bind(new Date(from))}`)
  if (to !== undefined) conditions.push(`AND started_at < ${bind(new Date(to))}`)
  const [at, id] = after?.split('.') ?? []
  if (at !== undefined)
    conditions.push(`AND (started_at, id) < (${bind(new Date(Number(at)))}::timestamptz, ${bind(id)}::uuid)`)
  return { conditions, values }
}

/** Anything else cannot be the id of a call. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A call as it is said everywhere else. */
export const decodeCall = (row: CallRow): StoredCall => ({
  id: row.id,
  startedAt: row.started_at.getTime(),
  tenant: row.tenant,
  apiKey: row.api_key,
  ...(row.team !== null && { team: row.team }),
  ...(row.application !== null && { application: row.application }),
  ...(row.user !== null && { user: row.user }),
  operation: row.operation,
  api: row.api,
  model: row.model,
  ...(row.provider !== null && { provider: row.provider }),
  ...(row.deployment !== null && { deployment: row.deployment }),
  stream: row.stream,
  ...(row.prompt !== null &&
    row.prompt_version !== null && { prompt: { template: row.prompt, version: row.prompt_version } }),
  cached: row.cached,
  usage: {
    inputTokens: Number(row.input_tokens),
    cachedInputTokens: Number(row.cached_input_tokens),
    cacheWriteTokens: Number(row.cache_write_tokens),
    outputTokens: Number(row.output_tokens),
    reasoningTokens: Number(row.reasoning_tokens),
    source: row.usage_source,
  },
  ...(row.cost_nanos !== null && { costNanos: BigInt(row.cost_nanos) }),
  ...(row.latency_ms !== null && { latencyMs: row.latency_ms }),
  ...(row.time_to_first_token_ms !== null && { timeToFirstTokenMs: row.time_to_first_token_ms }),
  ...(row.outcome !== null && { outcome: row.outcome }),
  ...(row.provider_outcome !== null && { providerOutcome: row.provider_outcome }),
  ...(row.error_code !== null && { errorCode: row.error_code }),
  ...(row.reason !== null && { reason: row.reason }),
  ...(row.finish_reason !== null && { finishReason: row.finish_reason }),
  tags: row.tags,
  ...(row.subject_type !== null &&
    row.subject_id !== null && { subject: { type: row.subject_type, id: row.subject_id } }),
  ...(row.session_id !== null && { sessionId: row.session_id }),
  ...(row.client_address !== null && { clientAddress: row.client_address }),
  attempts: row.attempts,
  verdicts: row.verdicts,
  ...(row.rerouted_from !== null && { reroutedFrom: row.rerouted_from }),
  ...(row.parent !== null && { parent: row.parent }),
  ...(row.price && { price: row.price }),
})
