import type { DeclarationChange, DeclarationKind, Spec, StoredDeclaration } from '../../core/declaration.ts'

/** A row of the table, as the driver gives it. */
export interface DeclarationRow {
  readonly id: string
  readonly tenant: string
  readonly kind: string
  readonly name: string
  readonly spec: Spec
  readonly secrets: { readonly [key: string]: string }
  readonly origin: string
  readonly place: number | null
  readonly version: number
  readonly created_at: Date
  readonly archived_at: Date | null
}

/** Those of the file as it has them, then the others as they came. */
export const inTheirOrder = 'ORDER BY place NULLS LAST, created_at, id'

export const declarationOf = (row: DeclarationRow): StoredDeclaration => ({
  id: row.id,
  tenant: row.tenant,
  kind: row.kind as DeclarationKind,
  name: row.name,
  spec: row.spec,
  secrets: row.secrets,
  origin: row.origin === 'FILE' ? 'FILE' : 'API',
  ...(row.place !== null && { place: row.place }),
  version: row.version,
  createdAt: row.created_at.getTime(),
  ...(row.archived_at && { archivedAt: row.archived_at.getTime() }),
})

/** The statement that writes a change; one that finds its row changed or archived meanwhile touches none. */
export const statementOf = (change: DeclarationChange) => {
  const { id, tenant, kind, name, spec, secrets, origin, place, version, createdAt, archivedAt } =
    change.declaration
  const values = [id, tenant, JSON.stringify(spec), JSON.stringify(secrets), origin, place ?? null, version]
  switch (change.act) {
    case 'CREATE':
      return {
        text: `INSERT INTO declaration (id, tenant, spec, secrets, origin, place, version, kind, name, created_at)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        values: [...values, kind, name, new Date(createdAt)],
      }
    case 'UPDATE':
      return {
        text: `UPDATE declaration SET spec = $3, secrets = $4, origin = $5, place = $6, version = $7
          WHERE id = $1 AND tenant = $2 AND archived_at IS NULL`,
        values,
      }
    case 'ARCHIVE':
      return {
        text: `UPDATE declaration SET archived_at = $4, version = $3
          WHERE id = $1 AND tenant = $2 AND archived_at IS NULL`,
        values: [id, tenant, version, archivedAt === undefined ? null : new Date(archivedAt)],
      }
  }
}
