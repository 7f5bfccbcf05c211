import type { ConsentBook } from '../../core/consent.ts'
import type { Changes } from './changes.ts'

/** How many rows are read at once. */
const pieceSize = 5_000

/** Keeps in memory to what everybody has agreed. Reads only what has changed. Rejects if there is nothing to begin with. */
export const followConsents = async (changes: Changes): Promise<ConsentBook> => {
  const given = new Map<string, string>()
  const keys = new Set<string>()
  let revision = '0'

  /** A row may have been another's before it was withdrawn. */
  const take = ({ id, tenant, subject_type, subject_id, purpose, is_given }: Row): void => {
    const known = given.get(id)
    if (known !== undefined) keys.delete(known)
    given.delete(id)
    if (!is_given) return
    const key = keyOf(tenant, { type: subject_type, id: subject_id }, purpose)
    given.set(id, key)
    keys.add(key)
  }

  await changes.follow({
    channel: 'weir_consent',
    async refresh(client) {
      for (let isMore = true; isMore; ) {
        const { rows } = await client.query<Row>({
          name: 'consents-since',
          text: `SELECT id, tenant, subject_type, subject_id, purpose, withdrawn_at IS NULL AS is_given, revision
            FROM consent WHERE revision > $1 ORDER BY revision LIMIT $2`,
          values: [revision, pieceSize],
        })
        for (const row of rows) take(row)
        revision = rows.at(-1)?.revision ?? revision
        isMore = rows.length === pieceSize
      }
    },
  })
  return { has: (tenant, subject, purpose) => keys.has(keyOf(tenant, subject, purpose)) }
}

interface Row {
  readonly id: string
  readonly tenant: string
  readonly subject_type: string
  readonly subject_id: string
  readonly purpose: string
  readonly is_given: boolean
  readonly revision: string
}

/** No name holds a control character. */
const keyOf = (tenant: string, { type, id }: { type: string; id: string }, purpose: string): string =>
  `${tenant}\n${purpose}\n${type}\n${id}`
