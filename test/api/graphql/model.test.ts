import assert from 'node:assert/strict'
import { test } from 'node:test'
import { globalId } from '../../../src/api/graphql/global-id.ts'
import type { Model } from '../../../src/core/model.ts'
import { model, principal, snapshot } from '../../kit/call.ts'
import { dataOf, errorOf } from '../../kit/graphql.ts'

const named = (name: string, about: Partial<Model> = {}): readonly [string, Model] => [
  name,
  { ...model, name, ...about },
]

const models = new Map([
  named('delta', { capabilities: new Set(['EMBEDDING']) }),
  named('alpha', { description: 'Fast and cheap', capabilities: new Set(['TOOLS', 'COMPLETION']) }),
  named('gone', { lifecycle: 'RETIRED', capabilities: new Set(['COMPLETION', 'EMBEDDING']) }),
  named('charlie', { lifecycle: 'DEPRECATED' }),
  named('bravo', { deployments: [{ name: 'b', provider: 'other', model: 'b-1', weight: 2.5 }] }),
])
const asking = { services: { snapshot: () => ({ ...snapshot, models }) } }

const namesOf = async (filter: string, as = principal): Promise<string[]> => {
  const data = await dataOf(`{ models(${filter}) { edges { node { name } } totalCount } }`, { ...asking, as })
  const names: string[] = data.models.edges.map(({ node }: { node: { name: string } }) => node.name)
  assert.equal(data.models.totalCount, names.length)
  return names
}

test('models come by name', async () => {
  assert.deepEqual(await namesOf('first: 10'), ['alpha', 'bravo', 'charlie', 'delta'])
})

test('models are filtered by what they can, where they are in life, who serves them, and a text', async () => {
  for (const [filter, names] of [
    ['capabilities: [COMPLETION]', ['alpha', 'bravo', 'charlie']],
    ['capabilities: [COMPLETION, TOOLS]', ['alpha']],
    ['lifecycle: [DEPRECATED, RETIRED]', ['charlie', 'gone']],
    ['provider: "other"', ['bravo']],
    ['search: "CHEAP"', ['alpha']],
    ['search: "l"', ['alpha', 'charlie', 'delta']],
    ['search: "l", capabilities: [EMBEDDING]', ['delta']],
  ] as const)
    assert.deepEqual(await namesOf(`filter: { ${filter} }`), names)
})

test('a filter holds a bounded number of items', async () => {
  for (const [field, item] of [
    ['capabilities', 'COMPLETION'],
    ['lifecycle', 'ACTIVE'],
  ]) {
    assert.notEqual((await namesOf(`filter: { ${field}: [${`${item} `.repeat(100)}] }`)).length, 0)
    assert.deepEqual(
      await errorOf(`{ models(filter: { ${field}: [${`${item} `.repeat(101)}] }) { totalCount } }`),
      {
        code: 'INVALID_INPUT',
        path: `filter.${field}`,
        message: `filter.${field} must hold 100 items at most`,
      },
    )
  }
})

test('a caller sees only the models that the credentials cover', async () => {
  const as = { ...principal, models: new Set(['bravo', 'gone']) }
  assert.deepEqual(await namesOf('first: 10', as), ['bravo'])
  const data = await dataOf('{ a: model(name: "bravo") { name } b: model(name: "alpha") { name } }', {
    ...asking,
    as,
  })
  assert.deepEqual(data, { a: { name: 'bravo' }, b: null })
})

test('pages follow each other without gap or repetition, whatever is added in between', async () => {
  const seen: string[] = []
  let after: string | null = null
  const pages: object[] = []
  do {
    const data = await dataOf(
      `query ($after: String) {
        models(first: 3, after: $after) {
          edges { cursor node { name } }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
      }`,
      { ...asking, variables: { after } },
    )
    const { edges, pageInfo } = data.models
    for (const { node } of edges) seen.push(node.name)
    assert.deepEqual([pageInfo.startCursor, pageInfo.endCursor], [edges[0].cursor, edges.at(-1).cursor])
    pages.push({ next: pageInfo.hasNextPage, previous: pageInfo.hasPreviousPage })
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null
    models.set(...named('aardvark'))
  } while (after !== null)
  models.delete('aardvark')
  assert.deepEqual(seen, ['alpha', 'bravo', 'charlie', 'delta'])
  assert.deepEqual(pages, [
    { next: true, previous: false },
    { next: false, previous: true },
  ])
})

test('an empty page has no cursors', async () => {
  const data = await dataOf(
    '{ models(filter: { search: "?" }) { edges { cursor } pageInfo { startCursor endCursor } } }',
    asking,
  )
  assert.deepEqual(data.models, { edges: [], pageInfo: { startCursor: null, endCursor: null } })
})

test('a page of no, negative or excessive size is refused, and so is a cursor from elsewhere', async () => {
  for (const [page, path] of [
    ['first: 0', 'first'],
    ['first: -1', 'first'],
    ['first: 101', 'first'],
    ['after: "%%%"', 'after'],
    ['after: ""', 'after'],
  ] as const) {
    const error = await errorOf(`{ models(${page}) { totalCount } }`, asking)
    assert.deepEqual([error.code, error.path], ['INVALID_INPUT', path])
  }
})

test('a model tells what it can and what it costs', async () => {
  const source = `query ($name: String!) {
    model(name: $name) {
      id name description capabilities lifecycle contextWindow maxOutputTokens cacheTtlSeconds
      deployments {
        name provider model weight
        price {
          source inputPerMillion { usd } outputPerMillion { usd }
          cachedInputPerMillion { usd } cacheWritePerMillion { usd }
        }
      }
    }
  }`
  const about = {
    description: null,
    lifecycle: 'ACTIVE',
    contextWindow: null,
    maxOutputTokens: null,
    cacheTtlSeconds: null,
  }
  assert.deepEqual(await dataOf(source, { ...asking, variables: { name: 'alpha' } }), {
    model: {
      ...about,
      id: globalId('Model', 'alpha'),
      name: 'alpha',
      description: 'Fast and cheap',
      capabilities: ['COMPLETION', 'TOOLS'],
      deployments: [
        {
          name: 'fake/small',
          provider: 'fake',
          model: 'small',
          weight: 1,
          price: {
            source: 'CONFIGURED',
            inputPerMillion: { usd: '1' },
            outputPerMillion: { usd: '2' },
            cachedInputPerMillion: null,
            cacheWritePerMillion: null,
          },
        },
      ],
    },
  })
  assert.deepEqual(await dataOf(source, { ...asking, variables: { name: 'bravo' } }), {
    model: {
      ...about,
      id: globalId('Model', 'bravo'),
      name: 'bravo',
      capabilities: ['COMPLETION'],
      deployments: [{ name: 'b', provider: 'other', model: 'b-1', weight: 2.5, price: null }],
    },
  })
})
