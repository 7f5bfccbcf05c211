import type { Spec, StoredDeclaration } from '../../../core/declaration.ts'
import { administeredTenant, existing } from '../administer.ts'
import type { GraphqlContext } from '../context.ts'
import { declaredFields, mapIn, textIn, textsIn } from '../declared-fields.ts'
import { changesOf, specOf } from '../declared-input.ts'
import { declaredPage } from '../declared-page.ts'
import { versionOf } from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId } from '../global-id.ts'
import { invalidInput } from '../invalid-input.ts'

const kind = 'IDENTITY_PROVIDER' as const

/** Identity providers, as they were declared. */
export const identityProvider: contract.Resolvers = {
  Query: { identityProviders: (_root, args, context) => declaredPage(kind, args, context) },
  Mutation: {
    createIdentityProvider: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const spec = specOf({ ...input, claims: claimsOf(input.claims) })
      return withWarnings(await context.services.declarations.create(tenant, { kind, spec }), context)
    },
    updateIdentityProvider: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const which = versionOf('IdentityProvider', input)
      const to = changesOf({ ...input, ...(input.claims && { claims: claimsOf(input.claims) }) })
      const { declarations } = context.services
      const changed = which && (await declarations.update(tenant, { ...which, kind, to }))
      return withWarnings(existing('identity provider', changed), context)
    },
    archiveIdentityProvider: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const which = versionOf('IdentityProvider', input)
      const { declarations } = context.services
      const archived = which && (await declarations.archive(tenant, { ...which, kind }))
      return { identityProvider: existing('identity provider', archived) }
    },
  },
  IdentityProvider: {
    ...declaredFields,
    id: ({ id }) => globalId('IdentityProvider', id),
    issuer: ({ spec }) => textIn(spec, 'issuer') ?? '',
    audience: ({ spec }) => textsIn(spec, 'audience') ?? [],
    jwksUri: ({ spec }) => textIn(spec, 'jwksUri'),
    allowInsecure: ({ spec }) => spec.allowInsecure === 'true',
    algorithms: ({ spec }) => textsIn(spec, 'algorithms'),
    clockSkewSeconds: ({ spec }) =>
      spec.clockSkewSeconds === undefined ? null : Number(spec.clockSkewSeconds),
    claims: ({ spec }) => claimsIn(mapIn(spec, 'claims')),
    login: ({ spec }) => (spec.login === undefined ? null : loginIn(mapIn(spec, 'login'))),
    clientSecretSet: ({ secrets }) => secrets.clientSecret !== undefined,
  },
}

/** The identity provider, with what its author has to know of it. */
const withWarnings = async (identityProvider: StoredDeclaration, { services }: GraphqlContext) => {
  const { spec } = identityProvider
  const jwksUri = textIn(spec, 'jwksUri')
  const warnings = await services.checkKeys({
    issuer: textIn(spec, 'issuer') ?? '',
    ...(jwksUri !== null && { jwksUri }),
    allowInsecure: spec.allowInsecure === 'true',
  })
  return { identityProvider, warnings }
}

/** The mapping, with a map for the list that GraphQL has. Throws INVALID_INPUT. */
const claimsOf = ({ rolesMap, ...claims }: contract.ClaimMappingInput) => {
  if (!rolesMap) return claims
  const map = new Map<string, string>()
  for (const [index, { theirs, ours }] of rolesMap.entries()) {
    if (map.has(theirs)) throw invalidInput(`claims.rolesMap[${index}].theirs`, 'is there twice')
    map.set(theirs, ours)
  }
  return { ...claims, rolesMap: Object.fromEntries(map) }
}

const loginIn = (login: Spec) => ({
  clientId: textIn(login, 'clientId') ?? '',
  publicUrl: textIn(login, 'publicUrl') ?? '',
  scopes: textsIn(login, 'scopes'),
})

const claimsIn = (claims: Spec) => ({
  tenant: textIn(claims, 'tenant'),
  team: textIn(claims, 'team'),
  application: textIn(claims, 'application'),
  user: textIn(claims, 'user'),
  roles: textIn(claims, 'roles') ?? '',
  rolesMap:
    claims.rolesMap === undefined
      ? null
      : Object.entries(mapIn(claims, 'rolesMap')).map(([theirs, ours]) => ({ theirs, ours: String(ours) })),
})
