import type { Consent, Consents } from '../../core/consent.ts'
import { chanceBytes, uuidV7 } from '../../core/uuid.ts'
import type { DirectoryOptions } from './directory.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'

/** Keeps consents in the database. Throws UNAVAILABLE while that is away. */
export const createConsentStore = ({ pool, clock, random }: DirectoryOptions): Consents => {
  const within = (tenant: string, text: string, values: readonly unknown[]): Promise<readonly Consent[]> =>
    reachable(() =>
      withinTenant(pool, tenant, async client =>
        (await client.query<Row>(text, [...values])).rows.map(decode),
      ),
    )

  return {
    async record(tenant, { subject, purpose, evidence }) {
      const now = clock()
      const columns = [tenant, subject.type, subject.id, purpose]
      const [consent] = await within(
        tenant,
        `INSERT INTO consent (id, tenant, subject_type, subject_id, purpose, evidence, given_at, revision)
         VALUES ($5, $1, $2, $3, $4, $6, $7, 0)
         ON CONFLICT (tenant, subject_type, subject_id, purpose) WHERE withdrawn_at IS NULL DO NOTHING RETURNING *`,
        [...columns, uuidV7(now, random(chanceBytes)), evidence, new Date(now)],
      )
      if (consent) return consent
      const [known] = await within(
        tenant,
        `SELECT * FROM consent WHERE tenant = $1 AND subject_type = $2 AND subject_id = $3 AND purpose = $4
         ORDER BY withdrawn_at NULLS FIRST LIMIT 1`,
        columns,
      )
      if (!known) throw new Error('The database has neither taken a consent nor does it have it')
      return known
    },

    async withdraw(tenant, id) {
      await within(
        tenant,
        'UPDATE consent SET withdrawn_at = $3 WHERE tenant = $1 AND id = $2 AND withdrawn_at IS NULL RETURNING *',
        [tenant, id, new Date(clock())],
      )
      const [consent] = await within(tenant, 'SELECT * FROM consent WHERE tenant = $1 AND id = $2', [
        tenant,
        id,
      ])
      return consent
    },

    find: (tenant, ids) =>
      within(tenant, 'SELECT * FROM consent WHERE tenant = $1 AND id = ANY($2::text[])', [tenant, ids]),

    list: (tenant, { limit, after, filter: { subject, purpose, state } }) =>
      within(
        tenant,
        `SELECT * FROM consent WHERE tenant = $1 AND ($3::text IS NULL OR id < $3)
           AND ($4::text IS NULL OR subject_type = $4) AND ($5::text IS NULL OR subject_id = $5)
           AND ($6::text IS NULL OR purpose = $6) AND ($7::text IS NULL OR (withdrawn_at IS NULL) = ($7 = 'GIVEN'))
         ORDER BY id DESC LIMIT $2`,
        [tenant, limit, after, subject?.type, subject?.id, purpose, state],
      ),
  }
}

interface Row {
  readonly id: string
  readonly tenant: string
  readonly subject_type: string
  readonly subject_id: string
  readonly purpose: string
  readonly evidence: string | null
  readonly given_at: Date
  readonly withdrawn_at: Date | null
}

const decode = (row: Row): Consent => ({
  id: row.id,
  tenant: row.tenant,
  subject: { type: row.subject_type, id: row.subject_id },
  purpose: row.purpose,
  ...(row.evidence !== null && { evidence: row.evidence }),
  givenAt: row.given_at.getTime(),
  ...(row.withdrawn_at && { withdrawnAt: row.withdrawn_at.getTime() }),
})
