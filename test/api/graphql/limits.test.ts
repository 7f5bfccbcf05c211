import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildSchema, getIntrospectionQuery, parse } from 'graphql'
import { checkDocument, type DocumentLimits, defaultDocumentLimits } from '../../../src/api/graphql/limits.ts'
import { key, startServer } from '../../kit/http-server.ts'

const schema = buildSchema(/* GraphQL */ `
  directive @operation(name: String!) on FIELD_DEFINITION
  type Query { name: String, self: Query!, all: [Query!]!, page(first: Int): Page! }
  type Page { edges: [Edge!]! }
  type Edge { node: Query! }
  type Mutation { complete: Answer! @operation(name: "complete") }
  type Answer { text: String }
`)

const complaints = (source: string, limits: Partial<DocumentLimits> = {}): readonly string[] =>
  checkDocument(schema, parse(source), { ...defaultDocumentLimits, ...limits }).map(({ message }) => message)

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ')

const nested = (levels: number): string => `${'{ self '.repeat(levels - 1)}{ name }${' }'.repeat(levels - 1)}`

test('fields may be nested up to the limit, and no deeper through fragments', () => {
  assert.deepEqual(complaints(nested(12)), [])
  assert.match(complaints(nested(13)).join(), /13 levels of nested fields; 12 are allowed/)
  const chain = times(
    13,
    index => `fragment F${index} on Query { self { ${index === 12 ? 'name' : `...F${index + 1}`} } }`,
  )
  assert.match(complaints(`{ ...F0 } ${chain}`).join(), /14 levels of nested fields/)
})

test('every alias counts, that of __typename too, and once more for each spread of its fragment', () => {
  assert.deepEqual(complaints(`{ self { ${times(30, index => `a${index}: name`)} } }`), [])
  assert.match(
    complaints(`{ self { ${times(31, index => `a${index}: __typename`)} } }`).join(),
    /31 aliases; 30 are allowed/,
  )
  const spread = `{ self { ...F ...F } all { ...F ...F } } fragment F on Query { ${times(10, index => `a${index}: name`)} }`
  assert.match(complaints(spread).join(), /40 aliases/)
})

test('directives count wherever they stand', () => {
  const skip = (count: number) => times(count, () => '@include(if: true)')
  assert.deepEqual(complaints(`{ name ${skip(50)} }`), [])
  const everywhere = `query ${skip(20)} { ... ${skip(20)} { name } ...F ${skip(10)} } fragment F on Query ${skip(1)} { name }`
  assert.match(complaints(everywhere).join(), /51 directives; 50 are allowed/)
})

test('root fields count through fragments', () => {
  assert.match(
    complaints(
      `{ ...F ... { name self { name } } } fragment F on Query { ${times(19, () => 'name')} }`,
    ).join(),
    /21 root fields; 20 are allowed/,
  )
})

test('a field that asks a model weighs more than a plain one, and each of its aliases does', () => {
  assert.deepEqual(complaints(`mutation { ${times(19, index => `a${index}: complete { text }`)} }`), [])
  assert.match(
    complaints(`mutation { ${times(20, index => `a${index}: complete { text }`)} }`, { cost: 10_000 }).join(),
    /10020 units of cost/,
  )
})

test('what stands below a list costs as often as the page is long', () => {
  const cost = (source: string): number =>
    Number(/has (\d+) units/.exec(complaints(source, { cost: 0 }).join())?.[1])
  assert.equal(cost('{ self { name } }'), 2)
  assert.equal(cost('{ all { name } }'), 1 + 10)
  assert.equal(cost('{ page(first: 5) { edges { node { name } } } }'), 1 + 1 + 5 * 2)
  assert.equal(cost('query ($n: Int) { page(first: $n) { edges { node { name } } } }'), 1 + 1 + 100 * 2)
  assert.equal(
    cost(
      '{ all { ...F } } fragment F on Query { page(first: 5) { ...G } } fragment G on Page { edges { node { name } } }',
    ),
    1 + 10 * 12,
  )
  assert.match(complaints('{ all { all { all { all { name } } } } }').join(), /units of cost/)
})

test('fragments that multiply are measured without following each of their paths', () => {
  const doubling = times(
    60,
    index => `fragment F${index} on Query { self { ...F${index + 1} } a: self { ...F${index + 1} } }`,
  )
  assert.match(
    complaints(`{ ...F0 } ${doubling} fragment F60 on Query { name }`).join(),
    /over a million aliases/,
  )
})

test('fragments that spread themselves are refused', () => {
  assert.deepEqual(
    complaints('{ ...F } fragment F on Query { self { ...G } } fragment G on Query { ...F }'),
    ['The fragment "F" spreads itself'],
  )
})

test('fields count as they are written, in fragments that nobody spreads too', () => {
  assert.match(
    complaints(`{ name } fragment F on Query { ${'name '.repeat(500)} }`).join(),
    /501 fields; 500 are allowed/,
  )
})

