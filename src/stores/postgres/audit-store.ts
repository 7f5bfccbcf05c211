import type pg from 'pg'
import type { AuditCheckpoint, AuditReportRow } from '../../core/audit.ts'
import type { AuditEntry, AuditQuery, AuditStore } from '../../core/audit-store.ts'
import { openChain } from './audit-chain.ts'
import {
  type CheckpointRow,
  decodeCheckpoint,
  decodeEntry,
  type EntryRow,
  entryColumns,
} from './audit-rows.ts'
import { readSeals, sealHolding } from './audit-seals.ts'
import { reachable } from './reachable.ts'
import { readingCalls } from './take-in.ts'
import { withinTenant } from './tenancy.ts'

/** Keeps audit chains in the database, through connections for which row-level security holds. */
export const createAuditStore = (pool: pg.Pool): AuditStore => {
  const within = <T>(tenant: string, work: (client: pg.ClientBase) => Promise<T>): Promise<T> =>
    reachable(() => withinTenant(pool, tenant, work))

  const entries = (
    tenant: string,
    text: string,
    values: readonly unknown[],
  ): Promise<readonly AuditEntry[]> =>
    within(tenant, async client =>
      (
        await client.query<EntryRow>(`SELECT ${entryColumns} FROM audit.event WHERE tenant = $1 ${text}`, [
          tenant,
          ...values,
        ])
      ).rows.map(decodeEntry),
    )

  const checkpoints = (
    tenant: string,
    text: string,
    values: readonly unknown[],
  ): Promise<readonly AuditCheckpoint[]> =>
    within(tenant, async client =>
      (
        await client.query<CheckpointRow>(`SELECT * FROM audit.checkpoint WHERE tenant = $1 ${text}`, [
          tenant,
          ...values,
        ])
      ).rows.map(decodeCheckpoint),
    )

  /** Whether the tenant has rows in a queue that calls are put into when they are taken in. */
  const isAnyIn = (queue: 'pending' | 'unsealed', tenant: string): Promise<boolean> =>
    readingCalls(pool, tenant, async client => {
      const { rows } = await client.query(`SELECT FROM audit.${queue} WHERE tenant = $1 LIMIT 1`, [tenant])
      return rows.length > 0
    })

  return {
    withChain: (tenant, work) => within(tenant, async client => work(await openChain(client, tenant))),

    note: draft =>
      within(draft.tenant, async client => {
        await client.query(
          `INSERT INTO audit.pending (tenant, at, source, content) VALUES ($1, $2, 'NOTE', $3)`,
          [draft.tenant, new Date(draft.at), JSON.stringify(draft)],
        )
      }),

    keysBeginning: prefixes =>
      reachable(async () => {
        const { rows } = await pool.query<{ prefix: string; tenant: string; id: string }>(
          'SELECT prefix, tenant, id FROM audit.keys_beginning($1)',
          [prefixes],
        )
        return rows
      }),

    tenantsWithExpired: at =>
      reachable(async () => {
        const { rows } = await pool.query<{ tenant: string }>(
          'SELECT tenant FROM audit.tenants_with_expired($1) AS tenant',
          [new Date(at)],
        )
        return rows.map(({ tenant }) => tenant)
      }),

    dropExpired: (tenant, at) =>
      within(tenant, async client => {
        const { rows } = await client.query<{ dropped: string }>('SELECT audit.drop_expired($1) AS dropped', [
          new Date(at),
        ])
        return Number(rows[0]?.dropped ?? 0)
      }),

    retention: tenant =>
      within(tenant, async client => {
        const { rows } = await client.query<{ days: number | null }>(
          'SELECT days FROM audit.retention WHERE tenant = $1',
          [tenant],
        )
        return rows[0]?.days ?? undefined
      }),

    setRetention: (tenant, days) =>
      within(tenant, async client => {
        await client.query(
          `INSERT INTO audit.retention (tenant, days) VALUES ($1, $2)
           ON CONFLICT (tenant) DO UPDATE SET days = excluded.days`,
          [tenant, days ?? null],
        )
      }),

    report: (tenant, { from, to }) =>
      within(tenant, async client => {
        const { rows } = await client.query<ReportRow>(
          `SELECT kind, operation, verdict, code, sum(coalesce((record::json ->> 'count')::bigint, 1)) AS count,
             count(DISTINCT coalesce(actor::text, credential)) AS actors
           FROM audit.event WHERE tenant = $1 AND at >= $2 AND at < $3 AND kind <> 'LEDGER'
           GROUP BY 1, 2, 3, 4 ORDER BY count DESC, 1, 2, 3, 4 LIMIT 1000`,
          [tenant, new Date(from), new Date(to)],
        )
        return rows.map(({ code, count, actors, ...row }) => ({
          ...row,
          ...(code !== null && { code }),
          count: Number(count),
          actors: Number(actors),
        }))
      }),

    isWaiting: tenant => isAnyIn('pending', tenant),

    tenantsWithWork: patienceMs =>
      reachable(async () => {
        const { rows } = await pool.query<{ tenant: string }>(
          `SELECT tenant FROM audit.tenants_with_work($1 * INTERVAL '1 millisecond') AS tenant`,
          [patienceMs],
        )
        return rows.map(({ tenant }) => tenant)
      }),

    isUnsealed: tenant => isAnyIn('unsealed', tenant),

    tenantsWithUnsealed: patienceMs =>
      reachable(async () => {
        const { rows } = await pool.query<{ tenant: string }>(
          `SELECT tenant FROM audit.tenants_with_unsealed($1 * INTERVAL '1 millisecond') AS tenant`,
          [patienceMs],
        )
        return rows.map(({ tenant }) => tenant)
      }),

    sealing: (tenant, call) => within(tenant, client => sealHolding(client, tenant, call)),

    sealed: (tenant, sequences) => within(tenant, client => readSeals(client, tenant, sequences)),

    subjectsBy: (tenant, lookups) =>
      within(tenant, async client => {
        const { rows } = await client.query<{ lookup: string; id: string; key: Buffer | null }>(
          `SELECT encode(lookup, 'hex') AS lookup, id, key FROM audit.subject
           WHERE tenant = $1 AND lookup = ANY($2::bytea[])`,
          [tenant, lookups.map(lookup => Buffer.from(lookup))],
        )
        return new Map(rows.map(({ lookup, id, key }) => [lookup, { id, ...(key && { key }) }]))
      }),

    list(tenant, { query, limit, after }) {
      const { conditions, values } = conditionsOf(query, after)
      return entries(tenant, `${conditions.join(' ')} ORDER BY sequence DESC LIMIT $2`, [limit, ...values])
    },

    listFrom(tenant, { query, limit, after }) {
      const { conditions, values } = conditionsOf(query)
      const from = `AND sequence > $${values.length + 3}`
      return entries(tenant, `${conditions.join(' ')} ${from} ORDER BY sequence LIMIT $2`, [
        limit,
        ...values,
        after,
      ])
    },

    segment: (tenant, { after, through, limit }) =>
      entries(tenant, 'AND sequence > $2 AND sequence <= $3 ORDER BY sequence LIMIT $4', [
        after,
        through,
        limit,
      ]),

    find: (tenant, ids) => entries(tenant, 'AND id = ANY($2::uuid[])', [ids]),

    lastSequence: tenant =>
      within(tenant, async client => {
        const { rows } = await client.query<{ sequence: string }>(
          'SELECT sequence FROM audit.head WHERE tenant = $1',
          [tenant],
        )
        return Number(rows[0]?.sequence ?? 0)
      }),

    subjects: (tenant, ids) =>
      within(tenant, async client => {
        const { rows } = await client.query<{ id: string; key: Buffer | null }>(
          'SELECT id, key FROM audit.subject WHERE tenant = $1 AND id = ANY($2::uuid[])',
          [tenant, ids],
        )
        return rows.map(({ id, key }) => ({ id, ...(key && { key }) }))
      }),

    covering: (tenant, sequence) =>
      within(tenant, async client => {
        const { rows } = await client.query<CheckpointRow>(
          'SELECT * FROM audit.checkpoint WHERE tenant = $1 AND last >= $2 AND first <= $2',
          [tenant, sequence],
        )
        const [row] = rows
        if (!row) return undefined
        const { rows: hashes } = await client.query<{ hash: Buffer }>(
          'SELECT hash FROM audit.event WHERE tenant = $1 AND sequence BETWEEN $2 AND $3 ORDER BY sequence',
          [tenant, row.first, row.last],
        )
        return { checkpoint: decodeCheckpoint(row), hashes: hashes.map(({ hash }) => hash.toString('hex')) }
      }),

    checkpoints: (tenant, { limit, after }) =>
      checkpoints(
        tenant,
        `${after === undefined ? '' : 'AND number < $3::bigint'} ORDER BY number DESC LIMIT $2`,
        [limit, ...(after === undefined ? [] : [after])],
      ),

    checkpointsBetween: (tenant, { from, to }) =>
      checkpoints(tenant, 'AND last BETWEEN $2 AND $3 ORDER BY number', [from, to]),

    span: (tenant, { from, to }) =>
      within(tenant, async client => {
        const { rows } = await client.query<{ first: string | null; last: string | null }>(
          `SELECT min(sequence) AS first, max(sequence) AS last FROM audit.event
           WHERE tenant = $1 AND at >= coalesce($2, '-infinity'::timestamptz) AND at < coalesce($3, 'infinity'::timestamptz)`,
          [tenant, dateOf(from), dateOf(to)],
        )
        const [row] = rows
        return row?.first == null ? undefined : { first: Number(row.first), last: Number(row.last) }
      }),
  }
}

