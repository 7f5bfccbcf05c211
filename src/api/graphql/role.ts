import type { Role } from './generated/resolvers.ts'

const roles: { readonly [role in Role]: true } = {
  ADMIN: true,
  ANALYST: true,
  APPROVER: true,
  AUDITOR: true,
  DEVELOPER: true,
  OWNER: true,
}

const isRole = (name: string): name is Role => Object.hasOwn(roles, name)

/** The roles that the contract knows; others, such as an identity provider's own, allow nothing here. */
export const knownRoles = (names: Iterable<string>): readonly Role[] => [...names].filter(isRole).sort()
