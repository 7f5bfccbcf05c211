import type pg from 'pg'
import type { TeamConfig } from '../../core/config.ts'

/**
 * Puts teams below those that they say they are part of; one that says nothing stays where it is. Throws an Error of one
 * line if that one is not in use, or if a team would become part of itself.
 */
export const placeTeams = async (
  client: pg.ClientBase,
  { tenant, teams }: { readonly tenant: string; readonly teams: readonly TeamConfig[] },
): Promise<void> => {
  const placed = teams.filter(({ parent }) => parent !== undefined)
  if (placed.length === 0) return
  for (const { name, parent } of placed) {
    const { rows } = await client.query(
      'SELECT FROM team WHERE tenant = $1 AND name = $2 AND archived_at IS NULL',
      [tenant, parent],
    )
    if (rows.length === 0)
      throw new Error(`teams: \`${name}\` is to be part of the team \`${parent}\`, which is not in use`)
    await client.query(
      `UPDATE team SET parent = $3, version = version + 1
       WHERE tenant = $1 AND name = $2 AND parent IS DISTINCT FROM $3`,
      [tenant, name, parent],
    )
  }
  const { rows } = await client.query<{ name: string }>(
    `WITH RECURSIVE above AS (
       SELECT name AS of, parent FROM team WHERE tenant = $1 AND name = ANY($2)
       UNION SELECT above.of, team.parent FROM above JOIN team ON team.tenant = $1 AND team.name = above.parent
     ) SELECT of AS name FROM above WHERE parent = of`,
    [tenant, placed.map(({ name }) => name)],
  )
  if (rows[0]) throw new Error(`teams: \`${rows[0].name}\` would become part of itself`)
}
