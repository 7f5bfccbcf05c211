import { accessOf } from '../../../core/access.ts'
import { isBuiltIn } from '../../../core/role.ts'
import { callerOf } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { knownRoles } from '../role.ts'

/** Whom the gateway takes the caller for. */
export const viewer: contract.Resolvers = {
  Query: { viewer: (_root, _args, context) => callerOf(context) },
  Viewer: {
    credential: ({ certificate, token }) => (certificate ? 'CERTIFICATE' : token ? 'TOKEN' : 'API_KEY'),
    identityProvider: ({ token }) => token?.identityProvider ?? null,
    expiresAt: ({ expiresAt }) => expiresAt ?? null,
    roles: (principal, _args, { snapshot }) => knownRoles(accessOf(principal, snapshot).roles),
    customRoles: (principal, _args, { snapshot }) =>
      [...accessOf(principal, snapshot).roles].filter(role => !isBuiltIn(role)),
    models: ({ models }) => (models ? [...models].sort() : null),
    operations: ({ operations }) => (operations ? [...operations].sort() : null),
    quotas: (principal, _args, { services }) => services.quotas(principal),
  },
}
