import type pg from 'pg'
import type { AuditChain, CallPerson, SealedCall } from '../../core/audit-store.ts'

/** The oldest calls that no event holds, out of the queue, as many statements' as make `least` calls. */
export const takeCalls: (
  client: pg.ClientBase,
  tenant: string,
  least: number,
) => ReturnType<AuditChain['takeCalls']> = async (client, tenant, least) => {
  await client.query(settings)
  const { rows } = await client.query<UnsealedRow>(takeStatement, [tenant, least])
  return rows.map(row => ({
    ...personOf(row),
    textHash: row.text_hash,
    startedAt: Number(row.started_ms),
  }))
}

/** What the text of a call depends on (migration 0038). */
const settings = "SET LOCAL timezone = 'UTC'; SET LOCAL extra_float_digits = 1"

/**
 * The wanted calls as they stand, each looked up by itself: a planner that does not know yet how much the ledger has
 * grown would read all of it for some hundred. The statements are planned anew each time for the same reason.
 */
const joinCalls = `LEFT JOIN LATERAL (
      SELECT ledger.call_text(call) AS text, "user", client_address, session_id FROM ledger.call AS call
      WHERE tenant = $1 AND started_at = wanted.started_at AND id = wanted.id OFFSET 0
    ) AS call ON true`

/** A statement has a few hundred calls at most. What is read of the queue is bounded, however full it is. */
const takeStatement = `WITH waiting AS (
    SELECT position, sum(cardinality(calls)) OVER (ORDER BY position) - cardinality(calls) AS before
    FROM (SELECT position, calls FROM audit.unsealed WHERE tenant = $1 ORDER BY position LIMIT $2) AS oldest
  ), taken AS (
    DELETE FROM audit.unsealed WHERE tenant = $1 AND position IN (SELECT position FROM waiting WHERE before < $2)
    RETURNING position, calls, starts
  )
  SELECT wanted.id, (extract(epoch FROM wanted.started_at) * 1000)::bigint AS started_ms, "user", client_address, session_id,
    encode(sha256(convert_to(coalesce(text, ''), 'UTF8')), 'hex') AS text_hash
  FROM taken CROSS JOIN LATERAL unnest(calls, starts) WITH ORDINALITY AS wanted(id, started_at, place)
    ${joinCalls}
  ORDER BY position, place`

/** Keeps the leaves of an event, and up to when calls have been made part of the chain. */
export const addSeal = async (
  client: pg.ClientBase,
  tenant: string,
  { sequence, leaves }: { readonly sequence: number; readonly leaves: Parameters<AuditChain['addSeal']>[1] },
): Promise<void> => {
  const starts = leaves.map(({ startedAt }) => startedAt)
  await client.query({
    name: 'audit-add-seal',
    text: `INSERT INTO audit.seal (tenant, sequence, span, calls, starts, personal, leaves)
      SELECT $1, $2, tstzrange(min(at), max(at), '[]'), $3::uuid[], array_agg(at ORDER BY place), $5::bytea[], $6::bytea[]
      FROM unnest($4::bigint[]) WITH ORDINALITY AS start(ms, place)
        CROSS JOIN LATERAL (SELECT 'epoch'::timestamptz + ms * INTERVAL '1 millisecond' AS at) AS moment`,
    values: [
      tenant,
      sequence,
      leaves.map(({ id }) => id),
      starts,
      leaves.map(({ personal }) => Buffer.from(personal, 'hex')),
      leaves.map(({ leaf }) => Buffer.from(leaf, 'hex')),
    ],
  })
  await client.query({
    name: 'audit-ledger-until',
    text: `UPDATE audit.head SET ledger_until = greatest(ledger_until, 'epoch'::timestamptz + $2::bigint * INTERVAL '1 millisecond')
      WHERE tenant = $1`,
    values: [tenant, Math.max(...starts)],
  })
}

/** Number of the event that holds the call. Found by when the call began, which its row tells, or else its id. */
export const sealHolding = async (
  client: pg.ClientBase,
  tenant: string,
  call: string,
): Promise<number | undefined> => {
  const { rows } = await client.query<{ sequence: string }>(
    `SELECT sequence FROM audit.seal
     WHERE tenant = $1 AND $2::uuid = ANY(calls) AND span @> coalesce(
       (SELECT started_at FROM ledger.call WHERE tenant = $1 AND id = $2::uuid LIMIT 1), lower(span))
     LIMIT 1`,
    [tenant, call],
  )
  return rows[0] && Number(rows[0].sequence)
}

/** The leaves of these events in their order, with their calls as they stand now. */
export const readSeals = async (
  client: pg.ClientBase,
  tenant: string,
  sequences: readonly number[],
): Promise<readonly SealedCall[]> => {
  await client.query(settings)
  const { rows } = await client.query<SealedRow>(
    `SELECT sequence, wanted.id, encode(wanted.personal, 'hex') AS personal, encode(wanted.leaf, 'hex') AS leaf,
        call.*
      FROM audit.seal AS seal
        CROSS JOIN LATERAL unnest(seal.calls, seal.starts, seal.personal, seal.leaves) WITH ORDINALITY
          AS wanted(id, started_at, personal, leaf, place)
        ${joinCalls}
      WHERE seal.tenant = $1 AND sequence = ANY($2::bigint[]) ORDER BY sequence, place`,
    [tenant, sequences],
  )
  return rows.map(({ sequence, personal, leaf, text, ...row }) => ({
    sequence: Number(sequence),
    personal,
    leaf,
    call: { ...personOf(row), text: text ?? '' },
  }))
}

interface PersonRow {
  readonly id: string
  readonly user: string | null
  readonly client_address: string | null
  readonly session_id: string | null
}

interface UnsealedRow extends PersonRow {
  readonly started_ms: string
  readonly text_hash: string
}

interface SealedRow extends PersonRow {
  readonly text: string | null
  readonly sequence: string
  readonly personal: string
  readonly leaf: string
}

const personOf = ({ id, user, client_address, session_id }: PersonRow): CallPerson => ({
  id,
  ...(user !== null && { user }),
  ...(client_address !== null && { clientAddress: client_address }),
  ...(session_id !== null && { sessionId: session_id }),
})
