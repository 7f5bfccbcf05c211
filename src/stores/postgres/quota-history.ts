import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { operatorTenant } from '../../core/organisation.ts'
import type { Meter, Quota, QuotaHistory, QuotaPast } from '../../core/quota.ts'
import { calendarRule } from '../memory/counter.ts'
import { rollingSlotMs, rollingSlots, windowBounds } from '../quota-window.ts'
import { scopeConditions } from './quota-scope.ts'
import { takeIn } from './take-in.ts'

export interface QuotaHistoryOptions {
  /** The owner's address: what is counted for all tenants together is no single one's. */
  readonly url: string
  /** Rows that are not in the ledger yet, because they wait in the journal. */
  readonly journaled: () => number
  /** Whether a quota that names a model covers calls to this one. */
  readonly covers: (quota: Quota, model: string) => boolean
}

/** What was used of the present windows, out of the ledger and its roll-ups. Connects for the time of each question. */
export const createQuotaHistory =
  ({ url, journaled, covers }: QuotaHistoryOptions): QuotaHistory =>
  async (quotas, at) => {
    const kept = quotas.filter(isKept)
    if (kept.length === 0) return []
    for (let looks = mostLooks; journaled() > 0 && looks > 0; looks--) await wait(lookMs)
    const client = new pg.Client({
      connectionString: url,
      application_name: 'weir-quotas',
      connectionTimeoutMillis: 5_000,
      query_timeout: 30_000,
    })
    client.on('error', () => undefined)
    await client.connect()
    try {
      // Row-level security lets the owner see all tenants who says so (migration 0002).
      await client.query("SET weir.system = 'on'")
      await takeIn(client)
      const pasts: QuotaPast[] = []
      for (const quota of kept) pasts.push(...(await pastsOf(quota, at, { client, covers })))
      return pasts
    } finally {
      await client.end()
    }
  }

/** A journal is replayed within seconds, unless its rows cannot be; nobody waits for these. */
const mostLooks = 200
const lookMs = 25

/** The ledger knows neither what runs at the moment nor how long texts were. */
export const isKept = ({ meter, window }: Quota): boolean =>
  window !== undefined && meter !== 'CONCURRENT_CALLS' && meter !== 'BYTES'

const hourMs = 3_600_000
/** Above every limit, and well within 64 bits. */
const mostUsed = 10n ** 18n

interface Row {
  readonly model: string
  readonly member: string | null
  readonly at: string
  readonly used: string
}

const pastsOf = async (
  quota: Quota,
  at: number,
  { client, covers }: Pick<QuotaHistoryOptions, 'covers'> & { readonly client: pg.Client },
): Promise<readonly QuotaPast[]> => {
  const { text, values } = statement(quota, at)
  const { rows } = await client.query<Row>(text, values)
  const members = Map.groupBy(
    rows.filter(row => quota.scope.model === undefined || covers(quota, row.model)),
    row => row.member,
  )
  return Array.from(members, ([member, rows]) => ({
    count: member === null ? { quota } : { quota, member },
    slots: rows.map(({ at, used }) => ({ at: Number(at), used: BigInt(used) })),
  }))
}

const statement = (quota: Quota, at: number): { readonly text: string; readonly values: unknown[] } => {
  const { scope, perUser } = quota
  const step = rollingSlotMs(quota.window)
  const from =
    step === undefined ? windowBounds(calendarRule(quota), at).start : at - (rollingSlots + 1) * step
  const values: unknown[] = []
  const bind = (value: unknown): string => `$${values.push(value)}`
  const filters = scopeConditions(scope, bind)
  // As `countOf` and `memberElsewhere` call them.
  const tenantIn = (): string =>
    scope.tenant === undefined
      ? `CASE WHEN tenant = ${bind(operatorTenant)} THEN '' ELSE 'tenant:' || tenant || '//' END`
      : `''`
  const memberIn = (table: string): string =>
    perUser
      ? `${tenantIn()} || CASE WHEN "user" IS NULL
           THEN 'key:' || coalesce((SELECT k.original FROM api_key AS k WHERE k.id = ${table}.api_key), ${table}.api_key)
           ELSE 'user:' || "user" END`
      : 'NULL'

  // Whole hours come from the roll-ups, but for those that calls may still have run in, and where tags are asked for.
  const first = Math.ceil(from / hourMs) * hourMs
  const last = Math.floor(at / hourMs - 1) * hourMs
  const rolledUp = step === undefined && scope.tag === undefined && first < last
  const part = (
    table: 'call' | 'usage_caller_hour',
    [start, end]: readonly [number, number],
    sum: string,
  ): string => {
    const time = table === 'call' ? 'started_at' : 'hour'
    const slot = step === undefined ? bind(at) : `floor(extract(epoch FROM started_at) * 1000)`
    const conditions = [
      `${time} >= ${bind(new Date(start))}`,
      `${time} < ${bind(new Date(end))}`,
      // What still runs then is settled by itself.
      ...(table === 'call'
        ? [`started_at + coalesce(latency_ms, 0) * INTERVAL '1 millisecond' <= ${bind(new Date(at))}`]
        : []),
      ...filters,
    ]
    return `SELECT model, ${memberIn(table)} AS member, ${slot}::bigint AS at, ${sum} AS used
      FROM ledger.${table} WHERE ${conditions.join(' AND ')}`
  }
  const parts = rolledUp
    ? [
        part('usage_caller_hour', [first, last], meterSums[quota.meter].hour),
        ...(quota.meter === 'REQUESTS' ? [part('call', [first, last], refusedLater)] : []),
        part('call', [from, first], meterSums[quota.meter].call),
        part('call', [last, at + 1], meterSums[quota.meter].call),
      ]
    : [part('call', [from, at + 1], meterSums[quota.meter].call)]
  const text = `SELECT model, member, at, least(sum(used), ${mostUsed})::bigint AS used FROM (${parts.join(' UNION ALL ')}) AS past
    GROUP BY model, member, at HAVING sum(used) > 0`
  return { text, values }
}

/** A call counts as soon as it is let in: one that guardrails have refused was in. Who was refused by a quota has cost nothing. */
const refusedLater = `(outcome = 'REFUSED' AND error_code = 'CONTENT_BLOCKED')::int`

const inBoth = (sum: string) => ({ hour: sum, call: sum })
const input = 'input_tokens + cached_input_tokens + cache_write_tokens'
const output = 'output_tokens + reasoning_tokens'

/** What a row adds to each meter. */
export const meterSums: { readonly [meter in Meter]: { readonly hour: string; readonly call: string } } = {
  REQUESTS: {
    hour: `CASE WHEN outcome = 'REFUSED' THEN 0 ELSE requests END`,
    call: `CASE WHEN outcome = 'REFUSED' THEN ${refusedLater} ELSE 1 END`,
  },
  INPUT_TOKENS: inBoth(input),
  OUTPUT_TOKENS: inBoth(output),
  TOTAL_TOKENS: inBoth(`${input} + ${output}`),
  COST: inBoth('coalesce(cost_nanos, 0)'),
  CONCURRENT_CALLS: inBoth('0'),
  BYTES: inBoth('0'),
}
