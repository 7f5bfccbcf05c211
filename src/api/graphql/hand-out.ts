import { accessOf, type RoleBook } from '../../core/access.ts'
import { GatewayError } from '../../core/error.ts'
import { mayGive, mayTake, type RoleContent } from '../../core/handing-out.ts'
import { isBuiltIn } from '../../core/role.ts'
import { holderKey, lineOf, noAccess, type TenantAccess } from '../../core/tenant-access.ts'
import { callerOf, type GraphqlContext } from './context.ts'
import { invalidInput } from './invalid-input.ts'

/** Throws FORBIDDEN if the caller holds less than the role allows. */
export const mustGive = (role: RoleContent, path: string, context: GraphqlContext): void => {
  if (mayGive(accessOf(callerOf(context), context.snapshot), role)) return
  throw new GatewayError(
    'FORBIDDEN',
    `The role \`${role.name}\` allows more than you may do yourself: only who holds all of it can give it`,
    { path },
  )
}

/** Throws FORBIDDEN if the caller holds less than the role allows, or than it denies to others. */
export const mustTake = (role: RoleContent, path: string, context: GraphqlContext): void => {
  if (mayTake(accessOf(callerOf(context), context.snapshot), role)) return
  throw new GatewayError(
    'FORBIDDEN',
    `The role \`${role.name}\` allows or denies what you may not do yourself: only who holds all of it can change it or take it away`,
    { path },
  )
}

/** Throws FORBIDDEN if a team gains or loses roles by its move that the caller cannot give and take. */
export const mustMove = (
  { team, parent }: { readonly team: string; readonly parent: string | null },
  context: GraphqlContext,
): void => {
  const book = bookOf(context)
  const inherited = (above: string | null | undefined): ReadonlySet<string> =>
    new Set(
      above == null
        ? []
        : lineOf(above, book).flatMap(name => book.given.get(holderKey({ kind: 'TEAM', name })) ?? []),
    )
  const before = inherited(book.parents.get(team))
  const after = inherited(parent)
  for (const name of after.difference(before)) mustGive(contentOf(name, book), 'parent', context)
  for (const name of before.difference(after)) mustTake(contentOf(name, book), 'parent', context)
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
