import assert from 'node:assert/strict'
import { test } from 'node:test'
import { globalId, type NodeType, readGlobalId } from '../../../src/api/graphql/global-id.ts'
import type { ApiKey } from '../../../src/core/api-key.ts'
import { noUsage } from '../../../src/core/chunk.ts'
import type { StoredCall } from '../../../src/core/ports.ts'
import type { Principal } from '../../../src/core/principal.ts'
import { principal } from '../../kit/call.ts'
import { callId, dataOf, now, services } from '../../kit/graphql.ts'

const key: ApiKey = {
  id: callId,
  tenant: 'default',
  name: 'web',
  prefix: 'weir_3fGh',
  roles: ['DEVELOPER'],
  createdAt: now,
}
const call: StoredCall = {
  id: callId,
  tenant: 'default',
  startedAt: now,
  operation: 'complete',
  api: 'REST',
  model: 'small',
  stream: false,
  tags: [],
  attempts: [],
  verdicts: [],
  cached: false,
  usage: noUsage,
  provider: 'fake',
  deployment: 'fake/small',
}
const stored = {
  calls: { ...services().calls, find: async (tenant: string) => (tenant === 'default' ? [call] : []) },
  apiKeys: { ...services().apiKeys, find: async (tenant: string) => (tenant === 'default' ? [key] : []) },
}

const nodeOf = async (type: NodeType, id: string, as: Principal) => {
  const source = `query ($id: ID!) {
    node(id: $id) {
      __typename id
      ... on ApiKey { name }
      ... on Completion { provider }
      ... on Model { lifecycle }
    }
  }`
  return (await dataOf(source, { services: stored, as, variables: { id: globalId(type, id) } })).node
}
const holding = (...roles: readonly string[]): Principal => ({ ...principal, roles: new Set(roles) })

test('an object is found again by its id', async () => {
  const as = holding('ADMIN', 'DEVELOPER')
  assert.deepEqual(await nodeOf('ApiKey', callId, as), {
    __typename: 'ApiKey',
    id: globalId('ApiKey', callId),
    name: 'web',
  })
  assert.deepEqual(await nodeOf('Completion', callId, as), {
    __typename: 'Completion',
    id: globalId('Completion', callId),
    provider: 'fake',
  })
  assert.deepEqual(await nodeOf('Model', 'small', as), {
    __typename: 'Model',
    id: globalId('Model', 'small'),
    lifecycle: 'ACTIVE',
  })
})

test('an object is null for who may not ask the field that reads its type', async () => {
  assert.equal(await nodeOf('ApiKey', callId, holding('DEVELOPER')), null)
  assert.equal(await nodeOf('Completion', callId, holding('ANALYST')), null)
  assert.equal(await nodeOf('Model', 'small', { ...holding(), models: new Set(['other']) }), null)
})

test('an object of another tenant is null', async () => {
  const stranger = { ...holding('ADMIN', 'DEVELOPER'), tenant: 'other' }
  assert.equal(await nodeOf('ApiKey', callId, stranger), null)
  assert.equal(await nodeOf('Completion', callId, stranger), null)
})

test('an id is read back as it was made, and nothing else is', () => {
  for (const [type, id] of [
    ['ApiKey', callId],
    ['Completion', callId],
    ['Model', 'vendor/a:b ü'],
  ] as const)
    assert.deepEqual(readGlobalId(globalId(type, id)), { type, id })
  const id = globalId('Model', 'small')
  for (const text of ['', callId, `${id}=`, ` ${id}`, globalId('Completion', 'x'), globalId('Model', '')])
    assert.equal(readGlobalId(text), undefined)
  assert.equal(readGlobalId(Buffer.from(`Query:${callId}`).toString('base64url')), undefined)
})
