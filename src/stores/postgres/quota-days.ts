import pg from 'pg'
import type { QuotaDays } from '../../core/forecast.ts'
import type { Quota } from '../../core/quota.ts'
import { meterSums } from './quota-history.ts'
import { scopeConditions } from './quota-scope.ts'
import { reachable } from './reachable.ts'
import { takeIn } from './take-in.ts'
import { withinTenant } from './tenancy.ts'

interface Row {
  readonly day: Date
  readonly model: string
  readonly used: string
}

/**
 * Reads days of quotas from the roll-ups. What counts for all tenants together is read over a connection of the owner's,
 * one question at a time.
 */
export const createQuotaDays = (about: {
  readonly pool: pg.Pool
  /** The owner's address. */
  readonly url: string
  /** Whether a quota that names a model covers calls to this one. */
  readonly covers: (quota: Quota, model: string) => boolean
}): QuotaDays => {
  let before: Promise<unknown> = Promise.resolve()
  const asOwner = (text: string, values: readonly unknown[]): Promise<readonly Row[]> => {
    const turn = before.then(() => readAsOwner(about.url, text, values))
    before = turn.catch(() => undefined)
    return turn
  }
  return async (quota, time) => {
    const { text, values } = statement(quota, time)
    const { tenant } = quota.scope
    const rows = await reachable(async () => {
      await takeIn(about.pool)
      return tenant === undefined
        ? asOwner(text, values)
        : withinTenant(about.pool, tenant, async client => (await client.query<Row>(text, [...values])).rows)
    })
    const days = new Map<number, bigint>()
    for (const { day, model, used } of rows)
      if (quota.scope.model === undefined || about.covers(quota, model))
        days.set(day.getTime(), (days.get(day.getTime()) ?? 0n) + BigInt(used))
    return days
  }
}

const readAsOwner = async (
  url: string,
  text: string,
  values: readonly unknown[],
): Promise<readonly Row[]> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'weir-forecast',
    connectionTimeoutMillis: 5_000,
    query_timeout: 15_000,
  })
  client.on('error', () => undefined)
  await client.connect()
  try {
    // Row-level security lets the owner see all tenants who says so (migration 0002).
    await client.query("SET weir.system = 'on'")
    return (await client.query<Row>(text, [...values])).rows
  } finally {
    await client.end()
  }
}

const statement = (quota: Quota, { from, to }: { readonly from: number; readonly to: number }) => {
  const { scope } = quota
  const values: unknown[] = []
  const bind = (value: unknown): string => `$${values.push(value)}`
  const isOfCaller = [scope.team, scope.application, scope.user, scope.key].some(name => name !== undefined)
  const table = scope.tag !== undefined ? 'usage_marked_hour' : isOfCaller ? 'usage_caller_day' : 'usage_day'
  const time = table.endsWith('_day') ? 'day' : 'hour'
  const conditions = [
    `${time} >= ${bind(new Date(from))}`,
    `${time} < ${bind(new Date(to))}`,
    ...scopeConditions(scope, bind),
  ]
  const text = `SELECT date_trunc('day', ${time}, 'UTC') AS day, model, sum(${meterSums[quota.meter].hour})::numeric::text AS used
    FROM ledger.${table} WHERE ${conditions.join(' AND ')} GROUP BY 1, 2`
  return { text, values }
}
