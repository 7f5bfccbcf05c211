import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { composeServices } from '@apollo/composition'
import { buildSchema, getIntrospectionQuery, parse } from 'graphql'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { startGateway, type TestGateway } from '../../kit/gateway.ts'

const sdl = /* GraphQL */ `
  extend type Prompts {
    open(text: String!): Opened! @prompt(model: "simulator", user: "{{ text }}")
    secret(text: String!): Kept! @prompt(model: "hush", user: "{{ text }}")
  }
  type Opened { text: String! }
  type Kept { text: String! kind: KeptKind }
  enum KeptKind { ONE TWO }
  extend type Product @key(fields: "id") {
    id: ID! @external
    description: String @external
    price: Int @external
    tagline: String @requires(fields: "description") @prompt(model: "simulator", user: "{{ description }}")
    offer: String @requires(fields: "price") @prompt(model: "hush", user: "{{ price }}")
  }
`

const shop = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { products: [Product!]! } type Product @key(fields: "id") { id: ID! description: String price: Int }`

describe('what of a tenant’s prompts a caller may not use', { timeout: 60_000 }, () => {
  let gateway: TestGateway
  let some: string
  let none: string
  before(async () => {
    gateway = await startGateway({
      yaml: 'models: [{ name: hush, deployments: [{ provider: simulator, model: simulator }], unpriced: allow }, { name: simulator, deployments: [{ provider: simulator, model: simulator }], unpriced: allow }]',
    })
    const { errors } = await gateway.graphql(
      'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number } } }',
      { sdl },
    )
    assert.equal(errors, undefined)
    some = (await gateway.newKey({ models: ['simulator'] })).secret
    none = (await gateway.newKey({ operations: ['complete'] })).secret
  })
  after(() => gateway.close())

  const introspected = async (key?: string) => {
    const { data, errors } = await gateway.graphql(getIntrospectionQuery(), {}, key)
    assert.equal(errors, undefined)
    const types = new Map<string, readonly string[]>(
      data.__schema.types.map(({ name, fields }: { name: string; fields: { name: string }[] | null }) => [
        name,
        fields?.map(({ name }) => name) ?? [],
      ]),
    )
    return types
  }
  const sdlOf = async (key: string): Promise<string> =>
    (await fetch(`${gateway.url}/sdl`, { headers: { authorization: `Bearer ${key}` } })).text()

  test('is not in what it is told by introspection, with the types that nothing else needs', async () => {
    const all = await introspected()
    assert.deepEqual(all.get('Prompts'), ['open', 'secret'])
    assert.ok(all.has('Kept') && all.has('KeptKind') && all.has('KeptPartial') && all.has('SecretStream'))
    const seen = await introspected(some)
    assert.deepEqual([seen.get('Prompts'), seen.get('PromptStreams')], [['open'], ['open']])
    for (const name of ['Kept', 'KeptKind', 'KeptPartial', 'SecretStream']) assert.ok(!seen.has(name), name)
    assert.ok(seen.has('Opened') && seen.has('PromptReply') && seen.has('Node') && seen.has('User'))
    const nothing = await introspected(none)
    assert.ok(!nothing.has('Prompts') && !nothing.has('Opened'))
    assert.ok(!nothing.get('Query')?.includes('prompts') && nothing.get('Query')?.includes('models'))
    // What is no prompt is the same for all.
    const own = new Set(['Query', 'Subscription', 'Prompts', 'PromptStreams'])
    for (const [name, fields] of seen) if (!own.has(name)) assert.deepEqual(fields, all.get(name), name)
  })

  test('a field of an entity is an operation like any other: for keys, roles, policy and templates', async () => {
    const tagline = 'prompts.Product.tagline'
    const { secret } = await gateway.newKey({ operations: [tagline] })
    const asked =
      '{ _entities(representations: [{ __typename: "Product", id: "1", description: "x", price: 1 }]) { ... on Product'
    const { data } = await gateway.graphql(`${asked} { tagline } } }`, {}, secret)
    assert.match(data._entities[0].tagline, /./)
    const { errors } = await gateway.graphql(`${asked} { offer } } }`, {}, secret)
    assert.match(errors?.[0]?.message ?? '', /Cannot query field "offer"/)
    const open = await gateway.graphql('{ prompts { open(text: "x") { text } } }', {}, secret)
    assert.match(open.errors?.[0]?.message ?? '', /Cannot query field "prompts"/)
    const told = await gateway.graphql(`{ policyCheck { subject } promptTemplate(name: "open") { name }
      accessMatrix(first: 20) { rows { invoke } } }`)
    assert.ok(JSON.stringify(told.data.policyCheck).includes(`operation ${tagline}`))
    assert.ok(JSON.stringify(told.data.accessMatrix.rows).includes(tagline))
    const other = await gateway.graphql(
      'mutation { createApiKey(input: { name: "x", roles: [DEVELOPER], operations: ["prompts.Product.taglin"] }) { secret } }',
    )
    assert.match(other.errors?.[0]?.message ?? '', /did you mean `prompts\.Product\.tagline`/)
  })

  test('is not in the SDL', async () => {
    assert.ok(/secret\(/.test(await sdlOf(gateway.adminKey)))
    const text = await sdlOf(some)
    buildSchema(text)
    assert.ok(/\bopen\(/.test(text))
    assert.deepEqual(/.*(?:^ +secret\(|Kept|SecretStream).*/m.exec(text)?.[0], undefined)
    const without = await sdlOf(none)
    assert.deepEqual(/.*(?:^type Prompts|^ +open\().*/m.exec(without)?.[0], undefined)
  })

  test('is not in the text of a template that has another one too', async () => {
    const { data } = await gateway.graphql('{ promptTemplates { edges { node { name } } } }')
    const { name } = data.promptTemplates.edges[0].node
    const text = `{ promptTemplate(name: "${name}") { latest versions { edges { node { number sdl } } } } }`
    const read = async (key?: string) => {
      const { data, errors } = await gateway.graphql(text, {}, key)
      assert.equal(errors, undefined, JSON.stringify(errors))
      return data.promptTemplate.versions.edges[0].node
    }
    assert.deepEqual(await read(some), { number: 1, sdl: null })
    const approver = await gateway.newKey({ roles: ['APPROVER', 'DEVELOPER'] })
    for (const key of [gateway.adminKey, approver.secret]) assert.match((await read(key)).sdl, /secret\(/)
  })

  test('is answered as what nobody has ever published, whatever the transport', async () => {
    const ask = (name: string, key: string) =>
      gateway.graphql(`{ prompts { ${name}(text: "x") { text } } }`, {}, key)
    assert.equal((await ask('open', some)).errors, undefined)
    const hidden = await ask('secret', some)
    const unknown = await ask('nobodyHasIt', some)
    const without = (answer: unknown, name: string) => JSON.stringify(answer).replaceAll(name, '?')
    assert.equal(without(hidden, 'secret'), without(unknown, 'nobodyHasIt'))
    assert.match(hidden.errors?.[0]?.message ?? '', /^Cannot query field "secret" on type "Prompts"/)
    // A near miss is told no name that it may not know.
    assert.doesNotMatch(JSON.stringify(await ask('secrett', some)), /"secret\\?"/)
    assert.match((await ask('open', none)).errors?.[0]?.message ?? '', /Cannot query field "prompts"/)
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${some}` },
    })
    const streamed = client.iterate({
      query: 'subscription { prompts { secret(text: "x") { answer { text } } } }',
    })
    await assert.rejects(streamed.next(), error => /Cannot query field/.test(JSON.stringify(error)))
    await client.dispose()
  })

  test('runs for who may, compiled too', async () => {
    for (let time = 0; time < 4; time++) {
      const { data, errors } = await gateway.graphql('{ prompts { open(text: "x") { text } } }', {}, some)
      assert.deepEqual([typeof data?.prompts.open.text, errors], ['string', undefined])
    }
  })

  test('is not in the subgraph that a router sees with these credentials, which composes', async () => {
    const subgraphOf = async (key?: string): Promise<string> =>
      (await gateway.graphql('{ _service { sdl } }', {}, key)).data._service.sdl
    for (const [key, there, hidden] of [
      [undefined, /secret\([\s\S]*offer: String/, /^$/],
      [
        some,
        /tagline: String @requires\(fields: "description"\)/,
        /secret\(|offer: String|price: Int|type Kept/,
      ],
      [none, /type Model /, /tagline|offer: String|open\(/],
    ] as const) {
      const text = await subgraphOf(key)
      assert.ok(there.test(text), `${there} is not in the SDL`)
      assert.ok(!hidden.test(text), `${hidden} is in the SDL`)
      const { errors } = composeServices([
        { name: 'weir', url: 'http://weir', typeDefs: parse(text) },
        { name: 'shop', url: 'http://shop', typeDefs: parse(shop) },
      ])
      assert.equal(errors, undefined)
    }
    const entity = '{ __typename: "Product", id: "1", description: "x", price: 3 }'
    const ask = (field: string) =>
      gateway.graphql(`{ _entities(representations: [${entity}]) { ... on Product { ${field} } } }`, {}, some)
    assert.equal(typeof (await ask('tagline')).data._entities[0].tagline, 'string')
    assert.match(
      (await ask('offer')).errors?.[0]?.message ?? '',
      /Cannot query field "offer" on type "Product"/,
    )
  })

  test('is the same for all who may use the same, however many they are', async () => {
    const keys = Array.from({ length: 24 }, (_, index) => index)
    for (const index of keys) {
      const operations = ['prompts.open', ...(index % 2 ? ['prompts.secret'] : [])]
      const { secret } = await gateway.newKey({ operations })
      const { data } = await gateway.graphql('{ __type(name: "Prompts") { fields { name } } }', {}, secret)
      assert.equal(data.__type.fields.length, index % 2 ? 2 : 1)
    }
  })

  test('comes into sight with the next request once it may be used', async () => {
    const query = '{ prompts { secret(text: "x") { text } } }'
    assert.match((await gateway.graphql(query, {}, some)).errors?.[0]?.message ?? '', /Cannot query field/)
    const { errors } = await gateway.graphql(
      'mutation ($sdl: String!) { publishPrompt(sdl: $sdl) { version { number } } }',
      {
        sdl: sdl.replace(
          'secret(text: String!): Kept! @prompt(model: "hush"',
          'secret(text: String!): Kept! @prompt(model: "simulator"',
        ),
      },
    )
    assert.equal(errors, undefined)
    assert.equal((await gateway.graphql(query, {}, some)).errors, undefined)
  })
})
