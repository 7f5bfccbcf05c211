import type pg from 'pg'
import { GatewayError } from '../../core/error.ts'
import type { TrustedDocument, TrustedDocumentStore } from '../../core/trusted-document.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'

interface Row {
  readonly id: string
  readonly name: string | null
  readonly application: string | null
  readonly document: string
  readonly registered_by: string
  readonly created_at: Date
}

const columns = 'id, name, application, document, registered_by, created_at'

/** Documents of one tenant: each gateway keeps their ids in memory. */
const mostDocuments = 2_000

/** Keeps trusted documents in the database. */
export const createTrustedDocumentStore = (pool: pg.Pool): TrustedDocumentStore => {
  const query = (tenant: string, text: string, values: readonly unknown[]): Promise<readonly Row[]> =>
    reachable(() =>
      withinTenant(pool, tenant, async client => (await client.query<Row>(text, [tenant, ...values])).rows),
    )
  const find = async (tenant: string, id: string): Promise<TrustedDocument | undefined> => {
    const text = `SELECT ${columns} FROM trusted_document WHERE tenant = $1 AND id = $2`
    const [row] = await query(tenant, text, [id])
    return row && documentOf(row)
  }
  return {
    find,

    async register(tenant, { id, name, application, document, registeredBy, createdAt }) {
      const [row] = await query(
        tenant,
        `INSERT INTO trusted_document (tenant, ${columns})
         SELECT $1, $2, $3, $4, $5, $6, $7
         WHERE (SELECT count(*) FROM trusted_document WHERE tenant = $1) < ${mostDocuments}
         ON CONFLICT DO NOTHING RETURNING ${columns}`,
        [id, name ?? null, application ?? null, document, registeredBy, new Date(createdAt)],
      )
      const kept = row ? documentOf(row) : await find(tenant, id)
      if (kept) return kept
      throw new GatewayError(
        'INVALID_INPUT',
        `document cannot be one more: the tenant has ${mostDocuments} already; remove what no client sends any more`,
        { path: 'document' },
      )
    },

    async remove(tenant, id) {
      const text = `DELETE FROM trusted_document WHERE tenant = $1 AND id = $2 RETURNING ${columns}`
      const [row] = await query(tenant, text, [id])
      return row && documentOf(row)
    },

    async list(tenant, { limit, after = '' }) {
      const text = `SELECT ${columns} FROM trusted_document WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3`
      return (await query(tenant, text, [after, limit])).map(documentOf)
    },
  }
}

const documentOf = (row: Row): TrustedDocument => ({
  id: row.id,
  ...(row.name !== null && { name: row.name }),
  ...(row.application !== null && { application: row.application }),
  document: row.document,
  registeredBy: row.registered_by,
  createdAt: row.created_at.getTime(),
})
