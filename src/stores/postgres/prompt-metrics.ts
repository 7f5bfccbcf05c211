import type pg from 'pg'
import type { PromptMetrics, PromptMetricsReader } from '../../core/prompt-metrics.ts'
import { readingCalls } from './take-in.ts'

/** Adds up single calls, since latencies are in no roll-up. Throws UNAVAILABLE while the database is away. */
export const createPromptMetrics = (pool: pg.Pool): PromptMetricsReader => ({
  async metrics(tenant, versions, { from, to }) {
    const names = versions.map(({ template }) => template)
    const numbers = versions.map(({ version }) => version)
    const { rows } = await readingCalls(pool, tenant, client =>
      client.query<MetricsRow>(text, [tenant, names, numbers, new Date(from), new Date(to)]),
    )
    const known = new Map(rows.map(row => [`${row.prompt}@${row.prompt_version}`, metricsOf(row)]))
    return versions.map(({ template, version }) => known.get(`${template}@${version}`) ?? none)
  },
})

const text = `
  SELECT prompt, prompt_version, count(*) AS requests,
    count(*) FILTER (WHERE outcome = 'FAILED') AS failures,
    count(*) FILTER (WHERE outcome = 'REFUSED') AS refusals,
    count(*) FILTER (WHERE cached) AS cache_hits,
    sum(input_tokens + cached_input_tokens + cache_write_tokens) AS input_tokens,
    sum(output_tokens + reasoning_tokens) AS output_tokens,
    coalesce(sum(cost_nanos), 0) AS cost_nanos,
    avg(latency_ms) FILTER (WHERE outcome = 'FINISHED') AS mean,
    percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY latency_ms) FILTER (WHERE outcome = 'FINISHED') AS latencies
  FROM ledger.call JOIN unnest($2::text[], $3::integer[]) AS wanted(template, number)
    ON prompt = wanted.template AND prompt_version = wanted.number
  WHERE tenant = $1 AND started_at >= $4 AND started_at < $5 GROUP BY prompt, prompt_version`

/** Sums as text, as the driver gives bigints. */
interface MetricsRow {
  readonly prompt: string
  readonly prompt_version: number
  readonly requests: string
  readonly failures: string
  readonly refusals: string
  readonly cache_hits: string
  readonly input_tokens: string
  readonly output_tokens: string
  readonly cost_nanos: string
  readonly mean: number | null
  readonly latencies: readonly number[] | null
}

const metricsOf = (row: MetricsRow): PromptMetrics => {
  const [median, p95] = row.latencies ?? []
  return {
    requests: Number(row.requests),
    failures: Number(row.failures),
    refusals: Number(row.refusals),
    cacheHits: Number(row.cache_hits),
    inputTokens: BigInt(row.input_tokens),
    outputTokens: BigInt(row.output_tokens),
    costNanos: BigInt(row.cost_nanos),
    ...(row.mean !== null && median != null && p95 != null && { latencyMs: { mean: row.mean, median, p95 } }),
  }
}

const none: PromptMetrics = {
  requests: 0,
  failures: 0,
  refusals: 0,
  cacheHits: 0,
  inputTokens: 0n,
  outputTokens: 0n,
  costNanos: 0n,
}
