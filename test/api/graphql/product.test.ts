import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const yaml = `
models:
  - { name: small, deployments: [ { provider: simulator, model: simulator } ], unpriced: allow }
  - { name: large, deployments: [ { provider: simulator, model: simulator } ], unpriced: allow }
`

const fields = 'id name stage version semanticVersion models terms'

describe('products by GraphQL', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startGateway({ yaml })
  })
  after(() => gateway.close())

  const dataOf = async (source: string, variables: object = {}, key?: string) => {
    const { data, errors } = await gateway.graphql(source, variables, key)
    assert.equal(errors, undefined)
    return data
  }
  const refusalOf = async (source: string, variables: object = {}, key?: string) => {
    const { errors = [] } = await gateway.graphql(source, variables, key)
    assert.equal(errors.length, 1)
    return [errors[0]?.extensions.code, errors[0]?.extensions.path]
  }
  const mutation = (name: string) =>
    `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { product { ${fields} } } }`
  const act = async (name: string, input: object, key?: string) =>
    (await dataOf(mutation(name), { input }, key))[name].product
  const draft = (name: string, rest: object = {}) =>
    act('createProduct', { name, semanticVersion: '1.0.0', models: ['small'], ...rest })
  const namesIn = async (filter: object | null, key?: string): Promise<string[]> =>
    (
      await dataOf(
        'query ($filter: ProductFilter) { products(first: 100, filter: $filter) { edges { node { name } } } }',
        { filter },
        key,
      )
    ).products.edges.map(({ node }: { node: { name: string } }) => node.name)

  test('a product goes from draft to published, deprecated and retired, and not back', async () => {
    const { id } = await draft('life')
    const stages: string[] = []
    const step = async (name: string, version: number) => {
      const product = await act(name, { id, version })
      stages.push(product.stage)
      return product
    }
    assert.deepEqual(await refusalOf(mutation('deprecateProduct'), { input: { id, version: 1 } }), [
      'INVALID_INPUT',
      'id',
    ])
    await step('publishProduct', 1)
    assert.deepEqual(await refusalOf(mutation('publishProduct'), { input: { id, version: 2 } }), [
      'INVALID_INPUT',
      'id',
    ])
    assert.deepEqual(await refusalOf(mutation('deprecateProduct'), { input: { id, version: 1 } }), [
      'CONFLICT',
      'version',
    ])
    await step('deprecateProduct', 2)
    await step('publishProduct', 3)
    await step('deprecateProduct', 4)
    await step('retireProduct', 5)
    await step('retireProduct', 6)
    assert.deepEqual(stages, ['PUBLISHED', 'DEPRECATED', 'PUBLISHED', 'DEPRECATED', 'RETIRED', 'RETIRED'])
    for (const name of ['publishProduct', 'deprecateProduct', 'updateProduct'])
      assert.deepEqual(await refusalOf(mutation(name), { input: { id, version: 6 } }), [
        'INVALID_INPUT',
        'id',
      ])
  })

  test('what subscribers of a published product get does not change under the same semantic version', async () => {
    const { id } = await draft('versions', { terms: 'Be kind.' })
    const change = (input: object) => act('updateProduct', { id, ...input })
    const refused = (input: object) => refusalOf(mutation('updateProduct'), { input: { id, ...input } })
    assert.equal((await change({ version: 1, terms: 'Be kinder.' })).terms, 'Be kinder.')
    await act('publishProduct', { id, version: 2 })
    for (const other of [{ models: ['large', 'small'] }, { terms: null }, { terms: 'Be kind.' }])
      assert.deepEqual(await refused({ version: 3, ...other }), ['INVALID_INPUT', 'semanticVersion'])
    assert.deepEqual(await refused({ version: 3, semanticVersion: '0.9.0' }), [
      'INVALID_INPUT',
      'semanticVersion',
    ])
    assert.equal((await change({ version: 3, title: 'Versions' })).version, 4)
    const changed = await change({ version: 4, models: ['small', 'large'], semanticVersion: '2.0.0' })
    assert.deepEqual([changed.models, changed.semanticVersion], [['large', 'small'], '2.0.0'])
  })

  test('a product has a name of its own, a semantic version, and models that are there', async () => {
    await draft('taken')
    const faults = [
      [{ name: 'Taken' }, 'name'],
      [{ name: 'new', semanticVersion: '1' }, 'semanticVersion'],
      [{ name: 'new', models: ['smell'] }, 'models[0]'],
      [{ name: 'new', models: [] }, 'models'],
      [{ name: 'new', terms: '' }, 'terms'],
      [{ name: "x'; DROP TABLE product; --" }, 'name'],
    ] as const
    for (const [about, path] of faults)
      assert.deepEqual(
        await refusalOf(mutation('createProduct'), {
          input: { semanticVersion: '1.0.0', models: ['small'], ...about },
        }),
        ['INVALID_INPUT', path],
      )
  })

  test('the catalogue is everyone’s, and drafts are for those who manage products', async () => {
    const { id, version } = await draft('offered')
    const hidden = await draft('hidden')
    await act('publishProduct', { id, version })
    const { secret } = await gateway.newKey()
    assert.ok((await namesIn(null, secret)).includes('offered'))
    for (const key of [secret, gateway.adminKey]) assert.ok(!(await namesIn(null, key)).includes('hidden'))
    assert.deepEqual(await namesIn({ stages: ['DRAFT'], search: 'hid' }), ['hidden'])
    assert.deepEqual(await namesIn({ stages: ['DRAFT'], search: 'hid' }, secret), [])
    const one = 'query ($name: String!, $id: ID!) { product(name: $name) { name } node(id: $id) { id } }'
    assert.deepEqual(await dataOf(one, { name: 'hidden', id: hidden.id }, secret), {
      product: null,
      node: null,
    })
    assert.deepEqual(await dataOf(one, { name: 'hidden', id: hidden.id }), {
      product: { name: 'hidden' },
      node: { id: hidden.id },
    })
  })

  test('a product shows the models that the caller may know of', async () => {
    const { id } = await draft('two', { models: ['small', 'large'] })
    await act('publishProduct', { id, version: 1 })
    const { secret } = await gateway.newKey({ models: ['large'] })
    const { product } = await dataOf('{ product(name: "two") { models } }', {}, secret)
    assert.deepEqual(product.models, ['large'])
  })
})
