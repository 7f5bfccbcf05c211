import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { composeServices } from '@apollo/composition'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse, stripIgnoredCharacters } from 'graphql'
import { type GraphqlAnswer, startGateway, type TestGateway } from './kit/gateway.ts'

/*
 * The checks of @apollo/federation-subgraph-compatibility-tests 1.2.1, one by one. That program starts a given subgraph of
 * products, whose types and data it prescribes, with Rover and Apollo Router (in Docker or by pm2, which download both); a
 * gateway has a contract of its own, so what each check asks is asked here of that contract and of published modules.
 * What it asks through a router is asked through two of them in federation.test.ts.
 */

const moduleSdl = /* GraphQL */ `
  extend type Product @key(fields: "sku package") {
    sku: String! @external
    package: String! @external
    description: String @external
    tagline: String @requires(fields: "description") @prompt(model: "simulator", user: "For {{ description }}")
    aiCost(since: DateTime): Money!
  }
`

describe('of the checks that Apollo makes of a subgraph', { timeout: 120_000 }, () => {
  let gateway: TestGateway
  let sdl: string
  before(async () => {
    gateway = await startGateway()
    const { errors } = await gateway.graphql(
      'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number } } }',
      { sdl: moduleSdl },
    )
    assert.equal(errors, undefined)
    sdl = (await gateway.graphql('{ _service { sdl } }')).data._service.sdl
  })
  after(() => gateway.close())
  const text = (): string => stripIgnoredCharacters(sdl)
  const entities = (representations: readonly object[], selection: string): Promise<GraphqlAnswer> =>
    gateway.graphql(`query ($of: [_Any!]!) { _entities(representations: $of) { __typename ${selection} } }`, {
      of: representations,
    })

  test('_service: the SDL is there, and builds with the library that defines what a subgraph is', () => {
    assert.match(sdl, /type Query/)
    buildSubgraphSchema(parse(sdl))
  })

  test('@link: the federation specification is linked once, with nothing but what is used', () => {
    const links = [
      ...text().matchAll(
        /@link\(url:"https:\/\/specs\.apollo\.dev\/federation\/(v[\d.]+)" import:\[(.*?)\]/g,
      ),
    ]
    assert.equal(links.length, 1)
    const [, version, imports = ''] = links[0] ?? assert.fail()
    assert.equal(version, 'v2.9')
    const named = [...imports.matchAll(/"(@\w+)"/g)].map(([, name]) => name ?? '')
    assert.deepEqual(named, ['@external', '@key', '@requires', '@shareable'])
    for (const name of named) assert.match(text().replace(/^.*?\]\)/s, ''), new RegExp(name))
  })

  test('@key single: an entity has one field for its key, and is found by it', async () => {
    assert.match(text(), /type Completion@key\(fields:"id"\)/)
    const completed = await gateway.graphql(
      'mutation { complete(input: { model: "simulator", messages: [{ role: USER, content: "Hi" }] }) { ... on Completion { id } } }',
    )
    const { id } = completed.data.complete
    const { data, errors } = await entities([{ __typename: 'Completion', id }], '... on Completion { id }')
    assert.deepEqual([data._entities, errors], [[{ __typename: 'Completion', id }], undefined])
  })

  test('@key multiple: an entity has two fields for its key', async () => {
    assert.match(text(), /type Product@key\(fields:"sku package"\)/)
    const kettle = { __typename: 'Product', sku: 'kettle', package: 'shop' }
    const { data, errors } = await entities([kettle], '... on Product { sku package aiCost { usd } }')
    assert.deepEqual([data._entities, errors], [[{ ...kettle, aiCost: { usd: '0' } }], undefined])
  })

  test('repeatable @key: an entity has several keys, and is found by each', async () => {
    assert.match(text(), /type Model@key\(fields:"id"\)@key\(fields:"name"\)/)
    const byName = await entities([{ __typename: 'Model', name: 'simulator' }], '... on Model { id name }')
    const [{ id }] = byName.data._entities
    const byId = await entities([{ __typename: 'Model', id }], '... on Model { id name }')
    assert.deepEqual(byId.data, byName.data)
  })

  test('@requires and @external: a field is answered from what the router says of others', async () => {
    assert.match(text(), /description:String@external tagline:String@requires\(fields:"description"\)/)
    const kettle = { __typename: 'Product', sku: 'kettle', package: 'shop' }
    const { data } = await entities(
      [{ ...kettle, description: 'it boils water' }],
      '... on Product { tagline }',
    )
    assert.equal(typeof data._entities[0].tagline, 'string')
    const without = await entities([kettle], '... on Product { tagline }')
    assert.equal(without.data._entities[0].tagline, null)
    assert.equal(without.errors?.[0]?.extensions.code, 'INVALID_INPUT')
  })

  test('@shareable: what other subgraphs may have too is marked, and composes with one that has it', () => {
    assert.match(text(), /type Money@shareable/)
    const other = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@shareable", "@key"])
      type Query { price: Money! } type Money @shareable { usd: Decimal! } scalar Decimal
      type Product @key(fields: "sku package") { sku: String! package: String! description: String }`
    const { errors } = composeServices([
      { name: 'weir', url: 'http://weir', typeDefs: parse(sdl) },
      { name: 'shop', url: 'http://shop', typeDefs: parse(other) },
    ])
    assert.equal(errors, undefined)
  })

  test('@key composite: a key that leads into another object is refused where a module is published', async () => {
    // The ledger calls an entity by its key, which has to be plain values.
    const { errors } = await gateway.graphql(
      'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number } } }',
      {
        sdl: `extend type Study @key(fields: "case { number }") { case: Case! @external aiCost: Money! } type Case { number: ID! }`,
      },
    )
    assert.equal(errors?.[0]?.extensions.code, 'INVALID_PROMPT')
    assert.match(errors?.[0]?.message ?? '', /line 1, column 19: @key names fields of the entity itself/)
  })

  for (const [directive, why] of [
    ['provides', 'no field of the gateway answers with an entity of another subgraph'],
    ['tag', 'what may be seen is decided by roles and credentials, not by contracts of a router'],
    ['inaccessible', 'what nobody may see is not published'],
    ['override', 'no field of another subgraph is moved here'],
    ['composeDirective', 'policy is enforced here, and a router has no use for its directives'],
    ['interfaceObject', 'modules extend objects'],
  ] as const)
    test(`@${directive} does not apply: ${why}`, async () => {
      assert.doesNotMatch(sdl, new RegExp(`@${directive}\\b`))
      // Nor can a module say it, and nothing come of that.
      const { errors } = await gateway.graphql(
        'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number } } }',
        {
          sdl: `extend type Prompts { ask(text: String!): String @prompt(model: "simulator", user: "{{ text }}") @${directive} }`,
        },
      )
      assert.equal(errors?.[0]?.extensions.code, 'INVALID_PROMPT')
      assert.match(errors?.[0]?.message ?? '', new RegExp(`@${directive} has no meaning on a prompt`))
    })

  test('ftv1 does not apply: routers do without it, the ledger has every call, and who asks for it gets the answer', async () => {
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${gateway.adminKey}`,
        'apollo-federation-include-trace': 'ftv1',
      },
      body: JSON.stringify({ query: '{ __typename }' }),
    })
    assert.deepEqual(await answer.json(), { data: { __typename: 'Query' } })
  })
})
