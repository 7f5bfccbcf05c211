import type { Principal } from '../../core/principal.ts'
import type { CallRecord } from '../../core/record.ts'

/** How a column is written in JSON: under a key, as a type of PostgreSQL's. */
interface Encoded {
  readonly key: string
  readonly type: string
  /** SQL for what it is where it was left out; NULL without it. */
  readonly otherwise?: string
}

/**
 * The columns of `ledger.call`, and their names in the JSON that the statement below reads. The
 * names are short because what a row costs goes by its length.
 */
const columns = {
  id: { key: 'id', type: 'uuid' },
  started_at: { key: 'at', type: 'bigint' },
  tenant: { key: 't', type: 'text' },
  api_key: { key: 'k', type: 'text' },
  team: { key: 'tm', type: 'text' },
  application: { key: 'ap', type: 'text' },
  user: { key: 'u', type: 'text' },
  operation: { key: 'op', type: 'text' },
  api: { key: 'api', type: 'text' },
  model: { key: 'm', type: 'text' },
  provider: { key: 'p', type: 'text' },
  deployment: { key: 'd', type: 'text' },
  stream: { key: 's', type: 'boolean', otherwise: 'false' },
  prompt: { key: 'pr', type: 'text' },
  prompt_version: { key: 'pv', type: 'integer' },
  cached: { key: 'c', type: 'boolean', otherwise: 'false' },
  input_tokens: { key: 'it', type: 'bigint' },
  cached_input_tokens: { key: 'cit', type: 'bigint', otherwise: '0' },
  cache_write_tokens: { key: 'cwt', type: 'bigint', otherwise: '0' },
  output_tokens: { key: 'ot', type: 'bigint' },
  reasoning_tokens: { key: 'rt', type: 'bigint', otherwise: '0' },
  usage_source: { key: 'src', type: 'text' },
  cost_nanos: { key: 'cn', type: 'bigint' },
  latency_ms: { key: 'ms', type: 'double precision' },
  time_to_first_token_ms: { key: 'ft', type: 'double precision' },
  outcome: { key: 'o', type: 'text' },
  provider_outcome: { key: 'po', type: 'text' },
  error_code: { key: 'e', type: 'text' },
  reason: { key: 'r', type: 'text' },
  finish_reason: { key: 'fr', type: 'text' },
  tags: { key: 'tg', type: 'text[]', otherwise: "'{}'" },
  subject_type: { key: 'st', type: 'text' },
  subject_id: { key: 'si', type: 'text' },
  session_id: { key: 'ss', type: 'text' },
  client_address: { key: 'ca', type: 'text' },
  attempts: { key: 'a', type: 'json' },
  verdicts: { key: 'v', type: 'json', otherwise: "'[]'" },
  rerouted_from: { key: 'rf', type: 'text' },
  parent: { key: 'pa', type: 'uuid' },
  price: { key: 'cp', type: 'json' },
  question: { key: 'q', type: 'text' },
} as const satisfies { readonly [column: string]: Encoded }

/**
 * A finished call as one line of JSON: what the statement takes, and what the journal keeps. Building it once and
 * letting PostgreSQL read it costs a third of what one array a column costs.
 */
