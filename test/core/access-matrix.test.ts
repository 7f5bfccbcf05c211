import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { graphql } from 'graphql'
import { accessOf } from '../../src/core/access.ts'
import { allowedOperations } from '../../src/core/access-matrix.ts'
import { boundSale } from '../../src/core/bound-sale.ts'
import { GatewayError } from '../../src/core/error.ts'
import type { Action, Permission } from '../../src/core/permission.ts'
import type { Principal } from '../../src/core/principal.ts'
import { impliedRoles } from '../../src/core/role.ts'
import type { Sale } from '../../src/core/sale.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import type { TenantAccess } from '../../src/core/tenant-access.ts'
import { isSubscribed, maySee } from '../../src/core/visible-models.ts'
import { checkAccess } from '../../src/pipeline/authorize.ts'
import { enforceFieldRoles } from '../../src/policy/fields.ts'
import { guardedOperations, readPolicy } from '../../src/policy/table.ts'
import { question, snapshot } from '../kit/call.ts'
import fc from '../kit/fast-check.ts'
import { bearers, books, world as catalogue, models, namesakes } from '../kit/tenant-access.ts'

interface Context {
  readonly principal: Principal
  readonly snapshot: Snapshot
}

const bare = makeExecutableSchema<Context>({
  typeDefs: `
    ${readFileSync(join(import.meta.dirname, '../../schema/directives.graphql'), 'utf8')}
    scalar Decimal scalar DetectorKind scalar SafeInt enum QuotaWindow { DAY }
    type Query { usage: Int @requireRole(role: ANALYST) }
    type Mutation {
      complete: Int @operation(name: "complete") @requireRole(role: DEVELOPER)
      embed: Int @operation(name: "embed") @requireRole(role: DEVELOPER)
      createTeam: Int @requireRole(role: ADMIN)
      decide: Int @requireRole(role: APPROVER)
      found: Int @requireRole(role: OWNER)
      tune(input: Tuning): Int @requireRole(role: ADMIN, model: "input.models")
      change(id: ID!): Int @requireRole(role: ADMIN, model: "id")
    }
    input Tuning { models: [String!] }
  `,
  resolvers: {
    Query: { usage: () => 1 },
    Mutation: { createTeam: () => 1, change: () => 1, decide: () => 1, found: () => 1, tune: () => 1 },
  },
})
const policy = readPolicy(bare)
const schema = enforceFieldRoles<Context>(bare, policy.fields, {
  askerOf: context => context,
  askerNow: context => context,
  modelOf: id => (id.startsWith('id of ') ? id.slice(6) : undefined),
})
const guarded = [...guardedOperations(policy).values()]

/** Every operation, what it is, and what a field of it is asked like. */
const cells: readonly {
  readonly operation: string
  readonly action: Action
  readonly role?: string
  readonly source?: (model: string | undefined) => string
  readonly isAboutModels: boolean | 'PERHAPS'
}[] = [
  { operation: 'complete', action: 'INVOKE', role: 'DEVELOPER', isAboutModels: true },
  { operation: 'embed', action: 'INVOKE', role: 'DEVELOPER', isAboutModels: true },
  { operation: 'model', action: 'READ', isAboutModels: true },
  { operation: 'usage', action: 'READ', role: 'ANALYST', isAboutModels: false, source: () => '{ usage }' },
  {
    operation: 'createTeam',
    action: 'ADMINISTER',
    role: 'ADMIN',
    isAboutModels: false,
    source: () => 'mutation { createTeam }',
  },
  {
    operation: 'decide',
    action: 'ADMINISTER',
    role: 'APPROVER',
    isAboutModels: false,
    source: () => 'mutation { decide }',
  },
  {
    operation: 'found',
    action: 'ADMINISTER',
    role: 'OWNER',
    isAboutModels: false,
    source: () => 'mutation { found }',
  },
  {
    operation: 'tune',
    action: 'ADMINISTER',
    role: 'ADMIN',
    isAboutModels: 'PERHAPS',
    source: model => `mutation { tune(input: { models: ${model === undefined ? '[]' : `["${model}"]`} }) }`,
  },
  {
    operation: 'change',
    action: 'ADMINISTER',
    role: 'ADMIN',
    isAboutModels: true,
    source: model => `mutation { change(id: "id of ${model}") }`,
  },
]

const worldOf = (book: TenantAccess): Snapshot => ({
  ...snapshot,
  models: catalogue,
  access: new Map([['default', book]]),
})

/** What really happens when it is asked for. */
const happens = async (
  principal: Principal,
  world: Snapshot,
  {
    operation,
    source,
    model,
  }: {
    operation: string
    source?: ((model: string | undefined) => string) | undefined
    model: string | undefined
  },
): Promise<boolean> => {
  if (operation === 'model') return maySee(principal, world, model ?? '')
  const governed = policy.operations.get(operation)
  if (governed) {
    const input = operation === 'embed' ? { task: 'embedding' as const, texts: ['hello'] } : question('hello')
    try {
      checkAccess({ input, model: model ?? '', policy: governed, principal, snapshot: world })
      return true
    } catch (error) {
      assert.ok(error instanceof GatewayError && ['FORBIDDEN', 'NOT_FOUND'].includes(error.code))
      return false
    }
  }
  const { errors } = await graphql({
    schema,
    source: source?.(model) ?? '',
    contextValue: { principal, snapshot: world },
  })
  return errors === undefined
}

const saleOf = (model: string, { sales }: TenantAccess): Sale | undefined =>
  sales.get(model) ??
  namesakes(model)
    .flatMap(name => sales.get(name) ?? [])
    .at(0)

