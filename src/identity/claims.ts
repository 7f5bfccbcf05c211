import type { ClaimMapping } from '../core/config.ts'
import type { Principal } from '../core/principal.ts'
import { impliedRoles, roles as knownRoles } from '../core/role.ts'
import { adminTenant } from './admin-key.ts'
import { type ClaimExpression, type Claims, claimExpression } from './claim-expression.ts'

/** Whom claims stand for. */
export type MappedClaims = Pick<Principal, 'tenant' | 'team' | 'application' | 'roles'> & {
  readonly user: string
}

/**
 * Compiles the mapping of an identity provider, once. The mapper throws an Error of one line where the claims do not
 * say what they have to: a principal without the team that limits it must not pass.
 */
export const claimMapper = (mapping: ClaimMapping): ((claims: Claims) => MappedClaims) => {
  const tenantOf = mapping.tenant === undefined ? () => adminTenant : required('tenant', mapping.tenant)
  const userOf = required('user', mapping.user)
  const teamOf = optional('team', mapping.team)
  const applicationOf = optional('application', mapping.application)
  const rolesOf = claimExpression(mapping.roles)
  const translate = roleTranslator(mapping.rolesMap)
  return claims => {
    const team = teamOf(claims)
    const application = applicationOf(claims)
    const roles = impliedRoles(listOf(evaluated('roles', rolesOf, claims)).flatMap(translate))
    return {
      tenant: tenantOf(claims),
      ...(team !== undefined && { team }),
      ...(application !== undefined && { application }),
      user: userOf(claims),
      roles,
    }
  }
}

const longestText = 256
const mostRoles = 1_000

const required = (part: string, source: string): ((claims: Claims) => string) => {
  const expression = claimExpression(source)
  return claims => textOf(part, evaluated(part, expression, claims))
}

const optional = (part: string, source: string | undefined): ((claims: Claims) => string | undefined) => {
  if (source === undefined) return () => undefined
  const expression = claimExpression(source)
  return claims => {
    const value = evaluated(part, expression, claims)
    return value === undefined ? undefined : textOf(part, value)
  }
}

const evaluated = (part: string, expression: ClaimExpression, claims: Claims): unknown => {
  try {
    return expression(claims)
  } catch (cause) {
    throw new Error(`the expression for its ${part} fails on its claims`, { cause })
  }
}

const textOf = (part: string, value: unknown): string => {
  if (typeof value !== 'string' || value.length < 1 || value.length > longestText || /\p{Cc}/u.test(value))
    throw new Error(
      `its ${part} must be a text of 1 to ${longestText} characters, without control characters`,
    )
  return value
}

/** Nothing, one role or many. A role that is no text would be ignored in silence, so it is refused. */
const listOf = (value: unknown): readonly string[] => {
  const list: readonly unknown[] = value === undefined ? [] : Array.isArray(value) ? value : [value]
  const texts = list.filter(item => typeof item === 'string')
  if (texts.length < list.length || list.length > mostRoles)
    throw new Error(`its roles must be a text or a list of at most ${mostRoles} texts`)
  return texts
}

/** Roles of the identity provider that mean nothing here allow nothing. */
const roleTranslator = (map: ClaimMapping['rolesMap']): ((theirs: string) => readonly string[]) => {
  if (!map) return theirs => (knownRoles.includes(theirs) ? [theirs] : [])
  const ours = new Map(Object.entries(map))
  return theirs => {
    const role = ours.get(theirs)
    return role === undefined ? [] : [role]
  }
}
