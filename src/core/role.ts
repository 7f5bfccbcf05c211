import type { Action } from './permission.ts'

/** Each built-in role, and the roles that its holder has as well. */
const implied: { readonly [role: string]: readonly string[] } = {
  OWNER: ['ADMIN', 'DEVELOPER', 'ANALYST', 'AUDITOR', 'APPROVER'],
  ADMIN: ['DEVELOPER', 'ANALYST', 'AUDITOR', 'APPROVER'],
  DEVELOPER: [],
  ANALYST: [],
  AUDITOR: [],
  APPROVER: [],
}

/** What a custom role has to allow so that it does for a built-in one. Nothing does for OWNER. */
const actions: { readonly [role: string]: Action } = {
  ADMIN: 'ADMINISTER',
  APPROVER: 'ADMINISTER',
  AUDITOR: 'READ',
  ANALYST: 'READ',
  DEVELOPER: 'INVOKE',
}

/** Every role that a key can be given, the mightiest first. */
export const roles: readonly string[] = Object.keys(implied)

/** Whether the name is that of a built-in role. */
export const isBuiltIn = (role: string): boolean => Object.hasOwn(implied, role)

/** The roles given and those that they imply: OWNER ⊃ ADMIN ⊃ each of the others. Unknown ones imply nothing. */
export const impliedRoles = (given: Iterable<string>): ReadonlySet<string> =>
  new Set([...given].flatMap(role => [role, ...(isBuiltIn(role) ? (implied[role] ?? []) : [])]))

/** What `@requireRole(role: …)` asks of a custom role; undefined: only the role itself will do. */
export const actionBehind = (role: string): Action | undefined =>
  Object.hasOwn(actions, role) ? actions[role] : undefined
