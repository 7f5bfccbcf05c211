import {
  type Access,
  accessOf,
  accessOfRoles,
  type Bearer,
  type RoleBook,
  rolesOf,
} from '../../core/access.ts'
import { GatewayError } from '../../core/error.ts'
import { mayGive, mayTake, type RoleContent } from '../../core/handing-out.ts'
import { isBuiltIn } from '../../core/role.ts'
import { holderKey, lineOf, noAccess, type Permit, type TenantAccess } from '../../core/tenant-access.ts'
import { callerOf, type GraphqlContext } from './context.ts'
import { invalidInput } from './invalid-input.ts'

/** Throws FORBIDDEN if the caller holds less than the role allows. */
export const mustGive = (role: RoleContent, path: string, context: GraphqlContext): void =>
  checkGift(accessOf(callerOf(context), context.snapshot), role, path)

/** Throws FORBIDDEN if the caller holds less than the role allows, or than it denies to others. */
export const mustTake = (role: RoleContent, path: string, context: GraphqlContext): void =>
  checkTaking(accessOf(callerOf(context), context.snapshot), role, path)

/**
 * Lets a team be put below `parent`, be it a new one, unless it gains or loses roles by that which the caller cannot
 * give and take. It looks at the roles of the moment of the change: those above may have come just before.
 */
export const permitMove =
  (
    { team, parent }: { readonly team?: string; readonly parent: string | null },
    context: GraphqlContext,
  ): Permit =>
  book => {
    const access = accessNow(context, book)
    const inherited = (above: string | null | undefined): ReadonlySet<string> =>
      new Set(
        above == null
          ? []
          : lineOf(above, book).flatMap(name => book.given.get(holderKey({ kind: 'TEAM', name })) ?? []),
      )
    const before = inherited(team === undefined ? null : book.parents.get(team))
    const after = inherited(parent)
    for (const name of after.difference(before)) checkGift(access, contentOf(name, book), 'parent')
    for (const name of before.difference(after)) checkTaking(access, contentOf(name, book), 'parent')
  }

/** Lets somebody or something be taken out of use, unless it has roles that the caller cannot take away. */
export const permitEnding =
  (bearer: Omit<Bearer, 'tenant' | 'roles'>, context: GraphqlContext): Permit =>
  book => {
    const access = accessNow(context, book)
    const { tenant } = callerOf(context)
    for (const name of rolesOf({ ...bearer, tenant, roles: new Set() }, book))
      if (!access.roles.has(name)) checkTaking(access, contentOf(name, book), 'id')
  }

/** Lets somebody or something come back into use, unless it has roles that the caller cannot give. */
export const permitReturn =
  (bearer: Omit<Bearer, 'tenant' | 'roles'>, context: GraphqlContext): Permit =>
  book => {
    const access = accessNow(context, book)
    const { tenant } = callerOf(context)
    for (const name of rolesOf({ ...bearer, tenant, roles: new Set() }, book))
      if (!access.roles.has(name)) checkGift(access, contentOf(name, book), 'id')
  }

/** What the caller may do by what was said of roles. */
const accessNow = (context: GraphqlContext, book: TenantAccess): Access =>
  accessOfRoles(rolesOf(callerOf(context), book), { book, models: context.snapshot.models })

const checkGift = (access: Access, role: RoleContent, path: string): void => {
  if (mayGive(access, role)) return
  throw new GatewayError(
    'FORBIDDEN',
    `The role \`${role.name}\` allows more than you may do yourself: only who holds all of it can give it`,
    { path },
  )
}

const checkTaking = (access: Access, role: RoleContent, path: string): void => {
  if (mayTake(access, role)) return
  throw new GatewayError(
    'FORBIDDEN',
    `The role \`${role.name}\` allows or denies what you may not do yourself: only who holds all of it can change it or take it away`,
    { path },
  )
}

/** A role of the tenant that is in use, built-in ones included. Throws INVALID_INPUT if there is none. */
export const roleInUse = async (name: string, context: GraphqlContext): Promise<RoleContent> => {
  if (isBuiltIn(name)) return { name, permissions: [] }
  const role = await context.loaders.role.byName(name)
  if (!role || role.archivedAt !== undefined)
    throw invalidInput('role', 'must be the name of a built-in role, or of a custom role that is in use')
  return role
}

/** What has been said of roles in the caller's tenant. */
export const bookOf = (context: GraphqlContext): TenantAccess =>
  context.snapshot.access.get(callerOf(context).tenant) ?? noAccess

/** The same, with the models that it speaks of. */
export const roleBookOf = (context: GraphqlContext): RoleBook => ({
  book: bookOf(context),
  models: context.snapshot.models,
})

const contentOf = (name: string, { roles }: TenantAccess): RoleContent => ({
  name,
  permissions: roles.get(name) ?? [],
})
