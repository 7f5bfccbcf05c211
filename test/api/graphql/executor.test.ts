import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { execute, GraphQLError, GraphQLScalarType, parse, validate } from 'graphql'
import { createDocuments } from '../../../src/api/graphql/documents.ts'
import { createPresenter } from '../../../src/api/graphql/errors.ts'
import { createExecutor } from '../../../src/api/graphql/executor.ts'
import { defaultDocumentLimits } from '../../../src/api/graphql/limits.ts'
import { GatewayError } from '../../../src/core/error.ts'

const Even = new GraphQLScalarType<number, string>({
  name: 'Even',
  serialize: value => `even ${Number(value)}`,
  parseValue(value) {
    if (typeof value !== 'number' || value % 2) throw new GraphQLError('An even number is needed')
    return value
  },
})

const item = (id: string) => ({ id, colour: 0xff0000, even: 4, name: `item ${id}` })

const schema = makeExecutableSchema({
  typeDefs: /* GraphQL */ `
    scalar Even
    enum Colour { RED GREEN }
    interface Named { name: String }
    type Item implements Named {
      id: ID!
      name: String
      colour: Colour!
      even: Even
      strict: String!
      related(first: Int! = 2, colour: Colour = GREEN): [Item!]
      later: String
      broken: String
      wrongColour: Colour
      described(filter: Filter): String
    }
    type Box implements Named { name: String, size: Float, open: Boolean, items: [Item] }
    union Thing = Item | Box
    input Filter { colour: Colour = RED, even: Even, tags: [String!], inner: Filter, required: Int! = 7 }
    type Query {
      item(id: ID! = "one"): Item
      named: [Named]
      things: [Thing!]!
      box: Box!
      nested: [[Int]]
      echo(text: String, many: [Int], filter: Filter, even: Even, colour: Colour, must: Int! = 3): String
      nothing: Item
    }
    type Mutation { first: Int, second: Int, failing: Int! }
    type Subscription { ticks(filter: Filter): Int }
  `,
  resolvers: {
    Even,
    Colour: { RED: 0xff0000, GREEN: 0x00ff00 },
    Named: { __resolveType: (value: { size?: number }) => (value.size === undefined ? 'Item' : 'Box') },
    Thing: { __resolveType: (value: { size?: number }) => (value.size === undefined ? 'Item' : 'Box') },
    Item: {
      related: async (_: unknown, args: { first: number; colour: number }) =>
        Array.from({ length: args.first }, (_, index) => ({ ...item(`r${index}`), colour: args.colour })),
      later: () => new Promise(resolve => setImmediate(resolve, 'later')),
      broken: async () => {
        throw new GatewayError('NOT_FOUND', 'There is none')
      },
      wrongColour: () => 1,
      described: (_: unknown, { filter }: { filter?: unknown }) => JSON.stringify(filter),
    },
    Query: {
      item: (_: unknown, { id }: { id: string }) => item(id),
      named: () => [item('one'), null, { name: 'box', size: 1.5, open: true, items: [item('two'), null] }],
      things: async () => [item('one'), { name: 'box', size: 2, open: false }],
      box: () => ({ name: 'box', size: 3, items: [item('three')] }),
      nested: () => [[1, 2], null, [null, 3]],
      echo: (_: unknown, args: object) => JSON.stringify(Object.fromEntries(Object.entries(args).sort())),
    },
    Mutation: {
      first: async () => 1,
      second: () => 2,
      failing: () => {
        throw new Error('secret')
      },
    },
  },
})

