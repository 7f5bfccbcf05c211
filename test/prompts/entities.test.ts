import assert from 'node:assert/strict'
import { test } from 'node:test'
import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'
import { sdlOf } from '../../src/api/graphql/federation/subgraph.ts'
import type { EntityFields } from '../../src/core/prompt.ts'
import { composer, faultsOf, moduleOf } from '../kit/prompts.ts'

const product = (fields: string, types = '', type = 'Product @key(fields: "id")') =>
  `extend type ${type} { id: ID! @external ${fields} } ${types}`
const tagline =
  'description: String @external tagline: String @requires(fields: "description") @prompt(model: "small", user: "{{ description }}")'

const composedOf = (...sdls: readonly string[]) => {
  const modules = sdls.map((sdl, index) => moduleOf(sdl, { template: `t${index}` }))
  const last = modules.at(-1) ?? assert.fail()
  const set = composer.add(modules.slice(0, -1), last)
  assert.ok('prompts' in set, JSON.stringify(set))
  return set
}

const entityOf = (...sdls: readonly string[]): EntityFields =>
  composedOf(...sdls)
    .subgraph()
    .entities.get('Product') ?? assert.fail('there is no Product')

/** The subgraph that owns the entities of the tests. */
const owner = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { products: [Product!]! articles: [Article!]! }
  type Product @key(fields: "id") @key(fields: "sku shop") {
    id: ID! sku: String! shop: String! description: String price: Float! tags: [String!] size: Size
  }
  type Article @key(fields: "slug") { slug: String! title: String! body: String! }
  enum Size { SMALL LARGE }
