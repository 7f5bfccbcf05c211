import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { graphql, parse, subscribe } from 'graphql'
import { GatewayError } from '../../src/core/error.ts'
import type { Principal } from '../../src/core/principal.ts'
import { enforceFieldRoles } from '../../src/policy/fields.ts'
import { readPolicy } from '../../src/policy/table.ts'

interface Context {
  readonly principal?: Principal
  readonly asked: string[]
  /** Whom the asker is by now, if somebody else. */
  now?: Principal
}

const bare = makeExecutableSchema<Context>({
  typeDefs: `
    ${readFileSync(join(import.meta.dirname, '../../schema/directives.graphql'), 'utf8')}
    scalar Decimal scalar DetectorKind scalar SafeInt enum QuotaWindow { DAY }
    type Query { report: Report @requireRole(role: ANALYST) open: Report }
    type Report { calls: Int cost: Int @requireRole(role: ADMIN) @requireRole(role: AUDITOR) }
    type Mutation { revoke: Int @requireRole(role: ADMIN) }
    type Subscription { calls: Int @requireRole(role: ANALYST) more: Int @requireRole(role: ANALYST) }
  `,
  resolvers: {
    Query: {
      report: (_root, _args, { asked }) => {
        asked.push('report')
        return { calls: 1, cost: 2 }
      },
      open: () => ({ calls: 1, cost: 2 }),
    },
    Mutation: {
      revoke: (_root, _args, { asked }) => asked.push('revoke'),
    },
    Subscription: {
      more: {
        subscribe: async function* (_root, _args, { asked }) {
          asked.push('more')
          try {
            for (let more = 1; more < 9; more++) yield { more }
          } finally {
            asked.push('closed')
          }
        },
      },
      calls: {
        subscribe: async function* (_root, _args, { asked }) {
          asked.push('calls')
          yield { calls: 1 }
        },
      },
    },
  },
})
const schema = enforceFieldRoles<Context>(bare, readPolicy(bare).fields, {
  askerOf: ({ principal }) => ({
    snapshot: { access: new Map(), models: new Map() },
    ...(principal && { principal }),
  }),
  askerNow: ({ principal, now = principal }) => ({
    snapshot: { access: new Map(), models: new Map() },
    ...(now && { principal: now }),
  }),
  modelOf: () => undefined,
})

const holding = (...roles: readonly string[]): Principal => ({
  id: 'key',
  name: 'a key',
  tenant: 'default',
  roles: new Set(roles),
})

const ask = async (source: string, principal?: Principal) => {
  const contextValue: Context = { asked: [], ...(principal && { principal }) }
  const { data, errors = [] } = await graphql({ schema, source, contextValue })
  const codes = errors.map(({ originalError }) => originalError instanceof GatewayError && originalError.code)
  return {
    data: JSON.parse(JSON.stringify(data)),
    codes,
    asked: contextValue.asked,
    message: errors[0]?.message,
  }
}

test('a field answers who holds the role', async () => {
  const { data, asked } = await ask('{ report { calls } }', holding('ANALYST'))
  assert.deepEqual(data, { report: { calls: 1 } })
  assert.deepEqual(asked, ['report'])
})

test('a field refuses who lacks the role, before its resolver runs', async () => {
  const { data, codes, asked, message } = await ask('{ report { calls } }', holding('DEVELOPER'))
  assert.deepEqual([data, codes, asked], [{ report: null }, ['FORBIDDEN'], []])
  assert.equal(message, '`report` needs the role ANALYST; ask an admin for it')
})

test('a field refuses who sends no credentials, before its resolver runs', async () => {
  const { codes, asked } = await ask('{ report { calls } }')
  assert.deepEqual([codes, asked], [['UNAUTHENTICATED'], []])
})

test('a mutation refuses credentials that are limited to other operations, reads are up to roles', async () => {
  const limited = { ...holding('ADMIN', 'ANALYST'), operations: new Set(['complete']) }
  const { codes, asked } = await ask('mutation { revoke }', limited)
  assert.deepEqual([codes, asked], [['FORBIDDEN'], []])
  assert.deepEqual((await ask('{ report { calls } }', limited)).codes, [])
  const allowed = { ...limited, operations: new Set(['revoke']) }
  assert.deepEqual((await ask('mutation { revoke }', allowed)).data, { revoke: 1 })
})

test('an alias, a fragment and a second mention are refused like the field itself', async () => {
  const source = '{ a: report { calls } ...F } fragment F on Query { b: report { calls } }'
  const { codes, asked } = await ask(source, holding('DEVELOPER'))
  assert.deepEqual([codes, asked], [['FORBIDDEN', 'FORBIDDEN'], []])
})

test('a data field needs all of its roles, and its neighbours stay readable', async () => {
  const source = '{ open { calls cost } }'
  assert.deepEqual((await ask(source, holding('ADMIN', 'AUDITOR'))).data, { open: { calls: 1, cost: 2 } })
  const { data, codes } = await ask(source, holding('ADMIN'))
  assert.deepEqual([data, codes], [{ open: { calls: 1, cost: null } }, ['FORBIDDEN']])
})

test('a subscription ends with a refusal before the first event that would go to who may not ask any more', async () => {
  const contextValue: Context = { principal: holding('ANALYST'), asked: [] }
  const events = await subscribe({ schema, document: parse('subscription { more }'), contextValue })
  assert.ok(Symbol.asyncIterator in events)
  assert.equal((await events.next()).value?.data?.more, 1)
  contextValue.now = holding('DEVELOPER')
  await assert.rejects(events.next(), { code: 'FORBIDDEN' })
  assert.deepEqual(contextValue.asked, ['more', 'closed'])
  contextValue.now = holding('ANALYST')
  assert.equal((await events.next()).done, true)
})

test('a subscription refuses when it is subscribed to', async () => {
  const document = parse('subscription { calls }')
  const contextValue: Context = { asked: [], principal: holding('DEVELOPER') }
  const refused = await subscribe({ schema, document, contextValue })
  assert.ok('errors' in refused)
  assert.deepEqual(contextValue.asked, [])

  const events = await subscribe({
    schema,
    document,
    contextValue: { asked: [], principal: holding('ANALYST') },
  })
  assert.ok(Symbol.asyncIterator in events)
  assert.equal((await events.next()).value?.data?.calls, 1)
})