const cases: readonly (readonly [name: string, document: string, variables?: Record<string, unknown>])[] = [
  ['plain fields', '{ item { id name colour even __typename } }'],
  ['aliases in the order of the document', '{ b: item { z: name a: id } a: nested }'],
  [
    'arguments and their defaults',
    '{ item(id: "x") { related { id colour } more: related(first: 1, colour: RED) { id colour } } }',
  ],
  ['lists in lists, with nulls', '{ nested }'],
  ['an interface', '{ named { __typename name ... on Box { size open } ... on Item { id } } }'],
  [
    'a union with fragments',
    'query { things { ...T } } fragment T on Thing { __typename ... on Item { id later } ...B } fragment B on Box { open items { id } }',
  ],
  ['a list with nulls', '{ box { items { id later } } named { ... on Box { items { name } } } }'],
  ['an error beside data', '{ item { id broken later } }'],
  ['a null where none may be, which rises', '{ item { id strict } box { name } }'],
  ['a null that rises through a list', '{ box { items { id strict } name } }'],
  ['a null that takes all data', '{ things { ... on Item { id strict } } }'],
  ['a value that is no member of its enum', '{ item { wrongColour id } }'],
  ['a field that is null', '{ nothing { id broken } }'],
  [
    'merged selections',
    '{ item { id } item { name related(first: 1) { id } } item { related(first: 1) { name } } }',
  ],
  ['skip and include with constants', '{ item { id @skip(if: true) name @include(if: true) } }'],
  [
    'skip and include with variables',
    'query ($yes: Boolean!, $no: Boolean!) { item { id @skip(if: $yes) name @include(if: $yes) even @include(if: $no) } box @skip(if: $no) { name } }',
    { yes: true, no: false },
  ],
  [
    'skip on fragments',
    'query ($yes: Boolean!) { item { ...F @skip(if: $yes) ... @include(if: $yes) { name } ...G @include(if: $yes) } } fragment F on Item { id } fragment G on Item { even id @skip(if: $yes) }',
    { yes: true },
  ],
  [
    'the same field skipped here and kept there',
    'query ($yes: Boolean!) { item { id @skip(if: $yes) } item { id } things { ... on Item { id @skip(if: $yes) ...I } } } fragment I on Item { id name }',
    { yes: true },
  ],
  [
    'variables with defaults',
    'query ($text: String = "t", $many: [Int] = [1], $c: Colour = GREEN) { echo(text: $text, many: $many, colour: $c) }',
  ],
  [
    'absent variables',
    'query ($text: String, $filter: Filter, $c: Colour) { echo(text: $text, filter: $filter, colour: $c) }',
  ],
  [
    'null variables',
    'query ($text: String, $filter: Filter, $many: [Int]) { echo(text: $text, filter: $filter, many: $many) }',
    { text: null, filter: null, many: null },
  ],
  ['a single value for a list', 'query ($many: [Int]) { echo(many: $many) }', { many: 5 }],
  [
    'input objects with defaults',
    'query ($f: Filter) { echo(filter: $f) item { described(filter: { tags: ["a"], inner: $f, even: 2 }) } }',
    { f: { colour: 'GREEN', tags: ['x', 'y'], even: 6, inner: { required: 1 } } },
  ],
  [
    'a variable within a literal object',
    'query ($even: Even, $tag: String!) { echo(filter: { even: $even, tags: [$tag, "b"] }) }',
    { tag: 'a' },
  ],
  ['an unknown field in an input object', 'query ($f: Filter) { echo(filter: $f) }', { f: { unknown: 1 } }],
  ['a missing required variable', 'query ($id: ID!) { item(id: $id) { id } }', {}],
  ['a null for a required variable', 'query ($id: ID!) { item(id: $id) { id } }', { id: null }],
  [
    'a variable of the wrong type',
    'query ($many: [Int], $text: String) { echo(many: $many, text: $text) }',
    { many: ['x'], text: 5 },
  ],
  ['a scalar that refuses its value', 'query ($even: Even) { echo(even: $even) }', { even: 3 }],
  ['an enum value that is none', 'query ($c: Colour) { echo(colour: $c) }', { c: 'BLUE' }],
  [
    'a null for an argument that may not be null',
    'query ($must: Int) { a: echo(must: $must) nested }',
    { must: null },
  ],
  ['keys of every object', '{ constructor: item { toString: id hasOwnProperty: name valueOf: colour } }'],
  ['a key that objects treat specially', '{ __proto__: item { id } item { __proto__: name } }'],
  [
    'introspection',
    '{ __schema { queryType { name } directives { name args { name defaultValue } } } __type(name: "Item") { name fields { name type { kind name ofType { name } } } } }',
  ],
  ['mutations, one after the other', 'mutation { first second again: first }'],
  ['a mutation that fails', 'mutation { first failing }'],
  ['one of several operations', 'query A { nested } query B { item { id } }'],
]

