import { administeredTenant, existing } from '../administer.ts'
import { declaredFields, textIn } from '../declared-fields.ts'
import { changesOf, ownKeys, specOf, withSettings } from '../declared-input.ts'
import { declaredPage } from '../declared-page.ts'
import { versionOf } from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId } from '../global-id.ts'

const kind = 'PROVIDER' as const

/** Providers, as they were declared. Their secrets are not among what is read here. */
export const provider: contract.Resolvers = {
  Query: { providers: (_root, args, context) => declaredPage(kind, args, context) },
  Mutation: {
    createProvider: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const spec = specOf(withSettings(input))
      return { provider: await context.services.declarations.create(tenant, { kind, spec }) }
    },
    updateProvider: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const which = versionOf('Provider', input)
      const change = which && { ...which, kind, to: changesOf(withSettings(input)) }
      const { declarations } = context.services
      return { provider: existing('provider', change && (await declarations.update(tenant, change))) }
    },
    archiveProvider: async (_root, { input }, context) => {
      const tenant = administeredTenant(context)
      const which = versionOf('Provider', input)
      const { declarations } = context.services
      return {
        provider: existing('provider', which && (await declarations.archive(tenant, { ...which, kind }))),
      }
    },
  },
  Provider: {
    ...declaredFields,
    id: ({ id }) => globalId('Provider', id),
    kind: ({ spec }) => textIn(spec, 'kind') ?? '',
    baseUrl: ({ spec }) => textIn(spec, 'baseUrl'),
    apiKeySet: ({ secrets }) => secrets.apiKey !== undefined,
    clientCertificate: ({ spec }) => textIn(spec, 'clientCertificate'),
    certificateAuthority: ({ spec }) => textIn(spec, 'certificateAuthority'),
    allowInsecure: ({ spec }) => spec.allowInsecure === 'true',
    settings: ({ spec, secrets }) =>
      [...Object.keys(spec), ...Object.keys(secrets)]
        .filter(name => !ownKeys.has(name))
        .sort()
        .map(name => ({ name, value: textIn(spec, name) })),
  },
}
