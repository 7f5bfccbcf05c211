import type pg from 'pg'
import type { Standing, TenantStanding } from '../../core/standing.ts'
import type { Changes, Following } from './changes.ts'

/** Keeps in memory who is in use in every tenant, as the database has it. */
export interface StandingFeed extends Following {
  /** What was read last; of a tenant, the same object until something changes there. */
  current(): Standing
}

/** Most users of a tenant that are kept: those archived, and those forgotten, most recently. Each takes some 100 bytes. */
const mostUsers = 100_000

/**
 * Follows which tenants, teams and applications are in use, and which users are not. From the second time on only
 * those tenants are read where that has changed. Rejects if there is nothing to begin with.
 */
export const followStanding = async (changes: Changes): Promise<StandingFeed> => {
  const known = new Map<string, TenantStanding>()
  const seen = new Map<string, string>()
  const { sync } = await changes.follow({
    channel: 'weir_standing',
    async refresh(client) {
      const { rows: revisions } = await client.query<{ tenant: string; revision: string }>(
        'SELECT tenant, revision FROM standing_revision',
      )
      const moved = revisions.filter(({ tenant, revision }) => seen.get(tenant) !== revision)
      if (moved.length === 0) return
      // What is read may be newer than the revision that was asked for before: then it is read once more.
      const fresh = await readStanding(
        client,
        moved.map(({ tenant }) => tenant),
      )
      for (const { tenant, revision } of moved) {
        const standing = fresh.get(tenant)
        if (standing) known.set(tenant, standing)
        else known.delete(tenant)
        seen.set(tenant, revision)
      }
    },
  })
  return { sync, current: () => known }
}

interface StandingRow {
  readonly tenant: string
  readonly teams: readonly string[]
  readonly applications: { readonly [name: string]: string }
  readonly archived: readonly string[]
  readonly erased: { readonly [mark: string]: number }
}

const readStanding = async (client: pg.ClientBase, tenants: readonly string[]): Promise<Standing> => {
  const { rows } = await client.query<StandingRow>(
    `SELECT name AS tenant,
       (SELECT coalesce(json_agg(name), '[]') FROM team WHERE team.tenant = tenant.name AND archived_at IS NULL) AS teams,
       (SELECT coalesce(json_object_agg(name, team), '{}') FROM application
        WHERE application.tenant = tenant.name AND archived_at IS NULL) AS applications,
       (SELECT coalesce(json_agg(name), '[]') FROM (
          SELECT name FROM "user" WHERE "user".tenant = tenant.name AND archived_at IS NOT NULL
          ORDER BY archived_at DESC LIMIT $2) AS newest) AS archived,
       (SELECT coalesce(json_object_agg(encode(mark, 'hex'), floor(extract(epoch FROM erased_at) * 1000)), '{}') FROM (
          SELECT mark, erased_at FROM erased_user WHERE erased_user.tenant = tenant.name
          ORDER BY erased_at DESC LIMIT $2) AS newest) AS erased
     FROM tenant WHERE archived_at IS NULL AND name = ANY($1)`,
    [tenants, mostUsers],
  )
  return new Map(
    rows.map(({ tenant, teams, applications, archived, erased }) => [
      tenant,
      {
        teams: new Set(teams),
        applications: new Map(Object.entries(applications)),
        archivedUsers: new Set(archived.map(name => name.toLowerCase())),
        erasedUsers: new Map(Object.entries(erased)),
      },
    ]),
  )
}
