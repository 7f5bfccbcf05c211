import { existing } from './administer.ts'
import { callerOf, type GraphqlContext } from './context.ts'

/** The caller's tenant. */
export const ownTenant = async (context: GraphqlContext) => {
  const { tenant } = callerOf(context)
  return existing('tenant', (await context.services.organisation.tenants.named(tenant, [tenant]))[0])
}