export const encodeRow = (record: CallRecord): string => {
  const { principal, usage, subject, costNanos } = record
  const row = {
    id: record.id,
    at: whole(record.startedAt),
    t: principal.tenant,
    k: keptCredential(principal),
    tm: principal.team,
    ap: principal.application,
    u: principal.user,
    op: record.operation,
    api: record.api,
    m: record.model,
    p: record.provider,
    d: record.deployment,
    s: record.stream || undefined,
    pr: record.prompt?.template,
    pv: record.prompt?.version,
    c: record.cached || undefined,
    it: whole(usage.inputTokens),
    cit: whole(usage.cachedInputTokens) || undefined,
    cwt: whole(usage.cacheWriteTokens) || undefined,
    ot: whole(usage.outputTokens),
    rt: whole(usage.reasoningTokens) || undefined,
    src: usage.source,
    cn: costNanos?.toString(),
    ms: record.latencyMs,
    ft: record.timeToFirstTokenMs,
    o: record.outcome,
    po: record.providerOutcome,
    e: record.errorCode,
    r: record.reason,
    fr: record.finishReason,
    tg: distinct(record.tags),
    st: subject?.type,
    si: subject?.id,
    ss: record.sessionId,
    ca: record.clientAddress,
    a: record.attempts,
    v: record.verdicts.length > 0 ? record.verdicts : undefined,
    rf: record.reroutedFrom,
    pa: record.parent,
    cp: record.price,
    q: record.question,
  } satisfies Record<(typeof columns)[keyof typeof columns]['key'], unknown>
  const line = JSON.stringify(row)
  if (line.length > longestLine) return JSON.stringify(row, shortened)
  return line.includes('\\u') ? JSON.stringify(row, storable) : line
}

/**
 * What is kept of the credential. The id of a token is made of its user's name, which stands in a column of its own: what
 * is here is sealed into the audit chain as it is, and nobody could be forgotten in it.
 */
const keptCredential = ({ id, token }: Principal): string => (token ? `${token.identityProvider}:` : id)

const distinct = (tags: readonly string[]): readonly string[] | undefined => {
  if (tags.length === 0) return undefined
  return tags.length === 1 ? tags : [...new Set(tags)]
}

/** Some ten times what a row takes that has everything. A row beyond it would hold up the others. */
const longestLine = 32_768
const longestText = 256
const longestList = 64

const whole = (value: number): number => (Number.isFinite(value) ? Math.round(value) : 0)

/** The text as PostgreSQL can hold it: without U+0000 and halves of surrogate pairs. */
export const storableText = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed()

const storable = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? storableText(value) : value

/** What is too long to be told whole is told in its beginning. */
const shortened = (key: string, value: unknown): unknown => {
  if (typeof value === 'string') return storable(key, value.slice(0, longestText))
  return Array.isArray(value) ? value.slice(0, longestList) : value
}

/** When the call of an encoded row began, in milliseconds since 1970. */
export const startOfLine = (line: string): number => Number(/"at":(\d+)/.exec(line)?.[1])

const quoted = (names: readonly string[]): string => names.map(name => `"${name}"`).join(', ')

const epoch = `'epoch'::timestamptz + "at" * INTERVAL '1 millisecond'`

/** Whether a policy has decided something, which is worth an event of the audit trail. */
const decided = `(error_code IN ('CONTENT_BLOCKED', 'FORBIDDEN', 'NOT_FOUND', 'QUOTA_EXCEEDED', 'RATE_LIMITED', 'UNAUTHENTICATED')
    OR json_array_length(verdicts) > 0 OR json_array_length(attempts) > 1 OR rerouted_from IS NOT NULL)`

const read = Object.entries<Encoded>(columns)

/**
 * Writes an array of encoded rows, and lets those of them wait for the audit trail that a policy has decided; in one
 * statement and so in one transaction: whatever is sent twice counts once. Triggers let all of them wait for their
 * roll-ups (migration 0039) and for their seal (0019).
 */
export const insertStatement = `
WITH fresh AS (
  INSERT INTO ledger.call (${quoted(Object.keys(columns))})
  SELECT ${read.map(([name, { key, otherwise }]) => (name === 'started_at' ? epoch : otherwise ? `coalesce("${key}", ${otherwise})` : `"${key}"`)).join(', ')}
  FROM json_to_recordset($1::json) AS line(${read.map(([, { key, type }]) => `"${key}" ${type}`).join(', ')})
  ON CONFLICT DO NOTHING
  RETURNING id, started_at, tenant, ${decided} AS decided
)
INSERT INTO audit.pending (tenant, at, source, content)
SELECT tenant, started_at, 'CALL', jsonb_build_object('id', id) FROM fresh WHERE decided`