const log = { info() {}, warn() {}, error() {} }
const present = createPresenter({ log, newId: () => 'id' })
const documents = createDocuments({ schema, limits: defaultDocumentLimits, present })
const context = { signal: new AbortController().signal }

describe('a compiled operation answers like an interpreted one:', () => {
  for (const [name, source, variables] of cases)
    test(name, async () => {
      const operationName = name === 'one of several operations' ? 'B' : undefined
      const document = parse(source)
      assert.deepEqual(validate(schema, document), [])
      const plain = await execute({
        schema,
        document,
        operationName,
        variableValues: variables,
        contextValue: context,
      })
      const expected = JSON.stringify({
        data: plain.data,
        errors: plain.errors?.map(error => present(error).formatted).sort(byPath),
      })
      const executor = createExecutor({
        schema,
        present,
        contextForEvent: (context: { signal: AbortSignal }) => context,
      })
      const prepared = documents.prepare(source, operationName)
      assert.equal(prepared.outcome, 'READY')
      if (prepared.outcome !== 'READY') return
      for (let use = 1; use <= 5; use++) {
        const { data, errors } = await executor.execute({ ...prepared, variables, context })
        const answered = errors?.map(error => JSON.parse(JSON.stringify(error))).sort(byPath)
        assert.equal(JSON.stringify({ data, errors: answered }), expected, `use ${use}`)
      }
    })
})

describe('variables that are too much are refused, interpreted and compiled:', () => {
  const ask = async (source: string, variables: Record<string, unknown>): Promise<readonly string[]> => {
    const prepared = documents.prepare(source)
    assert.equal(prepared.outcome, 'READY')
    if (prepared.outcome !== 'READY') return []
    const executor = createExecutor({
      schema,
      present,
      contextForEvent: (context: { signal: AbortSignal }) => context,
    })
    const run = prepared.operation.operation === 'subscription' ? executor.subscribe : executor.execute
    const answers: string[] = []
    for (let use = 1; use <= 4; use++)
      answers.push(JSON.stringify(await run({ ...prepared, variables, context })))
    assert.equal(new Set(answers).size, 1)
    const { errors } = JSON.parse(answers[0] ?? '')
    return errors.map(({ message }: { message: string }) => message)
  }
  const wide = (fields: number) => Object.fromEntries(Array.from({ length: fields }, (_, i) => [`k${i}`, i]))
  const query = 'query ($f: Filter) { echo(filter: $f) }'

  test('values beyond what any request needs', async () => {
    const tooMany = ['The variables hold too many values; 50000 are allowed']
    assert.deepEqual(await ask(query, { f: wide(50_000) }), tooMany)
    assert.deepEqual(
      await ask('subscription ($f: Filter) { ticks(filter: $f) }', { f: wide(50_000) }),
      tooMany,
    )
    assert.deepEqual(await ask(query, { f: { tags: [Array(60_000).fill([])] } }), tooMany)
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))
    assert.deepEqual(await ask(query, { f: deep }), tooMany)
  })

  test('faults in plenty, of which the first are told in short', async () => {
    const messages = await ask(query, { f: wide(40_000) })
    assert.equal(messages.length, 4)
    for (const message of messages) assert.ok(message.length <= 1_000)
    assert.match(
      messages[0] ?? '',
      /^Variable "\$f" got invalid value .* … .*; Field "k0" is not defined by type/,
    )
  })

  test('a text as long as a body', async () => {
    const [message = ''] = await ask(query, { f: 'x'.repeat(5_000_000) })
    assert.ok(message.length <= 1_000)
  })
})

const byPath = (
  a: { path?: readonly (string | number)[] },
  b: { path?: readonly (string | number)[] },
): number => String(a.path).localeCompare(String(b.path))
