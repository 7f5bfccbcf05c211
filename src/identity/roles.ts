/** Each role, and the roles that its holder has as well. */
const implied: { readonly [role: string]: readonly string[] } = {
  OWNER: ['ADMIN', 'DEVELOPER', 'ANALYST', 'AUDITOR', 'APPROVER'],
  ADMIN: ['DEVELOPER', 'ANALYST', 'AUDITOR', 'APPROVER'],
  DEVELOPER: [],
  ANALYST: [],
  AUDITOR: [],
  APPROVER: [],
}

/** Every role that a key can be given, the mightiest first. */
export const roles: readonly string[] = Object.keys(implied)

/** The roles given and those that they imply: OWNER ⊃ ADMIN ⊃ each of the others. Unknown ones imply nothing. */
export const impliedRoles = (given: readonly string[]): ReadonlySet<string> =>
  new Set(given.flatMap(role => [role, ...(Object.hasOwn(implied, role) ? (implied[role] ?? []) : [])]))
