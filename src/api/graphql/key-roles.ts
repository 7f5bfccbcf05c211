import { accessOfRoles, type Bearer, type RoleBook, rolesOf } from '../../core/access.ts'
import { GatewayError } from '../../core/error.ts'
import { excessOf } from '../../core/handing-out.ts'
import type { Principal } from '../../core/principal.ts'
import { impliedRoles } from '../../core/role.ts'

/** A key as far as its roles follow from it. */
export interface KeyRoles {
  readonly team?: string | undefined
  readonly application?: string | undefined
  readonly user?: string | undefined
  /** Its own ones. */
  readonly roles: readonly string[]
}

/** By whom it is made, and what is said of roles in the tenant. */
export interface KeyMaker {
  readonly creator: Principal
  readonly said: RoleBook
}

/** Why the key would exceed who makes it, inherited roles included; undefined if it does not. */
export const excessOfKey = (key: KeyRoles, { creator, said }: KeyMaker) => {
  const accessOfBearer = (bearer: Bearer) => accessOfRoles(rolesOf(bearer, said.book), said)
  return excessOf(
    accessOfBearer(creator),
    accessOfBearer({ ...key, tenant: creator.tenant, roles: impliedRoles(key.roles) }),
    role => said.book.roles.get(role) ?? [],
  )
}

/** Throws FORBIDDEN if the key would have roles that its maker lacks, or be free from what binds the maker. */
export const checkRoles = (key: KeyRoles, maker: KeyMaker): void => {
  const excess = excessOfKey(key, maker)
  if (!excess) return
  const { role, why } = excess
  if (why === 'NOT_BOUND')
    throw new GatewayError(
      'FORBIDDEN',
      `You are bound by the role \`${role}\`: a key that you create must belong to whom it was given to`,
      { path: 'roles' },
    )
  if (impliedRoles(key.roles).has(role))
    throw new GatewayError('FORBIDDEN', `Only who holds the role ${role} can hand it out`, { path: 'roles' })
  throw new GatewayError(
    'FORBIDDEN',
    `The key would inherit the role \`${role}\`: only who holds all of it can create such a key`,
    { path: key.user === undefined ? 'team' : 'user' },
  )
}
