import type pg from 'pg'
import type { TeamConfig } from '../../core/config.ts'
import type { Organisation } from '../../core/organisation.ts'
import { chanceBytes, uuidV7 } from '../../core/uuid.ts'
import { createDirectory, type DirectoryOptions } from './directory.ts'
import { applicationTable, teamTable, tenantTable, userTable } from './entity-tables.ts'
import { changingOrganisation } from './organisation-change.ts'
import { placeTeams } from './place-teams.ts'
import { createTenantsOfTheGateway } from './tenants-of-the-gateway.ts'

/** Keeps tenants and what they own in the database. */
export const createOrganisationStore = (options: DirectoryOptions): Organisation => ({
  tenants: createDirectory(tenantTable, options),
  tenantsOfTheGateway: createTenantsOfTheGateway(options),
  teams: createDirectory(teamTable, options),
  users: createDirectory(userTable, options),
  applications: createDirectory(applicationTable, options),
})

/**
 * Sees to it that the tenant has these teams and applications, and that they are in use. What is there already stays
 * as it is; several gateways may do it at once. Throws an Error of one line if an application is another team's, or
 * a name is there in another case.
 */
export const declareTeams = async (
  tenant: string,
  teams: readonly TeamConfig[],
  options: DirectoryOptions,
): Promise<void> => {
  if (teams.length === 0) return
  await changingOrganisation(options.pool, tenant, client =>
    writeTeams(client, { tenant, teams, ...options }),
  )
}

/** `declareTeams` within a transaction that changes the organisation. */
export const writeTeams = async (
  client: pg.ClientBase,
  about: Pick<DirectoryOptions, 'clock' | 'random'> & {
    readonly tenant: string
    readonly teams: readonly TeamConfig[]
  },
): Promise<void> => {
  const { tenant, teams, random } = about
  const now = about.clock()
  const newId = () => uuidV7(now, random(chanceBytes))
  try {
    for (const { name: team, title, costCentre, applications } of teams) {
      await client.query(
        `INSERT INTO team (id, tenant, name, title, cost_centre, created_at)
         VALUES ($1, $2, $3, coalesce($5, $3), $6, $4)
         ON CONFLICT (tenant, name) DO UPDATE
           SET archived_at = NULL, title = coalesce($5, team.title), cost_centre = coalesce($6, team.cost_centre),
             version = team.version + 1
         WHERE team.archived_at IS NOT NULL OR team.title <> coalesce($5, team.title)
           OR team.cost_centre IS DISTINCT FROM coalesce($6, team.cost_centre)`,
        [newId(), tenant, team, new Date(now), title, costCentre],
      )
      for (const { name, title, costCentre } of applications) {
        await client.query(
          `INSERT INTO application (id, tenant, team, name, title, cost_centre, created_at)
           VALUES ($1, $2, $3, $4, coalesce($6, $4), $7, $5)
           ON CONFLICT (tenant, name) DO UPDATE
             SET archived_at = NULL, title = coalesce($6, application.title),
               cost_centre = coalesce($7, application.cost_centre), version = application.version + 1
           WHERE application.archived_at IS NOT NULL OR application.title <> coalesce($6, application.title)
             OR application.cost_centre IS DISTINCT FROM coalesce($7, application.cost_centre)`,
          [newId(), tenant, team, name, new Date(now), title, costCentre],
        )
        const { rows } = await client.query<{ team: string }>(
          'SELECT team FROM application WHERE tenant = $1 AND name = $2',
          [tenant, name],
        )
        if (rows[0]?.team !== team)
          throw new Error(
            `teams: the application \`${name}\` belongs to the team \`${rows[0]?.team}\`, not \`${team}\``,
          )
      }
    }
    await placeTeams(client, { tenant, teams })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === '23505')) throw cause
    throw new Error('teams: holds a name that the database has in another case', { cause })
  }
}
