import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { buildSchema } from 'graphql'
import { readPolicy } from '../../src/policy/table.ts'

const directives = `
  ${readFileSync(join(import.meta.dirname, '../../schema/directives.graphql'), 'utf8')}
  scalar Decimal scalar DetectorKind scalar SafeInt enum QuotaWindow { DAY }
`
const read = (sdl: string) => readPolicy(buildSchema(directives + sdl))

const governed = '@operation(name: "complete") @requireRole(role: DEVELOPER) @quota @redact @cacheResponse'

test('the directives of a governed field become the policy of its operation', () => {
  const { operations, fields } = read(`
    type Query {
      now: Int
    }
    type Mutation {
      complete: Int
        @operation(name: "complete")
        @requireRole(role: DEVELOPER)
        @requireRole(role: ANALYST)
        @quota
        @redact(kinds: ["EMAIL"])
        @cacheResponse(ttlSeconds: 60)
      embed: Int @operation(name: "embed") @requireRole(role: DEVELOPER)
    }
  `)
  assert.deepEqual(
    [...operations.values()],
    [
      {
        operation: 'complete',
        roles: ['DEVELOPER', 'ANALYST'],
        quota: true,
        redact: { kinds: ['EMAIL'] },
        cache: { ttlSeconds: 60 },
      },
      { operation: 'embed', roles: ['DEVELOPER'], quota: false },
    ],
  )
  assert.equal(fields.size, 0)
})

test('twins that agree are one operation, in whichever order their directives stand', () => {
  const { operations } = read(`
    type Query { now: Int }
    type Mutation { complete: Int @operation(name: "complete") @requireRole(role: DEVELOPER) @requireRole(role: ANALYST) @quota }
    type Subscription { completion: Int @quota @requireRole(role: ANALYST) @requireRole(role: DEVELOPER) @operation(name: "complete") }
  `)
  assert.deepEqual([...operations.keys()], ['complete'])
})

for (const forgotten of ['@quota', '@redact', '@cacheResponse', '@requireRole(role: DEVELOPER)'])
  test(`a twin that forgets ${forgotten} keeps the gateway from starting`, () => {
    const roles = forgotten.startsWith('@requireRole') ? '@requireRole(role: ANALYST)' : ''
    assert.throws(
      () =>
        read(`
          type Query { now: Int }
          type Mutation { complete: Int ${governed} }
          type Subscription { completion: Int ${governed.replace(forgotten, roles)} }
        `),
      {
        name: 'SchemaPolicyError',
        message:
          /^Mutation\.complete and Subscription\.completion are both the operation `complete` but their directives differ/,
      },
    )
  })

test('twins that differ in an argument keep the gateway from starting', () => {
  for (const [directive, other] of [
    ['@redact', '@redact(kinds: ["EMAIL"])'],
    ['@cacheResponse', '@cacheResponse(ttlSeconds: 5)'],
  ] as const)
    assert.throws(
      () =>
        read(`
          type Query { now: Int }
          type Mutation { complete: Int ${governed} }
          type Subscription { completion: Int ${governed.replace(directive, other)} }
        `),
      /their directives differ/,
    )
})

test('plain fields that ask for roles are told apart from operations', () => {
  const { fields } = read(`
    type Query { usage: Usage @requireRole(role: ANALYST) }
    type Usage { cost: Int @requireRole(role: ADMIN) @requireRole(role: AUDITOR) requests: Int }
    type Mutation {
      revoke: Int @requireRole(role: ADMIN)
      tune(input: Tuning): Int @requireRole(role: ADMIN, model: "input.models")
      change(id: ID!): Int @requireRole(role: ADMIN, model: "id")
    }
    input Tuning { models: [String!] }
  `)
  assert.deepEqual(
    [...fields],
    [
      ['Query.usage', { name: 'usage', roles: ['ANALYST'] }],
      ['Usage.cost', { name: 'Usage.cost', roles: ['ADMIN', 'AUDITOR'] }],
      ['Mutation.revoke', { name: 'revoke', roles: ['ADMIN'], operation: 'revoke' }],
      [
        'Mutation.tune',
        {
          name: 'tune',
          roles: ['ADMIN'],
          operation: 'tune',
          model: { path: 'input.models', isId: false, isOptional: true },
        },
      ],
      [
        'Mutation.change',
        {
          name: 'change',
          roles: ['ADMIN'],
          operation: 'change',
          model: { path: 'id', isId: true, isOptional: false },
        },
      ],
    ],
  )
})

for (const [fault, sdl, message] of [
  [
    'a governed field without a role',
    'type Query { complete: Int @operation(name: "complete") @quota }',
    'Query.complete is governed by @operation but lacks @requireRole',
  ],
  [
    'a role for models that no argument names',
    'type Query { tune(input: String): Int @requireRole(role: ADMIN, model: "input.models") }',
    'Query.tune carries @requireRole with the model `input.models`, which is no argument of it',
  ],
  [
    'a quota where no pipeline is',
    'type Query { usage: Int @requireRole(role: ANALYST) @quota }',
    'Query.usage carries @quota, which nothing enforces there: only fields with @operation reach the pipeline',
  ],
  [
    'a mask on a data field',
    'type Query { log: Log } type Log { prompt: String @redact }',
    'Log.prompt carries @redact, which nothing enforces there: only fields with @operation reach the pipeline',
  ],
  [
    'an operation below the root',
    `type Query { log: Log } type Log { again: Int ${governed} }`,
    'Log.again carries @operation, but only a root field or a prompt can be an operation',
  ],
  [
    'a role on an interface',
    'type Query { log: Log } interface Log { prompt: String @requireRole(role: AUDITOR) }',
    'Log.prompt carries @requireRole, which nothing enforces on an interface: put it on the fields of the types that implement it',
  ],
  [
    'a plain field with the name of an operation',
    `type Query { now: Int } type Mutation { complete: Int @requireRole(role: ANALYST) ask: Int ${governed} }`,
    'Mutation.complete bears the name of the operation `complete` but lacks @operation',
  ],
  [
    'a cache that keeps nothing',
    'type Query { a: Int @operation(name: "a") @requireRole(role: ANALYST) @cacheResponse(ttlSeconds: 0) }',
    'The operation `a` carries @cacheResponse with a ttlSeconds below 1',
  ],
] as const)
  test(`${fault} keeps the gateway from starting`, () => {
    assert.throws(() => read(sdl), { name: 'SchemaPolicyError', message })
  })
