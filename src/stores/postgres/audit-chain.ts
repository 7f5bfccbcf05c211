import type pg from 'pg'
import type { Act } from '../../core/act.ts'
import type { AuditDraft } from '../../core/audit.ts'
import type { AuditChain, AuditEntry, AuditHead, AuditPending, AuditRow } from '../../core/audit-store.ts'
import { type CheckpointRow, decodeCheckpoint } from './audit-rows.ts'
import { addSeal, takeCalls } from './audit-seals.ts'
import { type CallRow, decodeCall } from './call-reader.ts'

/** The chain of a tenant; nobody else appends to it until the transaction of `client` has ended. */
export const openChain = async (client: pg.ClientBase, tenant: string): Promise<AuditChain> => {
  const head = await lockHead(client, tenant)

  return {
    head,

    async take(limit) {
      const { rows } = await client.query<PendingRow>({
        name: 'audit-take',
        text: takeStatement,
        values: [tenant, limit],
      })
      const calls = await callsOf(client, tenant, rows)
      return rows.flatMap(row => pendingOf(row, calls))
    },

    async subjects(wanted, create) {
      const all = wanted.map(lookups => lookups.map(hexOf))
      const known = new Map<string, { readonly id: string; readonly key: Uint8Array }>()
      const read = async () => {
        const { rows } = await client.query<{ lookup: string; id: string; key: Buffer }>({
          name: 'audit-subjects',
          text: `SELECT encode(lookup, 'hex') AS lookup, id, key FROM audit.subject
            WHERE tenant = $1 AND lookup IN (SELECT decode(digits, 'hex') FROM unnest($2::text[]) AS digits)`,
          values: [tenant, all.flat()],
        })
        for (const { lookup, id, key } of rows) known.set(lookup, { id, key })
      }
      if (all.length > 0) await read()
      const missing = all.filter(lookups => !lookups.some(lookup => known.has(lookup)))
      if (missing.length > 0) {
        const made = missing.map(([lookup]) => ({ lookup, ...create() }))
        await client.query(
          `INSERT INTO audit.subject (tenant, id, lookup, key, created_at)
           SELECT $1, id, decode(lookup, 'hex'), decode(key, 'hex'), now()
           FROM json_to_recordset($2::json) AS made(id uuid, lookup text, key text) ON CONFLICT DO NOTHING`,
          [tenant, JSON.stringify(made.map(row => ({ ...row, key: hexOf(row.key) })))],
        )
        await read()
      }
      return new Map(
        all.flatMap(lookups => {
          const subject = lookups.map(lookup => known.get(lookup)).find(found => found !== undefined)
          return subject ? [[lookups[0] ?? '', subject] as const] : []
        }),
      )
    },

    async append(entries) {
      const last = entries.at(-1)
      if (!last) return
      await client.query({
        name: 'audit-append',
        text: appendStatement,
        values: [tenant, JSON.stringify(entries.map(encode)), last.sequence, Buffer.from(last.hash, 'hex')],
      })
    },

    takeCalls: least => takeCalls(client, tenant, least),
    addSeal: (sequence, leaves) => addSeal(client, tenant, { sequence, leaves }),

    async hashesFrom(first) {
      const { rows } = await client.query<{ hash: Buffer }>(
        'SELECT hash FROM audit.event WHERE tenant = $1 AND sequence >= $2 ORDER BY sequence',
        [tenant, first],
      )
      return rows.map(({ hash }) => hash.toString('hex'))
    },

    async lastCheckpoint() {
      const { rows } = await client.query<CheckpointRow>(
        'SELECT * FROM audit.checkpoint WHERE tenant = $1 ORDER BY number DESC LIMIT 1',
        [tenant],
      )
      return rows[0] && decodeCheckpoint(rows[0])
    },

    async addCheckpoint({ number, first, last, record, signature, publicKey }) {
      await client.query(
        `INSERT INTO audit.checkpoint (tenant, number, first, last, record, signature, public_key)
         VALUES ($1, $2, $3, $4, $5, decode($6, 'base64'), decode($7, 'base64'))`,
        [tenant, number, first, last, record, signature, publicKey],
      )
      await client.query(
        'UPDATE audit.head SET covered = $2, checkpoint = $3, uncovered_since = NULL WHERE tenant = $1',
        [tenant, last, number],
      )
    },
  }
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const lockHead = async (client: pg.ClientBase, tenant: string): Promise<AuditHead> => {
  const { rows } = await client.query<HeadRow>({
    name: 'audit-head',
    text: `INSERT INTO audit.head AS head (tenant, sequence, hash, covered, checkpoint) VALUES ($1, 0, '', 0, 0)
      ON CONFLICT (tenant) DO UPDATE SET tenant = excluded.tenant
      RETURNING sequence, hash, covered, checkpoint, uncovered_since`,
    values: [tenant],
  })
  const [row] = rows
  if (!row) throw new Error('The database returned no row of what it has written')
  return {
    sequence: Number(row.sequence),
    hash: row.hash.toString('hex'),
    covered: Number(row.covered),
    checkpoint: Number(row.checkpoint),
    ...(row.uncovered_since && { uncoveredSince: row.uncovered_since.getTime() }),
  }
}

interface HeadRow {
  readonly sequence: string
  readonly hash: Buffer
  readonly covered: string
  readonly checkpoint: string
  readonly uncovered_since: Date | null
}

interface PendingRow {
  readonly at: Date
  readonly source: AuditPending['source']
  readonly transaction: string
  readonly content: unknown
}

const takeStatement = `WITH taken AS (
    DELETE FROM audit.pending WHERE tenant = $1 AND position IN (
      SELECT position FROM audit.pending WHERE tenant = $1 ORDER BY position LIMIT $2)
    RETURNING position, at, source, transaction, content
  ) SELECT at, source, transaction, content FROM taken ORDER BY position`

type Calls = ReadonlyMap<string, { readonly row: CallRow; readonly credentialName: string | null }>

const callsOf = async (
  client: pg.ClientBase,
  tenant: string,
  pending: readonly PendingRow[],
): Promise<Calls> => {
  const rows = pending.filter(({ source }) => source === 'CALL')
  if (rows.length === 0) return new Map()
  const { rows: calls } = await client.query<CallRow & { readonly credential_name: string | null }>({
    name: 'audit-calls',
    text: `SELECT call.*, key.name AS credential_name
      FROM unnest($2::uuid[], $3::timestamptz[]) AS wanted(id, started_at)
        JOIN ledger.call AS call ON call.id = wanted.id AND call.started_at = wanted.started_at AND call.tenant = $1
        LEFT JOIN api_key AS key ON key.tenant = $1 AND key.id = call.api_key`,
    values: [tenant, rows.map(({ content }) => (content as { id: string }).id), rows.map(({ at }) => at)],
  })
  return new Map(calls.map(row => [row.id, { row, credentialName: row.credential_name }]))
}

const pendingOf = (row: PendingRow, calls: Calls): readonly AuditPending[] => {
  const at = row.at.getTime()
  if (row.source === 'NOTE') return [{ source: 'NOTE', at, draft: row.content as AuditDraft }]
  if (row.source === 'CALL') {
    const found = calls.get((row.content as { id: string }).id)
    if (!found) return []
    const name = found.credentialName
    return [
      { source: 'CALL', at, call: decodeCall(found.row), ...(name !== null && { credentialName: name }) },
    ]
  }
  const { act, relation, before, after } = row.content as {
    readonly act: Act | null
    readonly relation: string
    readonly before: AuditRow | null
    readonly after: AuditRow | null
  }
  return [
    {
      source: 'CHANGE',
      at,
      transaction: row.transaction,
      relation,
      ...(act && { act }),
      ...(before && { before }),
      ...(after && { after }),
    },
  ]
}

/** The columns of `audit.event` besides the tenant, in JSON as the statement below reads them. */
const columns = {
  sequence: 'bigint',
  id: 'uuid',
  at: 'bigint',
  kind: 'text',
  operation: 'text',
  verdict: 'text',
  code: 'text',
  model: 'text',
  call: 'uuid',
  credential: 'text',
  team: 'text',
  application: 'text',
  actor: 'uuid',
  about: 'uuid[]',
  address_mark: 'bytea',
  record: 'text',
  hash: 'bytea',
} as const

const encode = ({ addressMark, hash, ...entry }: AuditEntry) => ({
  ...entry,
  hash: `\\x${hash}`,
  ...(addressMark && { address_mark: `\\x${Buffer.from(addressMark).toString('hex')}` }),
})

/** Writes a batch and moves the head, and tells who follows the chain. */
const appendStatement = `WITH appended AS (
    INSERT INTO audit.event (tenant, ${Object.keys(columns).join(', ')})
    SELECT $1, ${Object.keys(columns)
      .join(', ')
      .replace(' at,', ` 'epoch'::timestamptz + at * INTERVAL '1 millisecond',`)}
    FROM json_to_recordset($2::json) AS entry(${Object.entries(columns)
      .map(([name, type]) => `${name} ${type}`)
      .join(', ')})
  )
  UPDATE audit.head SET sequence = $3, hash = $4, uncovered_since = coalesce(uncovered_since, now()) WHERE tenant = $1`