`)

const sound: readonly (readonly string[])[] = [
  [
    'extend type Prompts { ask(text: String!): Answer! @prompt(model: "small", user: "{{ text }}") } type Answer { words: [String!]! kind: Kind } enum Kind { GOOD BAD }',
  ],
  [product(tagline)],
  [product(`${tagline} aiCost(since: DateTime): Money!`)],
  [
    product('aiCost: Money! @requireRole(role: DEVELOPER)', '', 'Product @key(fields: "id")'),
    product(tagline),
  ],
  [
    product(
      'price: Float! @external tags: [String!] @external size: Size @external describe(tone: Tone = DRY, words: Int!): [Line!]! @requires(fields: "price tags size") @prompt(model: "small", system: "{{ tone }}", user: "{{ words }} on {{ price }} {{ tags | join: \' \' }} {{ size }} {{ id }}", pack: 3) @quota(tokens: 500, per: HOUR) @redact(kinds: [EMAIL])',
      'enum Tone { DRY WET } type Line { text: String! of: Part } union Part = Head | Tail type Head { head: Boolean! } type Tail { tail: Decimal! } enum Size { SMALL LARGE }',
    ),
  ],
  [
    'extend type Product @key(fields: "sku shop") { sku: String! shop: String! name(style: String!): String! @prompt(model: "small", user: "{{ sku }} {{ style }}") }',
    'extend type Article @key(fields: "slug") { slug: String! body: String! @external gist: Gist @requires(fields: "body") @prompt(model: "small", user: "{{ body }}") } type Gist { text: String! }',
    'extend type Article @key(fields: "slug") { slug: String! @external body: String! @external title: String! @external rating: Int @requires(fields: "title body") @prompt(model: "small", user: "{{ title }} {{ body }}") }',
  ],
]

for (const [index, modules] of sound.entries())
  test(`what is published composes with the subgraph that owns the entities: ${index + 1}`, () => {
    const { schema } = composedOf(...modules).subgraph()
    const { errors, supergraphSdl } = composeServices([
      { name: 'weir', url: 'http://weir', typeDefs: parse(sdlOf(schema)) },
      { name: 'owner', url: 'http://owner', typeDefs: owner },
    ])
    assert.equal(errors, undefined)
    assert.ok(supergraphSdl)
  })

test('a prompt of an entity reads what the router says of it, and the arguments', () => {
  const { key, prompts } = entityOf(
    product(
      'description: String @external tagline(words: Int = 8): String @requires(fields: "description") @prompt(model: "small", user: "{{ id }} in {{ words }} words: {{ description }}")',
    ),
  )
  assert.deepEqual(key, ['id'])
  const { prompt, variablesOf, pack } = prompts.get('tagline') ?? assert.fail()
  assert.equal(pack, 8)
  assert.equal(prompt.operation, 'prompts.Product.tagline')
  const variables = variablesOf(
    { __typename: 'Product', id: 7, description: 'A lamp', secret: 'x' },
    { words: 8 },
  )
  assert.deepEqual(variables, { words: 8, description: 'A lamp', id: '7' })
  assert.deepEqual(prompt.render(variables), [
    { role: 'USER', parts: [{ type: 'text', text: '7 in 8 words: A lamp' }] },
  ])
  assert.throws(() => variablesOf({ id: '7' }, { words: 8 }), {
    code: 'INVALID_INPUT',
    message: '`Product.tagline` needs `description`, which the representation does not have',
  })
  assert.throws(() => variablesOf({ id: '7', description: [1] }, { words: 8 }), { code: 'INVALID_INPUT' })
  assert.equal(variablesOf({ id: '7', description: null }, { words: 8 }).description, null)
})

test('the key is asked for where a template reads it, and not where its name merely stands in a text', () => {
  const { prompts } = entityOf(
    product(
      `description: String @external tagline: String @requires(fields: "description") @prompt(model: "small", user: "{{ description | append: ' id ' }}")`,
    ),
  )
  const { variablesOf } = prompts.get('tagline') ?? assert.fail()
  assert.deepEqual(variablesOf({ id: '7', description: 'A lamp' }, {}), { description: 'A lamp' })
})

test('a template of open brackets is looked through in time', () => {
  const before = process.cpuUsage()
  const [fault] = faultsOf(product(tagline.replace('{{ description }}', '{{'.repeat(16_000))))
  assert.match(fault ?? 'no fault', /not closed/)
  assert.ok(process.cpuUsage(before).user < 1_000_000)
})

test('several modules may extend one entity, and say the same of what they need', () => {
  const { prompts, costRoles } = entityOf(
    product(tagline),
    product(
      'description: String @external aiCost: Money! long: String @requires(fields: "description") @prompt(model: "small", user: "{{ description }}")',
    ),
  )
  assert.deepEqual([...prompts.keys()], ['tagline', 'long'])
  assert.deepEqual(costRoles, ['ANALYST'])
})

test('who sees no federation sees nothing of entities', () => {
  const { schema, prompts } = composedOf(product(tagline))
  assert.equal(schema.getType('Prompts'), undefined)
  assert.equal(prompts.size, 0)
  assert.ok('name' in (schema.getType('Product') ?? assert.fail()))
})

for (const [what, sdl, fault] of [
  [
    'of a type that is the gateway’s own entity',
    product(tagline, '', 'Team @key(fields: "id")'),
    /^1:13 `Team` is a type of the gateway itself/,
  ],
  ['without a key', product(tagline, '', 'Product'), /^1:1 `Product` cannot be extended/],
  [
    'with a key that is not there',
    product(tagline, '', 'Product @key(fields: "sku")'),
    /^1:21 The key names `sku`/,
  ],
  [
    'with a list for a key',
    `extend type Product @key(fields: "ids") { ids: [ID!]! @external name: String @prompt(model: "m", user: "{{ ids }}") }`,
    /^1:43 `ids` is part of the key, .* no list/,
  ],
  [
    'with its key required',
    product('name: String @requires(fields: "id") @prompt(model: "m", user: "{{ id }}")'),
    /`id` is part of the key: templates can read it/,
  ],
  [
    'with a nested key',
    product(tagline, '', 'Product @key(fields: "shop { id }")'),
    /^1:21 @key names fields/,
  ],
  ['with two keys', product(tagline, '', 'Product @key(fields: "id") @key(fields: "id")'), /Write one @key/],
  [
    'with other directives',
    product(tagline, '', 'Product @key(fields: "id") @shareable'),
    /@shareable has no meaning/,
  ],
  [
    'with an interface',
    'extend type Product implements Node @key(fields: "id") { id: ID! }',
    /says what it implements/,
  ],
  ['named as federation’s own', product(tagline, '', '_Entity @key(fields: "id")'), /federation's own/],
  [
    'with a field that nobody answers',
    product('name: String @external'),
    /^1:60 Nothing would answer `name`/,
  ],
  [
    'that needs what is not there',
    product(
      'tagline: String @requires(fields: "description") @prompt(model: "small", user: "{{ description }}")',
    ),
    /@requires names `description`/,
  ],
  [
    'that needs what is not external',
    product(
      'description: String tagline: String @requires(fields: "description") @prompt(model: "small", user: "{{ description }}")',
    ),
    /@requires names `description`/,
  ],
  [
    'that needs what is nested',
    product(
      'size: Size @external tagline: String @requires(fields: "size { w }") @prompt(model: "small", user: "x")',
      'type Size { w: Int }',
    ),
    /@requires names fields/,
  ],
  [
    'that needs an object',
    product(
      'size: Size @external tagline: String @requires(fields: "size") @prompt(model: "small", user: "{{ size }}")',
      'type Size { w: Int }',
    ),
    /`size` must be a scalar/,
  ],
  [
    'whose template does not read what it needs',
    product(
      'description: String @external tagline: String @requires(fields: "description") @prompt(model: "small", user: "x")',
    ),
    /No template reads the argument `description`/,
  ],
  [
    'whose template reads what the router does not say',
    product('tagline: String @prompt(model: "small", user: "{{ name }}")'),
    /reads `name`/,
  ],
  [
    'that answers an entity',
    product(`${tagline} twin: Product @prompt(model: "small", user: "{{ id }}")`),
    /`Product`/,
  ],
  [
    'with an external prompt',
    product('tagline: String @external @prompt(model: "small", user: "{{ id }}")'),
    /so it is not @external/,
  ],
  [
    'with a directive that nothing enforces',
    product('tagline: String @shareable @prompt(model: "small", user: "{{ id }}")'),
    /@shareable has no meaning/,
  ],
  [
    'with a policy on what another subgraph owns',
    product(
      `description: String @external @redact tagline: String @requires(fields: "description") @prompt(model: "small", user: "{{ description }}")`,
    ),
    /@redact does nothing here/,
  ],
  [
    'that packs too many',
    product('tagline: String @prompt(model: "small", user: "{{ id }}", pack: 500)'),
    /`pack` must be from 1/,
  ],
  ['with a cost of another type', product(`${tagline} aiCost: Float`), /of the type `Money!`/],
  [
    'with a cost by something else',
    product(`${tagline} aiCost(team: String): Money!`),
    /takes `since: DateTime`/,
  ],
  ['with a type of federation’s', product(tagline, 'enum join__Graph { A }'), /join__Graph/],
  [
    'that packs what is no entity',
    'extend type Prompts { ask(text: String!): String @prompt(model: "small", user: "{{ text }}", pack: 2) }',
    /^1:94 `pack` has a meaning on fields of entities only/,
  ],
] as const)
  test(`an entity is not extended ${what}`, () => {
    assert.match(faultsOf(sdl).join('\n'), fault)
  })

test('an entity is not extended twice in the same place, nor by another key or type', () => {
  const before = [moduleOf(product(tagline), { template: 'before' })]
  assert.match(faultsOf(product(tagline), before).join(), /`Product.tagline` is there already/)
  assert.match(
    faultsOf('extend type Product @key(fields: "sku") { sku: ID! aiCost: Money! }', before).join(),
    /The key of `Product` is `id` in another module/,
  )
  assert.match(
    faultsOf(
      product(
        'description: Int @external a: String @requires(fields: "description") @prompt(model: "small", user: "{{ description }}")',
      ),
      before,
    ).join(),
    /`Product.description` is there already/,
  )
})
