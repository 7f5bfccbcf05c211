import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { composeServices } from '@apollo/composition'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse } from 'graphql'
import { globalId } from '../../../src/api/graphql/global-id.ts'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'
import { subgraph } from '../../kit/graphql.ts'

const productSdl = /* GraphQL */ `
  extend type Product @key(fields: "id") {
    id: ID! @external
    description: String @external
    tagline: String @requires(fields: "description")
      @prompt(model: "simulator", user: "A tagline, at most 8 words, for: {{ description }}") @cacheResponse(ttlSeconds: 86400)
    aiCost(since: DateTime): Money!
  }
`

/** The subgraph that owns the products. */
const products = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { products: [Product!]!  users: [User!]! }
  type Product @key(fields: "id") { id: ID!  name: String!  description: String }
  type User @key(fields: "id") { id: ID!  name: String! }
`

const composed = (sdl: string) =>
  composeServices([
    { name: 'weir', url: 'http://weir', typeDefs: parse(sdl) },
    { name: 'products', url: 'http://products', typeDefs: parse(products) },
  ])

describe('the gateway as a subgraph', { timeout: 120_000 }, () => {
  let gateway: TestGateway
  let rival: string
  before(async () => {
    gateway = await startGateway()
    const { data } = await gateway.graphql('mutation { createTenant(input: { name: "rival" }) { secret } }')
    rival = data.createTenant.secret
  })
  after(() => gateway.close())

  const sdl = async (key?: string): Promise<string> => {
    const { data, errors } = await gateway.graphql('{ _service { sdl } }', {}, key)
    assert.equal(errors, undefined)
    return data._service.sdl
  }
  const entities = (representations: readonly object[], selection: string, key?: string) =>
    gateway.graphql(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ${selection} } }`,
      { representations },
      key,
    )

  test('shows an SDL that composes with a shop which has names of its own for users and products', async () => {
    const text = await sdl()
    buildSubgraphSchema(parse(text))
    const { errors, supergraphSdl } = composed(text)
    assert.equal(errors, undefined)
    for (const field of ['models(', 'model(', 'completion(', 'complete(', 'embed(', 'estimate(', 'usage('])
      assert.ok(supergraphSdl?.includes(field), field)
    assert.doesNotMatch(text, /createTeam|users|_entities|requireRole|@operation/)
  })

  test('is found by its keys, as its fields find it', async () => {
    const input = { name: 'shop', title: 'The shop' }
    const { data } = await gateway.graphql(
      'mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }',
      { input },
    )
    const { id } = data.createTeam.team
    const completed = await gateway.graphql(
      'mutation { complete(input: { model: "simulator", messages: [{ role: USER, content: "Hi" }] }) { ... on Completion { id } } }',
    )
    const answer = await entities(
      [
        { __typename: 'Team', id },
        { __typename: 'Team', name: 'shop' },
        { __typename: 'Model', name: 'simulator' },
        { __typename: 'Model', id: globalId('Model', 'simulator') },
        { __typename: 'Completion', id: completed.data.complete.id },
        { __typename: 'Model', name: 'nobodys' },
        { __typename: 'Team', id: globalId('Model', 'simulator') },
      ],
      '... on Team { title } ... on Model { lifecycle } ... on Completion { outcome model { name } }',
    )
    assert.deepEqual(answer, {
      data: {
        _entities: [
          { __typename: 'Team', title: 'The shop' },
          { __typename: 'Team', title: 'The shop' },
          { __typename: 'Model', lifecycle: 'ACTIVE' },
          { __typename: 'Model', lifecycle: 'ACTIVE' },
          { __typename: 'Completion', outcome: 'FINISHED', model: { name: 'simulator' } },
          null,
          null,
        ],
      },
    })
  })

  test('gives an object to nobody of another tenant, and to nobody who may not ask for it', async () => {
    const { data } = await gateway.graphql('{ team(name: "shop") { id } }')
    const team = [
      { __typename: 'Team', id: data.team.id },
      { __typename: 'Team', name: 'shop' },
    ]
    const developer = await gateway.newKey({ application: undefined })
    for (const key of [rival, developer.secret])
      assert.deepEqual(await entities(team, '... on Team { title }', key), {
        data: { _entities: [null, null] },
      })
  })

  test('lets one bad representation null itself alone, with what is wrong', async () => {
    const { data, errors } = await entities(
      [
        { __typename: 'Model', name: 'simulator' },
        { __typename: 'User', id: '1' },
        { name: 'simulator' },
        { __typename: 'Model' },
        { __typename: 'Model', name: { nested: true } },
      ],
      '... on Model { name }',
    )
    assert.deepEqual(data._entities, [{ __typename: 'Model', name: 'simulator' }, null, null, null, null])
    assert.deepEqual(
      errors?.map(({ message, path, extensions }) => [path, extensions.code, message]),
      [
        [['_entities', 1], 'INVALID_INPUT', 'representations[1].__typename is no entity of this subgraph'],
        [['_entities', 2], 'INVALID_INPUT', 'representations[2] must be an object with a `__typename`'],
        [['_entities', 3], 'INVALID_INPUT', 'representations[3] must have a key: `id` or `name`'],
        [['_entities', 4], 'INVALID_INPUT', 'representations[4] must have a key: `id` or `name`'],
      ],
    )
  })

  test('refuses more representations than it takes, and more than their fields may cost', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      __typename: 'Model',
      name: `model-${index}`,
    }))
    const tooMany = await entities(many, '... on Model { name }')
    assert.equal(tooMany.data, null)
    assert.equal(
      tooMany.errors?.[0]?.message,
      'The operation asks for 10000 representations; 1000 are allowed: ask for a shorter list',
    )
    const aliased = await gateway.graphql(
      `query ($some: [_Any!]!) { a: _entities(representations: $some) { __typename } b: _entities(representations: $some) { __typename } }`,
      { some: many.slice(0, 600) },
    )
    assert.match(aliased.errors?.[0]?.message ?? '', /1200 representations; 1000 are allowed/)
    const dear = await entities(
      many.slice(0, 500),
      '... on Team { teams(first: 100) { edges { node { name title } } } }',
    )
    assert.match(dear.errors?.[0]?.message ?? '', /units of cost; 10000 are allowed/)
    const deep = await entities(
      [],
      '... on Team { parent { parent { parent { parent { parent { parent { parent { parent { parent { parent { parent { name } } } } } } } } } } } }',
    )
    assert.match(deep.errors?.[0]?.message ?? '', /levels of nested fields/)
  })

  test('says nothing to strangers', async () => {
    const answer = await gateway.graphql('{ _service { sdl } }', {}, 'weir_nobody')
    assert.equal(answer.errors?.[0]?.extensions.code, 'UNAUTHENTICATED')
    assert.equal(JSON.stringify(answer).includes('Model'), false)
  })

  test('is seen by routers alone: to others the contract is what it was', async () => {
    const { data } = await gateway.graphql('{ __schema { queryType { fields { name } } types { name } } }')
    const names = [...data.__schema.queryType.fields, ...data.__schema.types].map(({ name }) => name)
    assert.deepEqual(
      names.filter(name => /^_[A-Za-z]/.test(name)),
      [],
    )
    const unknown = await gateway.graphql('{ _entity { id } }')
    assert.match(unknown.errors?.[0]?.message ?? '', /^Cannot query field "_entity" on type "Query"/)
    const words = await gateway.graphql('{ team(name: "_service") { id } }')
    assert.deepEqual(words, { data: { team: null } })
  })

  test('answers alike when a document was compiled', async () => {
    const asked = [{ __typename: 'Model', name: 'simulator' }, { __typename: 'Nothing' }]
    const first = await entities(asked, '... on Model { description }')
    for (let times = 0; times < 4; times++)
      assert.deepEqual(await entities(asked, '... on Model { description }'), first)
  })

  test('shows each tenant the prompts that it has published, at once', async () => {
    const before = await sdl(rival)
    const published = await gateway.graphql(
      'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number } } }',
      {
        sdl: 'extend type Prompts { greet(name: String!): String! @prompt(model: "simulator", user: "Greet {{ name }}") }',
      },
    )
    assert.equal(published.errors, undefined)
    const text = await sdl()
    assert.match(text, /greet\(name: String!\): String/)
    assert.doesNotMatch(text, /Greet \{\{/)
    assert.equal(composed(text).errors, undefined)
    assert.equal(await sdl(rival), before)
  })

  test('adds fields to an entity of another subgraph, whatever the gateway calls so itself', async () => {
    const published = await gateway.graphql(
      'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { semanticVersion } } }',
      { sdl: productSdl },
    )
    assert.deepEqual(
      published.data?.publishPrompt,
      { version: { semanticVersion: '1.0.0' } },
      JSON.stringify(published),
    )
    const text = await sdl()
    assert.match(text, /type Product @key\(fields: "id"\)/)
    assert.doesNotMatch(text, /at most 8 words/)
    assert.equal(composed(text).errors, undefined)
    const { data, errors } = await entities(
      [
        { __typename: 'Product', id: '1', description: 'A kettle' },
        { __typename: 'Product', id: 2, description: 'A lamp' },
        { __typename: 'Product', id: '3' },
        { __typename: 'Product', id: '4', description: { text: 'A chair' } },
      ],
      '... on Product { id tagline }',
    )
    assert.match(data._entities[0].tagline, /kettle/)
    assert.match(data._entities[1].tagline, /lamp/)
    assert.deepEqual(data._entities.slice(2), [
      { __typename: 'Product', id: '3', tagline: null },
      { __typename: 'Product', id: '4', tagline: null },
    ])
    assert.deepEqual(
      errors?.map(({ message, path, extensions }) => [path, extensions.code, message]),
      [
        [
          ['_entities', 2, 'tagline'],
          'INVALID_INPUT',
          '`Product.tagline` needs `description`, which the representation does not have',
        ],
        [
          ['_entities', 3, 'tagline'],
          'INVALID_INPUT',
          "The representation's `description` must be of the type String",
        ],
      ],
    )
  })

  test('tells what the calls for an entity have cost, to those who may see costs', async () => {
    const { data } = await gateway.graphql(
      '{ usage(groupBy: [SUBJECT, OPERATION]) { rows { group { dimension value } totals { requests } } } }',
    )
    const groups = JSON.stringify(data)
    assert.match(groups, /Product:1/)
    assert.match(groups, /prompts\.Product\.tagline/)
    const asked = [
      { __typename: 'Product', id: '1' },
      { __typename: 'Product', id: '99' },
    ]
    const cost = await entities(
      asked,
      '... on Product { aiCost { usd } later: aiCost(since: "2990-01-01T00:00:00Z") { usd } }',
    )
    assert.equal(cost.errors, undefined)
    assert.equal(cost.data._entities[1].aiCost.usd, '0')
    assert.equal(cost.data._entities[0].later.usd, '0')
    const developer = await gateway.newKey({ application: undefined })
    const refused = await entities(asked, '... on Product { id aiCost { usd } }', developer.secret)
    assert.deepEqual(refused.data._entities[0], { __typename: 'Product', id: '1', aiCost: null })
    assert.equal(refused.errors?.[0]?.extensions.code, 'FORBIDDEN')
  })
})

test('the contract alone is a subgraph by the rules of federation', () => {
  assert.deepEqual(subgraph().faults([]), [])
})
