import type { AccessControl } from '../../core/access-control.ts'
import type { ProductCatalogue } from '../../core/product.ts'
import { createDirectory, type DirectoryOptions } from './directory.ts'
import { productTable, roleTable } from './entity-tables.ts'
import { createProductSubscriptions } from './product-subscriptions.ts'
import { createRoleAssignments } from './role-assignments.ts'

/** Keeps roles, and who has them, in the database. */
export const createAccessControlStore = (options: DirectoryOptions): AccessControl => ({
  roles: createDirectory(roleTable, options),
  assignments: createRoleAssignments(options),
})

/** Keeps products and their subscriptions in the database. */
export const createProductStore = (options: DirectoryOptions): ProductCatalogue => ({
  products: createDirectory(productTable, options),
  subscriptions: createProductSubscriptions(options),
})
