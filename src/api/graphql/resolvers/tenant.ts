import { GatewayError } from '../../../core/error.ts'
import type { Tenant } from '../../../core/organisation.ts'
import { operatorTenant } from '../../../core/organisation.ts'
import { administeredTenant, existing } from '../administer.ts'
import type { GraphqlContext } from '../context.ts'
import { filterOf, labelsOf, namedRange, titleOf, versionOf } from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId, readGlobalId } from '../global-id.ts'
import { ownTenant } from '../own-tenant.ts'
import { connection } from '../page.ts'

/** Tenants: keeping one's own, and for those who run the gateway, all of them. */
export const tenant: contract.Resolvers = {
  Query: {
    tenant: (_root, _args, context) => ownTenant(context),
    tenants: async (_root, args, context) => {
      mustOperate('list all tenants', context)
      const range = namedRange(args)
      const page = { ...range, limit: range.limit + 1, filter: filterOf(args.filter) }
      const found = await context.services.organisation.tenantsOfTheGateway.list(page)
      return connection(found, range, ({ name }) => name)
    },
  },
  Mutation: {
    createTenant: async (_root, { input }, context) => {
      mustOperate('create tenants', context)
      const { tenant, key, secret } = await context.services.apiKeys.createTenant(labelsOf(input))
      return { tenant, apiKey: key, secret }
    },
    updateTenant: async (_root, { input }, context) => {
      const { tenants } = context.services.organisation
      const tenant = administeredTenant(context)
      const { title, promptApproval } = input
      const to = {
        ...(title != null && { title: titleOf(title) }),
        ...(promptApproval != null && { promptApproval }),
      }
      const entity = versionOf('Tenant', input)
      return { tenant: existing('tenant', entity && (await tenants.update(tenant, { ...entity, to }))) }
    },
    archiveTenant: async (_root, { input }, context) => {
      const { tenants } = context.services.organisation
      const own = administeredTenant(context)
      const entity = versionOf('Tenant', input)
      const tenant = own === operatorTenant ? (await tenantOf(input.id, context)).name : own
      if (tenant === operatorTenant)
        throw new GatewayError('FORBIDDEN', `The tenant \`${tenant}\` runs the gateway and stays`)
      return { tenant: existing('tenant', entity && (await tenants.archive(tenant, entity))) }
    },
    restoreTenant: async (_root, { input }, context) => {
      mustOperate('restore tenants', context)
      const { name } = await tenantOf(input.id, context)
      const entity = versionOf('Tenant', input)
      const { tenants } = context.services.organisation
      return { tenant: existing('tenant', entity && (await tenants.restore(name, entity))) }
    },
    recoverTenant: async (_root, { input }, context) => {
      mustOperate('issue keys of other tenants', context)
      const tenant = await tenantOf(input.id, context)
      if (tenant.archivedAt !== undefined)
        throw new GatewayError(
          'INVALID_INPUT',
          `The tenant \`${tenant.name}\` is archived: restore it first`,
          {
            path: 'id',
          },
        )
      const wanted = { tenant: tenant.name, name: input.name ?? 'recovery', roles: ['OWNER'] }
      const { key, secret } = await context.services.apiKeys.create(wanted)
      return { tenant, apiKey: key, secret }
    },
  },
  Tenant: {
    id: ({ id }) => globalId('Tenant', id),
    promptApproval: ({ promptApproval = 'NONE' }) => promptApproval,
  },
}

/** Throws FORBIDDEN for everyone but those who run the gateway. */
const mustOperate = (what: string, context: GraphqlContext): void => {
  if (administeredTenant(context) !== operatorTenant)
    throw new GatewayError('FORBIDDEN', `Only those who run the gateway may ${what}`)
}

/** Any tenant, by its global id. Throws NOT_FOUND. */
const tenantOf = async (id: string, context: GraphqlContext): Promise<Tenant> => {
  const known = readGlobalId(id)
  const found =
    known?.type === 'Tenant'
      ? await context.services.organisation.tenantsOfTheGateway.find(known.id)
      : undefined
  return existing('tenant', found)
}
