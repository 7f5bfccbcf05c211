import type { CustomRole } from '../../core/access-control.ts'
import type { Application, Entity, PromptApproval, Team, Tenant, User } from '../../core/organisation.ts'
import type { Permission } from '../../core/permission.ts'
import type { Product, ProductStage } from '../../core/product.ts'
import { mostInUse } from '../../core/standing.ts'

/** A row of any of the tables, as the driver gives it; which of the optional columns are there depends on the table. */
export interface EntityRow {
  readonly id: string
  readonly tenant?: string
  readonly name: string
  readonly title: string
  readonly version: number
  readonly created_at: Date
  readonly archived_at: Date | null
  readonly description?: string | null
  readonly parent?: string | null
  readonly email?: string | null
  readonly cost_centre?: string | null
  readonly team?: string
  readonly permissions?: readonly Permission[]
  readonly terms?: string | null
  readonly release?: string
  readonly models?: readonly string[]
  readonly prompts?: readonly string[]
  readonly stage?: ProductStage
  readonly deprecated_at?: Date | null
  readonly prompt_approval?: PromptApproval
}

/** How one kind of entity is kept. Every name in here is written into SQL as it is. */
export interface EntityTable<T extends Entity> {
  /** For people. */
  readonly kind: string
  readonly table: string
  /** The column that holds the tenant's name. */
  readonly tenantColumn: 'tenant' | 'name'
  /** What is said of an entity besides its name, and may be changed unless `fixed`. */
  readonly attributes: readonly string[]
  readonly fixed?: string
  /** Those that are kept as JSON. */
  readonly json?: readonly string[]
  /** Those that are moments, in milliseconds since 1970. */
  readonly times?: readonly string[]
  /** The column that names the team that it belongs to. */
  readonly teamColumn?: 'parent' | 'team'
  /** Tables whose rows in use keep the entity from being archived, and the column that refers to it. */
  readonly partsIn: readonly (readonly [table: string, column: string])[]
  /** Most that a tenant can have in use; absent: any number. */
  readonly most?: number
  /** Whether it can come back once it is archived. */
  readonly isRestored?: true
  readonly decode: (row: EntityRow) => T
}

const entityOf = (row: EntityRow): Entity => ({
  id: row.id,
  tenant: row.tenant ?? row.name,
  name: row.name,
  title: row.title,
  version: row.version,
  createdAt: row.created_at.getTime(),
  ...(row.archived_at && { archivedAt: row.archived_at.getTime() }),
})

export const tenantTable: EntityTable<Tenant> = {
  kind: 'tenant',
  table: 'tenant',
  tenantColumn: 'name',
  attributes: ['title', 'promptApproval'],
  partsIn: [],
  decode: row => ({ ...entityOf(row), ...(row.prompt_approval && { promptApproval: row.prompt_approval }) }),
}

export const teamTable: EntityTable<Team> = {
  kind: 'team',
  isRestored: true,
  table: 'team',
  tenantColumn: 'tenant',
  attributes: ['title', 'description', 'parent', 'costCentre'],
  teamColumn: 'parent',
  partsIn: [
    ['team', 'parent'],
    ['application', 'team'],
  ],
  most: mostInUse,
  decode: row => ({
    ...entityOf(row),
    ...(row.description != null && { description: row.description }),
    ...(row.parent != null && { parent: row.parent }),
    ...(row.cost_centre != null && { costCentre: row.cost_centre }),
  }),
}

export const userTable: EntityTable<User> = {
  kind: 'user',
  isRestored: true,
  table: '"user"',
  tenantColumn: 'tenant',
  attributes: ['title', 'email'],
  partsIn: [],
  decode: row => ({ ...entityOf(row), ...(row.email != null && { email: row.email }) }),
}

export const applicationTable: EntityTable<Application> = {
  kind: 'application',
  isRestored: true,
  table: 'application',
  tenantColumn: 'tenant',
  attributes: ['title', 'description', 'team', 'costCentre'],
  fixed: 'team',
  teamColumn: 'team',
  partsIn: [],
  most: mostInUse,
  decode: row => ({
    ...entityOf(row),
    team: row.team ?? '',
    ...(row.description != null && { description: row.description }),
    ...(row.cost_centre != null && { costCentre: row.cost_centre }),
  }),
}

export const roleTable: EntityTable<CustomRole> = {
  kind: 'role',
  table: 'role',
  tenantColumn: 'tenant',
  attributes: ['title', 'description', 'permissions'],
  json: ['permissions'],
  partsIn: [],
  decode: row => ({
    ...entityOf(row),
    ...(row.description != null && { description: row.description }),
    permissions: row.permissions ?? [],
  }),
}

export const productTable: EntityTable<Product> = {
  kind: 'product',
  table: 'product',
  tenantColumn: 'tenant',
  attributes: ['title', 'description', 'terms', 'release', 'models', 'prompts', 'stage', 'deprecatedAt'],
  times: ['deprecatedAt'],
  partsIn: [],
  decode: row => ({
    ...entityOf(row),
    ...(row.description != null && { description: row.description }),
    ...(row.terms != null && { terms: row.terms }),
    release: row.release ?? '',
    models: row.models ?? [],
    prompts: row.prompts ?? [],
    stage: row.archived_at ? 'RETIRED' : (row.stage ?? 'DRAFT'),
    ...(row.deprecated_at && { deprecatedAt: row.deprecated_at.getTime() }),
  }),
}