test('fragments have a limit of their own, as they are compared with each other', () => {
  const source = (count: number) =>
    `{ self { ${times(count, index => `...F${index}`)} } } ${times(count, index => `fragment F${index} on Query { name }`)}`
  assert.deepEqual(complaints(source(100)), [])
  assert.match(complaints(source(101)).join(), /101 fragments; 100 are allowed/)
})

test('each operation is measured by itself', () => {
  const source = `query A { ${times(20, index => `a${index}: name`)} } query B { ${times(20, index => `a${index}: name`)} }`
  assert.deepEqual(complaints(source), [])
})

test('introspection as tools do it is within the limits; endless introspection is not', () => {
  assert.deepEqual(
    complaints(
      getIntrospectionQuery({
        inputValueDeprecation: true,
        specifiedByUrl: true,
        schemaDescription: true,
        oneOf: true,
      }),
    ),
    [],
  )
  const endless = `{ __type(name: "Query") ${'{ ofType '.repeat(20)}{ name }${' }'.repeat(20)} }`
  assert.match(complaints(endless).join(), /22 levels of nested introspection; 20 are allowed/)
})

test('over every transport, a document beyond the limits is refused before it is executed', async () => {
  await using server = await startServer()
  const post = async (path: string, query: string, accept = 'application/json') => {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { accept, authorization: key, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    const { errors } = JSON.parse(await response.text())
    return { status: response.status, code: errors[0].extensions.code, message: errors[0].message }
  }
  const documents = [
    [`{ ${times(10_000, index => `a${index}: __typename`)} }`, /more that 5000 tokens/],
    [`{ ${times(100, index => `a${index}: __typename`)} }`, /100 aliases/],
    [`{ ${'__typename '.repeat(600)} }`, /600 fields/],
    [`{ hello ${' '.repeat(300_000)} }`, /characters/],
    [`{ tree ${'{ tree '.repeat(12)} { name } ${'}'.repeat(12)} }`, /levels of nested fields/],
    [`mutation { ${times(21, index => `a${index}: askSlowly`)} }`, /units of cost/],
  ] as const
  for (const [query, message] of documents)
    for (const [path, accept] of [
      ['/graphql', 'application/json'],
      ['/graphql', 'multipart/mixed;subscriptionSpec=1.0,application/json'],
      ['/graphql/stream', 'text/event-stream'],
    ] as const) {
      const refused = await post(path, query, accept)
      assert.equal(refused.status, 400)
      assert.equal(refused.code, 'INVALID_INPUT')
      assert.match(refused.message, message)
    }
  assert.equal(server.origins.length, 0)
})

test('batches are refused over every transport', async () => {
  await using server = await startServer()
  for (const path of ['/graphql', '/graphql/stream']) {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { authorization: key, 'content-type': 'application/json' },
      body: JSON.stringify([{ query: '{ hello }' }, { query: '{ hello }' }]),
    })
    assert.equal(response.status, 400)
    assert.match(await response.text(), /INVALID_INPUT/)
  }
})

test('nothing can be nested so deep that a stack overflows, and nobody hears of stacks', async () => {
  await using server = await startServer()
  const within = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels)
  for (const [query, message] of [
    [`{ hello(name: ${within(2_400, '[', ']')}) }`, /^The document is nested too deep/],
    [`{ hello(name: ${'['.repeat(4_900)}) }`, /^The document is nested too deep/],
    [within(2_400, '{ a ', '}'), /^The document is nested too deep/],
    [`{ hello(name: ${within(101, '[', ']')}) }`, /nested too deep; 100 levels of brackets are allowed/],
    [`{ hello(name: ${within(600, '{ a: ', '}').replace('}', '1 }')}) }`, /nested too deep; 100 levels/],
    [`{ ${within(101, '... {', '}').replace('}', 'hello }')} }`, /nested too deep; 100 levels/],
    [
      `query ($v: ${within(101, '[', ']').replace(']', 'Int ]')}) { hello(name: $v) }`,
      /nested too deep; 100 levels/,
    ],
  ] as const)
    for (const path of ['/graphql', '/graphql/stream']) {
      const response = await fetch(server.url + path, {
        method: 'POST',
        headers: { authorization: key, 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      })
      assert.equal(response.status, 400)
      const { errors } = JSON.parse(await response.text())
      assert.match(errors[0].message, message)
      assert.equal(errors[0].extensions.code, 'INVALID_INPUT')
    }
  assert.deepEqual(server.logged, [])
})

test('a document that is refused is not read again by Apollo', async () => {
  await using server = await startServer()
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { authorization: key, 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ hello } ${'{ '.repeat(100_000)}` }),
  })
  const { errors } = JSON.parse(await response.text())
  assert.equal(errors[0].message, 'The document has 200010 characters; 200000 are allowed')
})
