import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Model } from '../../src/core/model.ts'
import { areOneModel } from '../../src/core/one-model.ts'
import type { Principal } from '../../src/core/principal.ts'
import type { Deployment } from '../../src/core/provider.ts'
import { salesOf } from '../../src/core/sale.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { maySee, visibleModels } from '../../src/core/visible-models.ts'
import { checkAccess } from '../../src/pipeline/authorize.ts'
import { model, policy, principal, question, snapshot } from '../kit/call.ts'
import fc from '../kit/fast-check.ts'
import { bookWith } from '../kit/tenant-access.ts'

const names = ['a', 'b', 'c', 'd', 'e', 'unlisted'] as const

/** Ids of which some are of one entry of the catalogue, at two providers. */
const deployments: fc.Arbitrary<Deployment> = fc
  .record({
    provider: fc.constantFrom('one', 'other'),
    id: fc.constantFrom('x', 'x-2026', 'y', 'z'),
  })
  .map(({ provider, id }) => ({
    name: `${provider}/${id}`,
    provider,
    model: id,
    weight: 1,
    ...(id.startsWith('x') && { entry: 'x' }),
  }))

const worlds = fc.array(fc.array(deployments, { minLength: 1, maxLength: 3 }), {
  minLength: names.length,
  maxLength: names.length,
})

/** A snapshot in which one name is found only by who asks for it, as most of the catalogue's are. */
const worldOf = (served: readonly (readonly Deployment[])[], about: Partial<Snapshot>): Snapshot => {
  const all = new Map(
    names.map((name, index): [string, Model] => [name, { ...model, name, deployments: served[index] ?? [] }]),
  )
  const listed = new Map([...all].filter(([name]) => name !== 'unlisted'))
  const models = Object.assign(listed, { get: all.get.bind(all), has: all.has.bind(all) })
  return { ...snapshot, models, ...about }
}

const passes = (name: string, { caller, world }: { caller: Principal; world: Snapshot }): boolean => {
  try {
    checkAccess({ input: question('hello'), model: name, policy, principal: caller, snapshot: world })
    return true
  } catch {
    return false
  }
}

const servedBy = (world: Snapshot, name: string) => world.models.get(name)?.deployments ?? []

const share = (world: Snapshot, one: string, other: string): boolean =>
  servedBy(world, one).some(at => servedBy(world, other).some(there => areOneModel(at, there)))

test('no alias escapes a denial, of calls or of sight', () => {
  let refused = 0
  fc.assert(
    fc.property(
      worlds,
      fc.subarray([...names], { minLength: 1, maxLength: 2 }),
      fc.constantFrom('INVOKE' as const, 'READ' as const),
      (served, denied, action) => {
        const roles = new Map([['bound', [{ effect: 'DENY' as const, action, models: denied }]]])
        const world = worldOf(served, { access: new Map([['default', bookWith({ roles })]]) })
        const caller = { ...principal, roles: new Set(['DEVELOPER', 'bound']) }
        const listed = visibleModels(caller, world).map(({ name }) => name)
        for (const name of names) {
          const isDenied = denied.some(one => one === name || share(world, one, name))
          assert.equal(passes(name, { caller, world }), !isDenied, `${name} of ${denied}`)
          assert.equal(maySee(caller, world, name), !isDenied)
          assert.equal(listed.includes(name), !isDenied && name !== 'unlisted')
          if (isDenied) refused++
        }
      },
    ),
    { numRuns: 500 },
  )
  assert.ok(refused > 500)
})

test('no alias escapes a subscription: what is sold under no name of its own is sold with its namesakes', () => {
  let refused = 0
  const products = fc.record({
    models: fc.subarray([...names], { minLength: 1, maxLength: 2 }),
    isSubscribed: fc.boolean(),
    stage: fc.constantFrom('PUBLISHED' as const, 'DEPRECATED' as const, 'RETIRED' as const),
  })
  fc.assert(
    fc.property(worlds, fc.array(products, { minLength: 1, maxLength: 3 }), (served, offered) => {
      const sold = offered.map(({ models, isSubscribed, stage }, index) => ({
        name: `product ${index}`,
        models,
        stage,
        subscribers: isSubscribed && stage !== 'RETIRED' ? ['web'] : ['other'],
      }))
      const world = worldOf(served, { access: new Map([['default', bookWith({ sales: salesOf(sold) })]]) })
      const sells = (name: string) => sold.filter(({ models }) => models.includes(name as never))
      const isBought = (products: typeof sold): boolean =>
        products.some(({ stage, subscribers }) => stage !== 'RETIRED' && subscribers.includes('web'))
      const listed = visibleModels(principal, world).map(({ name }) => name)
      for (const name of names) {
        const own = sells(name)
        const bonds =
          own.length > 0
            ? [own]
            : servedBy(world, name)
                .map(at =>
                  names
                    .filter(other => servedBy(world, other).some(there => areOneModel(at, there)))
                    .flatMap(sells),
                )
                .filter(products => products.length > 0)
        const isOpen = bonds.every(isBought)
        assert.equal(passes(name, { caller: principal, world }), isOpen, name)
        assert.equal(maySee(principal, world, name), isOpen)
        assert.equal(listed.includes(name), isOpen && name !== 'unlisted')
        if (!isOpen) refused++
      }
    }),
    { numRuns: 500 },
  )
  assert.ok(refused > 500)
})

test('an alias of a deprecated product warns as the product does', () => {
  const served = [...names].map(() => [{ name: 'one/y', provider: 'one', model: 'y', weight: 1 }])
  const sales = salesOf([{ name: 'old', models: ['a'], stage: 'DEPRECATED', subscribers: ['web'] }])
  const world = worldOf(served, { access: new Map([['default', bookWith({ sales })]]) })
  const asked = { input: question('hello'), policy, principal, snapshot: world }
  const [warning] = checkAccess({ ...asked, model: 'unlisted' })
  assert.match(warning?.message ?? '', /product `old` is deprecated/)
})
