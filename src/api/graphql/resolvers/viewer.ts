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
    roles: ({ roles }) => knownRoles(roles),
    models: ({ models }) => (models ? [...models].sort() : null),
    operations: ({ operations }) => (operations ? [...operations].sort() : null),
    quotas: (principal, _args, { services }) => services.quotas(principal),
  },
}
