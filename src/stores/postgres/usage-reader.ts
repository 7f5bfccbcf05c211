import type pg from 'pg'
import { GatewayError } from '../../core/error.ts'
import type { Clock } from '../../core/ports.ts'
import type { UsageDimension, UsageQuery, UsageReader, UsageRow } from '../../core/usage.ts'
import { storableText, sums } from './ledger-row.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'
import { type UsagePart, usageParts } from './usage-parts.ts'

/** What a dimension is called in SQL. A subject is written `type:id`, a version of a prompt `name@3`. */
const dimensions: readonly (readonly [UsageDimension, string])[] = [
  ['API_KEY', '"api_key"'],
  ['APPLICATION', '"application"'],
  ['DEPLOYMENT', '"deployment"'],
  ['MODEL', '"model"'],
  ['OPERATION', '"operation"'],
  ['OUTCOME', '"outcome"'],
  ['PROMPT', '"prompt"'],
  ['PROMPT_VERSION', `("prompt" || '@' || "prompt_version")`],
  ['PROVIDER', '"provider"'],
  ['SUBJECT', `("subject_type" || ':' || "subject_id")`],
  ['TAG', '"tag"'],
  ['TEAM', '"team"'],
  ['USER', '"user"'],
]

/** More rows than a report can show. */
const mostRows = 10_000

type Sums = { readonly [name in keyof typeof sums | 'failures' | 'refusals']: string }

/**
 * Adds up usage from the hourly roll-ups, and from single calls where the time asked for begins or ends within an
 * hour, or where tags or subjects are asked for. Throws UNAVAILABLE while the database is away, and INVALID_INPUT
 * if the answer would have more than 10,000 rows.
 */
export const createUsageReader = (options: {
  readonly pool: pg.Pool
  readonly clock: Clock
}): UsageReader => ({
  async report(query) {
    if (!(query.from < query.to)) return []
    const { text, values } = statement(query, options.clock())
    const { rows } = await reachable(() =>
      withinTenant(options.pool, query.tenant, client =>
        client.query<Sums & { start: Date; values: (string | null)[] }>(text, values),
      ),
    )
    if (rows.length > mostRows) {
      throw new GatewayError(
        'INVALID_INPUT',
        `The report has more than ${mostRows} rows: ask for a shorter time, a longer interval or fewer dimensions`,
      )
    }
    return rows.map(row => decode(row, query.groupBy))
  },
})

const statement = (query: UsageQuery, now: number): { text: string; values: unknown[] } => {
  const values: unknown[] = [query.tenant]
  const bind = (value: unknown): string => `$${values.push(value)}`
  const filters = dimensions.flatMap(([dimension, sql]) => {
    const wanted = query.where[dimension]?.map(storableText)
    if (wanted === undefined) return []
    // A call has one tag of the list, or is looked at tag by tag because tags are what it is grouped by.
    const byCall = dimension === 'TAG' && !query.groupBy.includes('TAG')
    return byCall ? [`tags && ${bind(wanted)}::text[]`] : [`${sql} = ANY(${bind(wanted)}::text[])`]
  })
  const columns = query.groupBy.map(name => dimensions.find(([dimension]) => dimension === name)?.[1])
  const callsOnly = (['TAG', 'SUBJECT'] as const).some(
    name => query.groupBy.includes(name) || query.where[name] !== undefined,
  )
  const unit = query.interval?.toLowerCase()
  const beginning = unit === undefined ? `${bind(new Date(query.from))}::timestamptz` : undefined

  const source = (part: UsagePart): string => {
    const time = part.table === 'call' ? 'started_at' : 'hour'
    const measures = Object.entries(sums).map(
      ([name, ofCall]) => `${part.sign} * ${part.table === 'call' ? ofCall : name} AS ${name}`,
    )
    const start = beginning ?? `date_trunc('${unit}', ${time}, 'UTC')`
    const tags = query.groupBy.includes('TAG') ? 'LEFT JOIN LATERAL unnest(tags) AS tag ON true' : ''
    const conditions = [
      'tenant = $1',
      `${time} >= ${bind(new Date(part.from))}`,
      `${time} < ${bind(new Date(part.to))}`,
      ...filters,
    ]
    return `SELECT ${start} AS start, ARRAY[${columns.join(', ')}]::text[] AS values,
        outcome, ${measures.join(', ')}
      FROM ledger.${part.table} ${tags} WHERE ${conditions.join(' AND ')}`
  }

  const parts: readonly UsagePart[] = callsOnly
    ? [{ table: 'call', from: query.from, to: query.to, sign: 1 }]
    : usageParts(query.from, query.to, now)
  const text = `
    SELECT start, values, ${Object.keys(sums)
      .map(name => `sum(${name}) AS ${name}`)
      .join(', ')},
      coalesce(sum(requests) FILTER (WHERE outcome = 'FAILED'), 0) AS failures,
      coalesce(sum(requests) FILTER (WHERE outcome = 'REFUSED'), 0) AS refusals
    FROM (${parts.map(source).join(' UNION ALL ')}) AS part
    GROUP BY start, values HAVING sum(requests) > 0
    ORDER BY start, sum(cost_nanos) DESC, values LIMIT ${mostRows + 1}`
  return { text, values }
}

const decode = (
  row: Sums & { readonly start: Date; readonly values: readonly (string | null)[] },
  groupBy: readonly UsageDimension[],
): UsageRow => ({
  start: row.start.getTime(),
  group: Object.fromEntries(groupBy.map((dimension, index) => [dimension, row.values[index] ?? null])),
  requests: Number(row.requests),
  failures: Number(row.failures),
  refusals: Number(row.refusals),
  cacheHits: Number(row.cache_hits),
  unpriced: Number(row.unpriced),
  inputTokens: BigInt(row.input_tokens),
  cachedInputTokens: BigInt(row.cached_input_tokens),
  cacheWriteTokens: BigInt(row.cache_write_tokens),
  outputTokens: BigInt(row.output_tokens),
  reasoningTokens: BigInt(row.reasoning_tokens),
  costNanos: BigInt(row.cost_nanos),
})
