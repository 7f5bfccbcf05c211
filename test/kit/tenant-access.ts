import type { Model } from '../../src/core/model.ts'
import type { Permission } from '../../src/core/permission.ts'
import { roles as builtIn } from '../../src/core/role.ts'
import { salesOf } from '../../src/core/sale.ts'
import { holderKey, type TenantAccess } from '../../src/core/tenant-access.ts'
import { model } from './call.ts'
import fc from './fast-check.ts'

/** A book of one tenant; say only what matters to the test. */
export const bookWith = (about: Partial<TenantAccess>): TenantAccess => ({
  roles: new Map(),
  given: new Map(),
  parents: new Map(),
  sales: new Map(),
  promptSales: new Map(),
  ...about,
})

export const models = ['small', 'large', 'mini'] as const

const capable: Model = { ...model, capabilities: new Set(['COMPLETION', 'EMBEDDING']) }

/** The models; `mini` is another name for what serves `small`. */
export const world: ReadonlyMap<string, Model> = new Map(
  models.map((name): [string, Model] => {
    const served = name === 'mini' ? 'small' : name
    const deployments = [{ name: `fake/${name}`, provider: 'fake', model: served, weight: 1 }]
    return [name, { ...capable, name, deployments }]
  }),
)

/** The names that stand for the same as this one, itself included. */
export const namesakes = (name: string): readonly string[] =>
  name === 'large' ? ['large'] : ['small', 'mini']
export const operations = ['complete', 'embed', 'usage', 'createTeam', 'tune', 'model'] as const
const customRoles = ['one', 'two', 'three'] as const
const teams = ['top', 'middle', 'bottom'] as const

const some = <T>(items: readonly T[]) =>
  fc.option(fc.subarray([...items], { minLength: 1 }), { nil: undefined, freq: 2 })

/** Permissions, of which many speak of nothing that there is. */
export const permissions: fc.Arbitrary<Permission> = fc
  .record({
    effect: fc.constantFrom('ALLOW', 'ALLOW', 'DENY'),
    action: fc.constantFrom('READ', 'INVOKE', 'ADMINISTER'),
    operations: some(operations),
    models: some(models),
  })
  .map(
    ({ effect, action, operations, models }) =>
      ({
        effect,
        action,
        ...(operations && { operations }),
        ...(models && { models }),
      }) as Permission,
  )

const roleNames = fc.subarray([...customRoles, ...builtIn, 'archived'], { maxLength: 2 })

const products = fc.record({
  name: fc.constant('product'),
  stage: fc.constantFrom('DRAFT' as const, 'PUBLISHED' as const, 'DEPRECATED' as const, 'RETIRED' as const),
  models: fc.subarray([...models]),
  subscribers: fc.subarray(['web', 'other']),
})

/** A tenant with custom roles, given to all sorts of holders, and a line of teams. */
export const books: fc.Arbitrary<TenantAccess> = fc
  .record({
    contents: fc.array(fc.array(permissions, { maxLength: 3 }), { minLength: 3, maxLength: 3 }),
    tenant: fc.subarray(['one', 'two'], { maxLength: 1 }),
    teams: fc.array(roleNames, { minLength: 3, maxLength: 3 }),
    application: roleNames,
    user: roleNames,
    isLine: fc.boolean(),
    products: fc.array(products, { maxLength: 2 }),
  })
  .map(({ contents, isLine, products, ...given }) =>
    bookWith({
      sales: salesOf(products),
      roles: new Map(customRoles.map((name, index) => [name, contents[index] ?? []])),
      given: new Map([
        [holderKey({ kind: 'TENANT', name: 'default' }), given.tenant],
        ...teams.map((name, index) => [holderKey({ kind: 'TEAM', name }), given.teams[index] ?? []] as const),
        [holderKey({ kind: 'APPLICATION', name: 'web' }), given.application],
        [holderKey({ kind: 'USER', name: 'ada' }), given.user],
      ]),
      parents: new Map<string, string>(
        isLine
          ? [
              ['bottom', 'middle'],
              ['middle', 'top'],
            ]
          : [],
      ),
    }),
  )

/** Whom somebody belongs to, and the own roles. */
export const bearers = fc.record({
  team: fc.option(fc.constantFrom(...teams), { nil: undefined }),
  application: fc.option(fc.constant('web'), { nil: undefined }),
  user: fc.option(fc.constant('ada'), { nil: undefined }),
  own: fc.subarray([...builtIn], { maxLength: 2 }),
  models: some(models),
  operations: some(['complete', 'embed', 'createTeam', 'tune']),
})