interface ReportRow {
  readonly kind: AuditReportRow['kind']
  readonly operation: string
  readonly verdict: AuditReportRow['verdict']
  readonly code: string | null
  readonly count: string
  readonly actors: string
}

const dateOf = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(ms))

/** The conditions of a list, with values from `$3` on: `$1` is the tenant, `$2` the limit. */
const conditionsOf = (
  query: AuditQuery,
  after?: string,
): { readonly conditions: readonly string[]; readonly values: readonly unknown[] } => {
  const values: unknown[] = []
  const conditions: string[] = []
  const add = (value: unknown, condition: (bound: string) => string): void => {
    if (value !== undefined) conditions.push(`AND ${condition(`$${values.push(value) + 2}`)}`)
  }
  const subjects = (bound: string): string =>
    `(SELECT id FROM audit.subject WHERE tenant = $1 AND lookup = ANY(${bound}::bytea[]))`
  const buffers = (lookups: readonly Uint8Array[] | undefined) => lookups?.map(lookup => Buffer.from(lookup))
  // There is one every few seconds, which tells nothing of who did what.
  if (query.kind === undefined) conditions.push(`AND kind <> 'LEDGER'`)
  add(after, bound => `sequence < ${bound}::bigint`)
  for (const column of [
    'kind',
    'operation',
    'verdict',
    'code',
    'model',
    'call',
    'credential',
    'team',
    'application',
  ] as const)
    add(query[column], bound => `${column} = ${bound}`)
  add(buffers(query.actorLookups), bound => `actor = ANY(ARRAY${subjects(bound)})`)
  add(buffers(query.subjectLookups), bound => `about && ARRAY${subjects(bound)}`)
  add(buffers(query.addressMarks), bound => `address_mark = ANY(${bound}::bytea[])`)
  add(query.from && new Date(query.from), bound => `at >= ${bound}::timestamptz`)
  add(query.to && new Date(query.to), bound => `at < ${bound}::timestamptz`)
  return { conditions, values }
}
