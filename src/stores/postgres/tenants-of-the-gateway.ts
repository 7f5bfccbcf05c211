import type { Tenant, TenantsOfTheGateway } from '../../core/organisation.ts'
import { operatorTenant } from '../../core/organisation.ts'
import type { DirectoryOptions } from './directory.ts'
import { type EntityRow, tenantTable } from './entity-tables.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'

/** All tenants, past row-level security: only for who runs the gateway. Throws UNAVAILABLE while the database is away. */
export const createTenantsOfTheGateway = ({ pool }: Pick<DirectoryOptions, 'pool'>): TenantsOfTheGateway => {
  const read = (values: readonly unknown[]): Promise<readonly Tenant[]> =>
    reachable(() =>
      withinTenant(pool, operatorTenant, async client => {
        const { rows } = await client.query<EntityRow>(
          'SELECT * FROM tenants_of_the_gateway($1, $2, $3, $4, $5)',
          [...values],
        )
        return rows.map(tenantTable.decode)
      }),
    )
  return {
    find: async id => (await read([id, null, null, null, 1]))[0],
    list: ({ limit, after, filter: { search, state } }) =>
      read([null, search, state === undefined ? null : state === 'ACTIVE', after, limit]),
  }
}
