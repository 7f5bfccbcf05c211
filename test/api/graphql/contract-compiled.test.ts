import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getOperationAST, parse } from 'graphql'
import { createCompiler } from '../../../src/api/graphql/compile.ts'
import { createContext } from '../../../src/api/graphql/context.ts'
import { GatewayError } from '../../../src/core/error.ts'
import type { Services } from '../../../src/core/services.ts'
import { answer, principal } from '../../kit/call.ts'
import { ask, fakeGateway, plain, schema, services } from '../../kit/graphql.ts'

const input = '{ model: "small", messages: [{ role: USER, content: "Hello" }] }'
const refused = fakeGateway([
  new GatewayError('QUOTA_EXCEEDED', 'Spent', {
    quota: { name: 'daily', scope: {}, meter: 'REQUESTS', limit: 1n, window: 'DAY', action: 'BLOCK' },
  }),
])
const everything = new Set([...principal.roles, 'ADMIN', 'ANALYST'])

for (const [what, source, given] of [
  [
    'an answer',
    `mutation {
      complete(input: ${input}) {
        __typename
        ... on Completion {
          id model { id name capabilities deployments { price { inputPerMillion { usd } } } }
          message { text toolCalls { id } } usage { inputTokens totalTokens source } cost { usd }
          attempts { outcome } createdAt
        }
        ... on QuotaExceeded { why: message quota { limit } }
      }
    }`,
    { gateway: fakeGateway(answer('Good ', 'day')) },
  ],
  [
    'a refusal',
    `mutation { complete(input: ${input}) { ... on QuotaExceeded { message quota { name limit } resetsAt } } }`,
    { gateway: refused },
  ],
  ['a page', '{ models(first: 1) { edges { cursor node { __typename id } } pageInfo { endCursor } } }', {}],
  [
    'an object behind an interface',
    '{ node(id: "TW9kZWw6c21hbGw") { id ... on Model { name lifecycle } } }',
    {},
  ],
  ['the viewer', '{ viewer { name roles models quotas { remaining } } }', {}],
  ['a field that is refused', '{ viewer { name } apiKeys(first: -1) { edges { cursor } } }', {}],
] as const satisfies readonly (readonly [string, string, Partial<Services>])[])
  test(`${what} is the same from compiled and from interpreted operations`, async () => {
    const document = parse(source)
    const operation = getOperationAST(document)
    assert.ok(operation)
    const compiled = createCompiler(schema)({ document, operation })
    assert.ok(compiled)
    const as = { ...principal, roles: everything }
    const context = createContext(services(given), { principal: as, signal: new AbortController().signal })
    const result = plain(await compiled.query(undefined, context, {}))
    const interpreted = await ask(source, { services: given, as })
    assert.deepEqual(result.data, interpreted.data)
    assert.deepEqual(
      result.errors?.map(({ message, path }) => ({ message, path })),
      interpreted.errors?.map(({ message, path }) => ({ message, path })),
    )
  })
