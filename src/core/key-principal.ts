import type { ApiKey, KeyMaker } from './api-key.ts'
import type { Principal } from './principal.ts'
import { impliedRoles } from './role.ts'

/**
 * By what a credential is known for longer than it lasts: a key that replaces another one by the first of them. Else
 * whoever replaces his key begins anew.
 */
export const originalOf = ({ id, original = id }: Pick<Principal, 'id' | 'original'>): string => original

/** Whom an API key stands for. */
export const keyPrincipal = (key: ApiKey): Principal => ({
  id: key.id,
  name: key.name,
  tenant: key.tenant,
  ...(key.team !== undefined && { team: key.team }),
  ...(key.application !== undefined && { application: key.application }),
  ...(key.user !== undefined && { user: key.user }),
  ...(key.original !== undefined && { original: key.original }),
  ...(key.expiresAt !== undefined && { expiresAt: key.expiresAt }),
  roles: impliedRoles(key.roles),
  ...(key.models && { models: new Set(key.models) }),
  ...(key.operations && { operations: new Set(key.operations) }),
  ...(key.documentsOnly && { onlyDocuments: true as const }),
  ...(key.allowedAddresses && { allowedAddresses: key.allowedAddresses }),
})

/** The principal as the maker of keys. */
export const makerOf = (principal: Principal): KeyMaker => ({
  ...(!principal.token && { credential: originalOf(principal) }),
  ...(principal.user !== undefined && { user: principal.user }),
})
