import type pg from 'pg'
import type { Permission } from '../../core/permission.ts'
import { promptSalesOf, type SoldProduct, salesOf } from '../../core/sale.ts'
import { type HolderKind, holderKey, noAccess, type TenantAccess } from '../../core/tenant-access.ts'

/**
 * Who may do what in every tenant where somebody has said anything of it, at the moment of the client's transaction.
 * The client is one of the owner's that may see all tenants' rows.
 */
export const readAccess = async (client: pg.ClientBase): Promise<ReadonlyMap<string, TenantAccess>> => {
  const { rows } = await client.query<AccessRow>(accessQuery)
  return new Map(rows.map(row => [row.tenant, tenantAccessOf(row)]))
}

/** The same of one tenant, on a connection that sees its rows. */
export const readTenantAccess = async (client: pg.ClientBase, tenant: string): Promise<TenantAccess> => {
  const { rows } = await client.query<AccessRow>(oneTenantQuery, [tenant])
  return rows[0] ? tenantAccessOf(rows[0]) : noAccess
}

/** One row a tenant. Teams on top are left out, as are roles out of use and drafts. */
const accessQuery = `
SELECT name AS tenant,
  (SELECT coalesce(json_agg(json_build_object('name', name, 'permissions', permissions)), '[]')
   FROM role WHERE role.tenant = tenant.name AND archived_at IS NULL) AS roles,
  (SELECT coalesce(json_agg(json_build_object('kind', kind, 'name', holder, 'role', role)), '[]')
   FROM role_assignment WHERE role_assignment.tenant = tenant.name) AS given,
  (SELECT coalesce(json_agg(json_build_object('name', name, 'parent', parent)), '[]')
   FROM team WHERE team.tenant = tenant.name AND parent IS NOT NULL) AS parents,
  (SELECT coalesce(json_agg(json_build_object(
      'name', name,
      'models', models,
      'prompts', prompts,
      'stage', CASE WHEN archived_at IS NULL THEN stage ELSE 'RETIRED' END,
      'deprecatedAt', floor(extract(epoch FROM deprecated_at) * 1000),
      'subscribers', (SELECT coalesce(json_agg(application), '[]') FROM product_subscription
        WHERE product_subscription.tenant = product.tenant AND product_subscription.product = product.name AND state = 'APPROVED')
    )), '[]')
   FROM product WHERE product.tenant = tenant.name AND stage <> 'DRAFT') AS products
FROM tenant WHERE archived_at IS NULL`

/** Of the tenant `$1`. */
export const oneTenantQuery = `${accessQuery} AND name = $1`

export interface AccessRow {
  readonly tenant: string
  readonly roles: readonly { readonly name: string; readonly permissions: readonly Permission[] }[]
  readonly given: readonly { readonly kind: HolderKind; readonly name: string; readonly role: string }[]
  readonly parents: readonly { readonly name: string; readonly parent: string }[]
  readonly products: readonly (Omit<SoldProduct, 'deprecatedAt'> & { readonly deprecatedAt: number | null })[]
}

export const tenantAccessOf = ({ roles, given, parents, products }: AccessRow): TenantAccess => {
  const sold = products.map(({ deprecatedAt, ...product }) => ({
    ...product,
    ...(deprecatedAt !== null && { deprecatedAt }),
  }))
  return {
    roles: new Map(roles.map(({ name, permissions }) => [name, permissions])),
    given: new Map(
      [...Map.groupBy(given, holderKey)].map(([key, items]) => [key, items.map(({ role }) => role)]),
    ),
    parents: new Map(parents.map(({ name, parent }) => [name, parent])),
    sales: salesOf(sold),
    promptSales: promptSalesOf(sold),
  }
}
