import type { ApiKey } from './api-key.ts'
import type { Principal } from './principal.ts'
import { impliedRoles } from './role.ts'

/** Whom an API key stands for. */
export const keyPrincipal = (key: ApiKey): Principal => ({
  id: key.id,
  name: key.name,
  tenant: key.tenant,
  ...(key.team !== undefined && { team: key.team }),
  ...(key.application !== undefined && { application: key.application }),
  ...(key.user !== undefined && { user: key.user }),
  ...(key.expiresAt !== undefined && { expiresAt: key.expiresAt }),
  roles: impliedRoles(key.roles),
  ...(key.models && { models: new Set(key.models) }),
  ...(key.operations && { operations: new Set(key.operations) }),
  ...(key.allowedAddresses && { allowedAddresses: key.allowedAddresses }),
})
