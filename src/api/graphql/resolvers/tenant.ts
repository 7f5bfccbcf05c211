import { GatewayError } from '../../../core/error.ts'
import { operatorTenant } from '../../../core/organisation.ts'
import { administeredTenant, existing } from '../administer.ts'
import { labelsOf, titleOf, versionOf } from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId } from '../global-id.ts'
import { ownTenant } from '../own-tenant.ts'

/** Tenants: founding one, and keeping one's own. */
export const tenant: contract.Resolvers = {
  Query: { tenant: (_root, _args, context) => ownTenant(context) },
  Mutation: {
    createTenant: async (_root, { input }, context) => {
      if (administeredTenant(context) !== operatorTenant)
        throw new GatewayError('FORBIDDEN', 'Only those who run the gateway may create tenants')
      const { tenant, key, secret } = await context.services.apiKeys.createTenant(labelsOf(input))
      return { tenant, apiKey: key, secret }
    },
    updateTenant: async (_root, { input }, context) => {
      const { tenants } = context.services.organisation
      const tenant = administeredTenant(context)
      const to = input.title == null ? {} : { title: titleOf(input.title) }
      const entity = versionOf('Tenant', input)
      return { tenant: existing('tenant', entity && (await tenants.update(tenant, { ...entity, to }))) }
    },
    archiveTenant: async (_root, { input }, context) => {
      const { tenants } = context.services.organisation
      const tenant = administeredTenant(context)
      if (tenant === operatorTenant)
        throw new GatewayError('FORBIDDEN', `The tenant \`${tenant}\` runs the gateway and stays`)
      const entity = versionOf('Tenant', input)
      return { tenant: existing('tenant', entity && (await tenants.archive(tenant, entity))) }
    },
  },
  Tenant: { id: ({ id }) => globalId('Tenant', id) },
}
