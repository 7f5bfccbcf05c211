import pg from 'pg'
import { GatewayError } from '../../core/error.ts'
import type { RepeatedCalls, RepeatsReader } from '../../core/inefficiency.ts'
import { readingCalls } from './take-in.ts'

const mostGroups = 1_000

/**
 * Reads which calls a cache would have served: those that asked what had been answered within the same hour of the
 * clock. A cache that keeps answers for an hour serves all of these, and more. Throws INVALID_INPUT if the calls are too
 * many to be looked at, UNAVAILABLE while the database is away.
 */
export const createRepeatsReader =
  ({ pool, withinMs = 10_000 }: { readonly pool: pg.Pool; readonly withinMs?: number }): RepeatsReader =>
  async (tenant, { from, to }) => {
    const values = [tenant, new Date(from), new Date(to)]
    const { rows } = await readingCalls(pool, tenant, async client => {
      await client.query(
        `SELECT set_config('statement_timeout', $1, true), set_config('work_mem', '64MB', true)`,
        [`${withinMs}`],
      )
      try {
        return await client.query<Row>(statement, values)
      } catch (error) {
        throw error instanceof pg.DatabaseError && error.code === cancelled ? tooMany(error) : error
      }
    })
    return rows.map(decode)
  }

/** `query_canceled`. */
const cancelled = '57014'

const tooMany = (cause: unknown): GatewayError =>
  new GatewayError('INVALID_INPUT', 'from: the time has too many calls to look at; ask for a shorter one', {
    path: 'from',
    cause,
  })

interface Row {
  readonly model: string
  readonly prompt: string | null
  readonly requests: string
  readonly cost_nanos: string
}

const decode = ({ model, prompt, requests, cost_nanos }: Row): RepeatedCalls => ({
  model,
  ...(prompt !== null && { prompt }),
  requests: Number(requests),
  costNanos: BigInt(cost_nanos),
})

/** What had no whole answer yet when the call began is not known to a cache either. */
const statement = `
  WITH answered AS (
    SELECT model, prompt, started_at, cost_nanos, min(started_at + latency_ms * INTERVAL '1 millisecond')
      OVER (PARTITION BY question, date_bin('1 hour', started_at, 'epoch')) AS known_at
    FROM ledger.call
    WHERE tenant = $1 AND started_at >= $2 AND started_at < $3 AND question IS NOT NULL AND NOT cached
      AND outcome = 'FINISHED' AND finish_reason NOT IN ('CONTENT_FILTER', 'OTHER')
  )
  SELECT model, prompt, count(*) AS requests, coalesce(sum(cost_nanos), 0) AS cost_nanos
  FROM answered WHERE started_at >= known_at
  GROUP BY model, prompt ORDER BY 4 DESC, 3 DESC LIMIT ${mostGroups}`
