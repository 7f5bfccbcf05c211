import type { RoleAssignment, RoleAssignments } from '../../core/access-control.ts'
import type { HolderKind } from '../../core/tenant-access.ts'
import { chanceBytes, uuidV7 } from '../../core/uuid.ts'
import type { DirectoryOptions } from './directory.ts'
import { changingOrganisation } from './organisation-change.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'

/** Keeps who has which roles in the database. Throws UNAVAILABLE while that is away. */
export const createRoleAssignments = ({ pool, clock, random }: DirectoryOptions): RoleAssignments => ({
  assign: (tenant, { role, holder: { kind, name } }) =>
    reachable(() =>
      changingOrganisation(pool, tenant, async client => {
        const now = clock()
        await client.query(
          `INSERT INTO role_assignment (id, tenant, role, kind, holder, created_at) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (tenant, kind, holder, role) DO NOTHING`,
          [uuidV7(now, random(chanceBytes)), tenant, role, kind, name, new Date(now)],
        )
        const { rows } = await client.query<AssignmentRow>(`SELECT * FROM role_assignment WHERE ${theOne}`, [
          tenant,
          role,
          kind,
          name,
        ])
        if (!rows[0]) throw new Error('The database returned no row of what it has written')
        return decode(rows[0])
      }),
    ),

  unassign: (tenant, { role, holder: { kind, name } }) =>
    reachable(() =>
      changingOrganisation(pool, tenant, async client => {
        const { rows } = await client.query<AssignmentRow>(
          `DELETE FROM role_assignment WHERE ${theOne} RETURNING *`,
          [tenant, role, kind, name],
        )
        return rows[0] && decode(rows[0])
      }),
    ),

  find: (tenant, ids) =>
    reachable(() =>
      withinTenant(pool, tenant, async client => {
        const { rows } = await client.query<AssignmentRow>(
          'SELECT * FROM role_assignment WHERE tenant = $1 AND id = ANY($2::text[])',
          [tenant, ids],
        )
        return rows.map(decode)
      }),
    ),

  list: (tenant, { limit, after, role, holder }) =>
    reachable(() =>
      withinTenant(pool, tenant, async client => {
        const { rows } = await client.query<AssignmentRow>(
          `SELECT * FROM role_assignment WHERE tenant = $1 AND ($3::text IS NULL OR id > $3)
             AND ($4::text IS NULL OR role = $4) AND ($5::text IS NULL OR (kind = $5 AND holder = $6))
           ORDER BY id LIMIT $2`,
          [tenant, limit, after, role, holder?.kind, holder?.name],
        )
        return rows.map(decode)
      }),
    ),
})

const theOne = 'tenant = $1 AND role = $2 AND kind = $3 AND holder = $4'

interface AssignmentRow {
  readonly id: string
  readonly tenant: string
  readonly role: string
  readonly kind: HolderKind
  readonly holder: string
  readonly created_at: Date
}

const decode = (row: AssignmentRow): RoleAssignment => ({
  id: row.id,
  tenant: row.tenant,
  role: row.role,
  holder: { kind: row.kind, name: row.holder },
  createdAt: row.created_at.getTime(),
})
