import type pg from 'pg'
import { GatewayError } from '../../core/error.ts'
import type { Clock } from '../../core/ports.ts'
import type { LedgerDimension, UsageReader, UsageRow } from '../../core/usage.ts'
import { readingCalls } from './take-in.ts'
import { mostRows, type sums, usageStatement } from './usage-statement.ts'

type Sums = { readonly [name in keyof typeof sums | 'failures' | 'refusals']: string }

/**
 * Adds up usage from the roll-ups, and from single calls where the time asked for begins or ends within an hour. Throws
 * UNAVAILABLE while the database is away, and INVALID_INPUT if the answer would have more than 10,000 rows.
 */
export const createUsageReader = (options: {
  readonly pool: pg.Pool
  readonly clock: Clock
}): UsageReader<LedgerDimension> => ({
  async report(query) {
    if (!(query.from < query.to)) return []
    const { text, values } = usageStatement(query, options.clock())
    const { rows } = await readingCalls(options.pool, query.tenant, client =>
      client.query<Sums & { start: Date; values: (string | null)[] }>(text, [...values]),
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

const decode = (
  row: Sums & { readonly start: Date; readonly values: readonly (string | null)[] },
  groupBy: readonly LedgerDimension[],
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
