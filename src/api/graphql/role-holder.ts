import type { Entity } from '../../core/organisation.ts'
import type { Holder, HolderKind } from '../../core/tenant-access.ts'
import type { GraphqlContext } from './context.ts'
import { type NodeType, readGlobalId } from './global-id.ts'
import { invalidInput } from './invalid-input.ts'
import { ownTenant } from './own-tenant.ts'

const kinds: { readonly [type in NodeType]?: HolderKind } = {
  Application: 'APPLICATION',
  Team: 'TEAM',
  Tenant: 'TENANT',
  User: 'USER',
}

/** Who can be given a role, by a global id. Throws INVALID_INPUT if there is none. */
export const holderOf = async (
  path: string,
  id: string,
  context: GraphqlContext,
): Promise<{ readonly holder: Holder; readonly entity: Entity }> => {
  const known = readGlobalId(id)
  const kind = known && kinds[known.type]
  const found = known && kind && (await entityOf(kind, { id: known.id }, context))
  if (!kind || !found)
    throw invalidInput(path, 'must be the global id of the tenant, or of a team, application or user of it')
  return { holder: { kind, name: found.name }, entity: found }
}

/** The object behind a holder's name, as the union of the contract has it. */
export const holderShape = async ({ kind, name }: Holder, context: GraphqlContext) => {
  const { application, team, user } = context.loaders
  switch (kind) {
    case 'APPLICATION':
      return { ...found(await application.byName(name)), __typename: 'Application' as const }
    case 'TEAM':
      return { ...found(await team.byName(name)), __typename: 'Team' as const }
    case 'TENANT':
      return { ...(await ownTenant(context)), __typename: 'Tenant' as const }
    case 'USER':
      return { ...found(await user.byName(name)), __typename: 'User' as const }
  }
}

const found = <T>(entity: T | null): T => {
  if (entity === null) throw new Error('A role is given to somebody who does not exist')
  return entity
}

const entityOf = async (
  kind: HolderKind,
  { id }: { readonly id: string },
  context: GraphqlContext,
): Promise<Entity | null> => {
  const { application, team, user } = context.loaders
  if (kind === 'APPLICATION') return application.byId(id)
  if (kind === 'TEAM') return team.byId(id)
  if (kind === 'USER') return user.byId(id)
  const tenant = await ownTenant(context)
  return tenant.id === id ? tenant : null
}
