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
    k: principal.id,
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
    cp: record.price,
    q: record.question,
  } satisfies Record<(typeof columns)[keyof typeof columns]['key'], unknown>
  const line = JSON.stringify(row)
  if (line.length > longestLine) return JSON.stringify(row, shortened)
  return line.includes('\\u') ? JSON.stringify(row, storable) : line
}

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

/** What a row of `usage_hour` is grouped by besides the hour. */
export const groupColumns = [
  'tenant',
  'operation',
  'model',
  'provider',
  'deployment',
  'team',
  'application',
  'user',
  'api_key',
  'outcome',
  'prompt',
  'prompt_version',
] as const

/**
 * What a row of `usage_hour` adds up, and what one call adds. A call counts as unpriced if it used tokens whose
 * price is not known: a refused one used none.
 */
export const sums = {
  requests: '1',
  cache_hits: 'cached::int',
  unpriced:
    '(cost_nanos IS NULL AND input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens > 0)::int',
  input_tokens: 'input_tokens',
  cached_input_tokens: 'cached_input_tokens',
  cache_write_tokens: 'cache_write_tokens',
  output_tokens: 'output_tokens',
  reasoning_tokens: 'reasoning_tokens',
  cost_nanos: 'coalesce(cost_nanos, 0)',
} as const

const quoted = (names: readonly string[], prefix = ''): string =>
  names.map(name => `${prefix}"${name}"`).join(', ')

const epoch = `'epoch'::timestamptz + "at" * INTERVAL '1 millisecond'`

/** Whether a policy has decided something, which is worth an event of the audit trail. */
const decided = `(error_code IN ('CONTENT_BLOCKED', 'FORBIDDEN', 'NOT_FOUND', 'QUOTA_EXCEEDED', 'RATE_LIMITED', 'UNAUTHENTICATED')
    OR json_array_length(verdicts) > 0 OR json_array_length(attempts) > 1 OR rerouted_from IS NOT NULL)`

const read = Object.entries<Encoded>(columns)

const insertCalls = `
  INSERT INTO ledger.call (${quoted(Object.keys(columns))})
  SELECT ${read.map(([name, { key, otherwise }]) => (name === 'started_at' ? epoch : otherwise ? `coalesce("${key}", ${otherwise})` : `"${key}"`)).join(', ')}
  FROM json_to_recordset($1::json) AS line(${read.map(([, { key, type }]) => `"${key}" ${type}`).join(', ')})
  ON CONFLICT DO NOTHING
  RETURNING id, started_at, ${decided} AS decided, ${quoted(groupColumns)}, ${Object.values(sums)
    .map((value, index) => `${value} AS sum_${index}`)
    .join(', ')}`

/**
 * Writes an array of encoded rows, adds to the roll-up those that were not there yet, and lets those of them wait for the
 * audit trail that a policy has decided; in one statement and so in one transaction: whatever is sent twice counts once. Rows of the roll-up are taken in one order, so that
 * two gateways cannot wait for each other.
 */
export const insertStatement = `
WITH fresh AS (${insertCalls}),
noted AS (
  INSERT INTO audit.pending (tenant, at, source, content)
  SELECT tenant, started_at, 'CALL', jsonb_build_object('id', id) FROM fresh WHERE decided
),
added AS (
  SELECT date_trunc('hour', started_at, 'UTC') AS hour, ${quoted(groupColumns)},
    ${Object.keys(sums)
      .map((name, index) => `sum(sum_${index}) AS ${name}`)
      .join(', ')}
  FROM fresh GROUP BY ${groupColumns.map((_, index) => index + 2).join(', ')}, 1
)
INSERT INTO ledger.usage_hour AS total (hour, key, ${quoted(groupColumns)}, ${quoted(Object.keys(sums))})
SELECT hour, sha256(convert_to(json_build_array(${quoted(groupColumns)})::text, 'UTF8')) AS key,
  ${quoted(groupColumns)}, ${quoted(Object.keys(sums))}
FROM added ORDER BY hour, key
ON CONFLICT (hour, key) DO UPDATE SET ${Object.keys(sums)
  .map(name => `${name} = total.${name} + excluded.${name}`)
  .join(', ')}`
