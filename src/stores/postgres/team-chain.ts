import type pg from 'pg'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'

/** Tells the names of a team and of all above it, nearest first; of a team that does not exist, its own. */
export type TeamChain = (tenant: string, team: string) => Promise<readonly string[]>

/** More levels than any organisation has; teams cannot be part of themselves, and a mistake must not loop. */
const mostLevels = 64

const statement = `
  WITH RECURSIVE above AS (
    SELECT name, parent, 1 AS level FROM team WHERE tenant = $1 AND name = $2
    UNION ALL
    SELECT team.name, team.parent, level + 1 FROM above
      JOIN team ON team.tenant = $1 AND team.name = above.parent
    WHERE level < ${mostLevels}
  )
  SELECT name FROM above ORDER BY level`

/** Throws UNAVAILABLE while the database is away. */
export const createTeamChain =
  (pool: pg.Pool): TeamChain =>
  async (tenant, team) => {
    const { rows } = await reachable(() =>
      withinTenant(pool, tenant, client =>
        client.query<{ name: string }>({ name: 'team-chain', text: statement, values: [tenant, team] }),
      ),
    )
    return rows.length === 0 ? [team] : rows.map(({ name }) => name)
  }
