import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Access, accessOfRoles, rolesOf } from '../../src/core/access.ts'
import { allowedOperations } from '../../src/core/access-matrix.ts'
import { excessOf, mayGive, mayTake } from '../../src/core/handing-out.ts'
import { roles as builtIn, impliedRoles } from '../../src/core/role.ts'
import type { TenantAccess } from '../../src/core/tenant-access.ts'
import { guardedOperations, readPolicy } from '../../src/policy/table.ts'
import fc from '../kit/fast-check.ts'
import { schema } from '../kit/graphql.ts'
import { bearers, books, bookWith, models, permissions, world } from '../kit/tenant-access.ts'

const guarded = [...guardedOperations(readPolicy(schema)).values()]

/** Everything that an access allows, as `ACTION operation model`. */
const deedsOf = (access: Access): ReadonlySet<string> =>
  new Set(
    [undefined, ...models].flatMap(model =>
      Object.entries(allowedOperations({ access, sales: new Map() }, guarded, model)).flatMap(
        ([action, names]) => names.map(name => `${action} ${name} ${model}`),
      ),
    ),
  )

const accessIn = (book: TenantAccess, bearer: Omit<Parameters<typeof rolesOf>[0], 'tenant'>): Access =>
  accessOfRoles(rolesOf({ tenant: 'default', ...bearer }, book), { book, models: world })

const assertWithin = (inner: Access, outer: Access): void => {
  const beyond = deedsOf(inner).difference(deedsOf(outer))
  assert.deepEqual([...beyond], [])
}

test('who gives a role gives nothing that he may not do himself', () => {
  let given = 0
  fc.assert(
    fc.property(
      books,
      bearers,
      fc.array(permissions, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...builtIn, 'new'),
      (book, { own, ...holders }, content, name) => {
        const giver = accessIn(book, { ...holders, roles: impliedRoles(own) })
        if (!mayGive(giver, { name, permissions: name === 'new' ? content : [] })) return
        given++
        const roles = new Map([...book.roles, ['new', content]])
        assertWithin(accessOfRoles(impliedRoles([name]), { book: bookWith({ roles }), models: world }), giver)
      },
    ),
    { numRuns: 1_000 },
  )
  assert.ok(given > 50)
})

test('who takes a role away frees nobody for what he may not do himself', () => {
  fc.assert(
    fc.property(
      books,
      bearers,
      fc.array(permissions, { minLength: 1, maxLength: 3 }),
      (book, { own, ...holders }, content) => {
        const taker = accessIn(book, { ...holders, roles: impliedRoles(own) })
        if (!mayTake(taker, { name: 'new', permissions: content })) return
        const freed = content.map(permission => ({ ...permission, effect: 'ALLOW' as const }))
        const roles = new Map([['new', freed]])
        assertWithin(accessOfRoles(new Set(['new']), { book: bookWith({ roles }), models: world }), taker)
      },
    ),
    { numRuns: 1_000 },
  )
})

test('a credential that does not exceed its creator does nothing that the creator may not', () => {
  let created = 0
  fc.assert(
    fc.property(books, bearers, bearers, (book, creating, wanted) => {
      const creator = accessIn(book, { ...creating, roles: impliedRoles(creating.own) })
      const access = accessIn(book, { ...wanted, roles: impliedRoles(wanted.own) })
      if (excessOf(creator, access, role => book.roles.get(role) ?? [])) return
      created++
      assertWithin(access, creator)
    }),
    { numRuns: 1_000 },
  )
  assert.ok(created > 50)
})

test('nobody takes a denial from himself, but an OWNER does', () => {
  const roles = new Map([['bound', [{ effect: 'DENY' as const, action: 'INVOKE' as const }]]])
  const content = { name: 'bound', permissions: roles.get('bound') ?? [] }
  const of = (role: string) =>
    accessOfRoles(impliedRoles([role, 'bound']), { book: bookWith({ roles }), models: world })
  assert.equal(mayTake(of('ADMIN'), content), false)
  assert.equal(mayTake(of('OWNER'), content), true)
  assert.equal(mayGive(of('ADMIN'), { name: 'DEVELOPER', permissions: [] }), false)
})

test('who administers a little of every model shows none by naming it', () => {
  const book = bookWith({
    roles: new Map([['tuner', [{ effect: 'ALLOW', action: 'ADMINISTER', operations: ['tune'] }]]]),
  })
  const tuner = accessOfRoles(impliedRoles(['tuner']), { book, models: world })
  const analyst = accessOfRoles(impliedRoles(['tuner', 'ANALYST']), { book, models: world })
  const large = { effect: 'ALLOW', action: 'ADMINISTER', operations: ['tune'], models: ['large'] } as const
  assert.equal(mayGive(tuner, { name: 'new', permissions: [large] }), false)
  assert.equal(mayGive(analyst, { name: 'new', permissions: [large] }), true)
})