/** The rules once more, in the plainest words, to compare with. */
const expected = (
  principal: Principal,
  book: TenantAccess,
  {
    operation,
    action,
    role,
    model,
  }: { operation: string; action: Action; role?: string | undefined; model: string | undefined },
): boolean => {
  const holders = [
    'TENANT default',
    ...(principal.team === 'bottom' && book.parents.size > 0
      ? ['TEAM bottom', 'TEAM middle', 'TEAM top']
      : principal.team === 'middle' && book.parents.size > 0
        ? ['TEAM middle', 'TEAM top']
        : [`TEAM ${principal.team}`]),
    `APPLICATION ${principal.application}`,
    `USER ${principal.user}`,
  ]
  const held = impliedRoles([...principal.roles, ...holders.flatMap(holder => book.given.get(holder) ?? [])])
  const said = [...held].flatMap(name => book.roles.get(name) ?? [])
  // What is denied under one name is denied under all.
  const names = (effect: Permission['effect'], name: string): readonly string[] =>
    effect === 'DENY' ? namesakes(name) : [name]
  const isSaid = (effect: Permission['effect'], action: Action, operation: string): boolean =>
    said.some(
      about =>
        about.effect === effect &&
        about.action === action &&
        (!about.operations || about.operations.includes(operation)) &&
        (!about.models ||
          (model !== undefined && names(effect, model).some(name => about.models?.includes(name)))),
    )
  const isDenied = (action: Action, operation: string): boolean =>
    !held.has('OWNER') &&
    (isSaid('DENY', action, operation) || (model !== undefined && isSaid('DENY', 'READ', operation)))

  if (model !== undefined && principal.models && !principal.models.has(model)) return false
  // A name that no product sells is sold with its namesake.
  const sale = model === undefined ? undefined : saleOf(model, book)
  const isSold = sale !== undefined
  const isShown = (isSubscriptionNeeded = isSold): boolean => {
    if (isDenied('READ', 'model')) return false
    if (['ANALYST', 'AUDITOR', 'APPROVER', 'ADMIN'].some(reader => held.has(reader))) return true
    if (isSaid('ALLOW', 'READ', 'model')) return true
    for (const { effect, action, operations, models } of said)
      if (effect === 'ALLOW' && action === 'ADMINISTER')
        if (models ? models.includes(model ?? '') : !operations) return true
    // A call that is allowed of any operation, be it one that is yet to come.
    const ways = [...(held.has('DEVELOPER') ? [{ operations: undefined }] : [])].concat(
      said.filter(
        ({ effect, action, models }) =>
          effect === 'ALLOW' && action === 'INVOKE' && (!models || models.includes(model ?? '')),
      ) as never[],
    ) as { operations: readonly string[] | undefined }[]
    const isRefused = (operation: string) => !held.has('OWNER') && isSaid('DENY', 'INVOKE', operation)
    if (isSubscriptionNeeded && sale && !sale.subscribers.has(principal.application ?? 'none')) return false
    return ways.some(way => (way.operations ?? ['one that is yet to come']).some(name => !isRefused(name)))
  }
  if (action === 'READ' && model !== undefined) return isShown()
  const isLimitable = action !== 'READ'
  if (isLimitable && principal.operations && !principal.operations.has(operation)) return false
  if (role === 'OWNER') return held.has('OWNER')
  if (isDenied(action, operation)) return false
  if (action === 'INVOKE' && !isShown(false)) return false
  if (action === 'INVOKE' && isSold && !sale.subscribers.has(principal.application ?? 'none')) return false
  return held.has(role ?? '') || isSaid('ALLOW', action, operation)
}

test('what enforcement does is what the matrix says and what the rules mean, for every cell (F07)', async () => {
  let allowed = 0
  let refused = 0
  await fc.assert(
    fc.asyncProperty(books, bearers, async (book, { own, models: limit, operations, ...holders }) => {
      const world = worldOf(book)
      const principal: Principal = {
        id: 'key',
        name: 'a key',
        tenant: 'default',
        ...(holders.team !== undefined && { team: holders.team }),
        ...(holders.application !== undefined && { application: holders.application }),
        ...(holders.user !== undefined && { user: holders.user }),
        roles: impliedRoles(own),
        ...(limit && { models: new Set(limit) }),
        ...(operations && { operations: new Set(operations) }),
      }
      const access = accessOf(principal, world)
      for (const model of [undefined, ...models]) {
        const accessor = {
          access,
          sales: book.sales,
          application: principal.application,
          ...(limit && { models: new Set(limit) }),
          ...(operations && { operations: new Set(operations) }),
        }
        const row = allowedOperations(accessor, guarded, model)
        const subscribed = isSubscribed(boundSale(book.sales, model ?? '', catalogue), principal.application)
        for (const { operation, action, role, isAboutModels, source } of cells) {
          if (isAboutModels !== 'PERHAPS' && isAboutModels !== (model !== undefined)) continue
          const cell = row[action].includes(operation) && (action !== 'INVOKE' || subscribed !== false)
          const about = `${action} ${operation} ${model}`
          assert.equal(expected(principal, book, { operation, action, role, model }), cell, `rules: ${about}`)
          assert.equal(await happens(principal, world, { operation, source, model }), cell, `deed: ${about}`)
          if (cell) allowed++
          else refused++
        }
      }
    }),
    { numRuns: 400 },
  )
  assert.ok(allowed > 200 && refused > 200, `${allowed} allowed, ${refused} refused`)
})
