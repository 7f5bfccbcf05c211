import { GatewayError } from '../../core/error.ts'
import type { Team } from '../../core/organisation.ts'
import { callerOf, type GraphqlContext } from './context.ts'
import { isName } from './entity-input.ts'
import { readGlobalId } from './global-id.ts'
import { invalidInput } from './invalid-input.ts'

/**
 * The tenant that the caller may change the organisation of. Throws UNAUTHENTICATED, and FORBIDDEN for credentials
 * of a team or application: they act within it only.
 */
export const administeredTenant = (context: GraphqlContext): string => {
  const { tenant, team } = callerOf(context)
  if (team !== undefined)
    throw new GatewayError(
      'FORBIDDEN',
      `These credentials belong to the team \`${team}\`; only those of the whole tenant may change it`,
    )
  return tenant
}

/** The entity, or NOT_FOUND: what is another tenant's does not exist. */
export const existing = <T>(kind: string, entity: T | undefined): T => {
  if (entity === undefined)
    throw new GatewayError('NOT_FOUND', `There is no ${kind} of this id`, { path: 'id' })
  return entity
}

/** The team of a global id, or else of a name. Throws INVALID_INPUT if there is none. */
export const teamOf = async (path: string, team: string, { loaders }: GraphqlContext): Promise<Team> => {
  const known = readGlobalId(team)
  const found = known?.type === 'Team' ? await loaders.team.byId(known.id) : null
  const named = found ?? (isName(team) ? await loaders.team.byName(team) : null)
  if (!named) throw invalidInput(path, 'must be the global id or the name of a team')
  return named
}
