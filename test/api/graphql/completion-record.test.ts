import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contextForEvent, createContext } from '../../../src/api/graphql/context.ts'
import { globalId } from '../../../src/api/graphql/global-id.ts'
import { createLoaders } from '../../../src/api/graphql/loaders.ts'
import { noUsage } from '../../../src/core/chunk.ts'
import type { StoredCall } from '../../../src/core/ports.ts'
import { principal } from '../../kit/call.ts'
import { ask, callId, dataOf, now, services } from '../../kit/graphql.ts'

const lookUp = `query ($id: ID!) {
  completion(id: $id) {
    id model { name lifecycle } provider deployment message { text reasoning toolCalls { id } }
    finishReason outcome errorCode cost { usd } usage { totalTokens }
  }
}`

const stored: StoredCall = {
  id: callId,
  tenant: 'default',
  startedAt: now,
  operation: 'complete',
  api: 'REST',
  model: 'small',
  stream: true,
  tags: [],
  attempts: [],
  verdicts: [],
  cached: false,
  usage: { ...noUsage, inputTokens: 3 },
  costNanos: 3000n,
  provider: 'fake',
  deployment: 'fake/small',
  finishReason: 'STOP',
  outcome: 'FINISHED',
}

const ledger = (...calls: readonly StoredCall[]) => {
  const asked: (readonly string[])[] = []
  return {
    asked,
    list: async () => [],
    find: async (tenant: string, ids: readonly string[]) => {
      asked.push(ids)
      return calls.filter(call => call.tenant === tenant && ids.includes(call.id))
    },
  }
}

const lookingUp = (call: StoredCall) => ({
  services: { calls: ledger(call) },
  variables: { id: globalId('Completion', call.id) },
})

test('an earlier completion is told without its texts', async () => {
  assert.deepEqual(await dataOf(lookUp, lookingUp(stored)), {
    completion: {
      id: globalId('Completion', callId),
      model: { name: 'small', lifecycle: 'ACTIVE' },
      provider: 'fake',
      deployment: 'fake/small',
      message: { text: null, reasoning: null, toolCalls: [] },
      finishReason: 'STOP',
      outcome: 'FINISHED',
      errorCode: null,
      cost: { usd: '0.000003' },
      usage: { totalTokens: 3 },
    },
  })
})

test('a completion of a model that is no more says that the model is retired', async () => {
  const { completion } = await dataOf(lookUp, lookingUp({ ...stored, model: 'gone' }))
  assert.deepEqual(completion.model, { name: 'gone', lifecycle: 'RETIRED' })
})

test('a call that broke off tells how it ended and who was asked', async () => {
  const attempt = { provider: 'fake', deployment: 'fake/other', outcome: 'FAILED', latencyMs: 3 } as const
  const { provider, deployment, finishReason, ...rest } = stored
  const failed: StoredCall = {
    ...rest,
    attempts: [attempt],
    outcome: 'FAILED',
    errorCode: 'PROVIDERS_FAILED',
  }
  const { completion } = await dataOf(lookUp, lookingUp(failed))
  assert.deepEqual(
    [completion.deployment, completion.finishReason, completion.outcome, completion.errorCode],
    ['fake/other', 'OTHER', 'FAILED', 'PROVIDERS_FAILED'],
  )
})

test('what is no completion of the tenant is null', async () => {
  const { provider, deployment, ...refused } = stored
  for (const call of [{ ...stored, tenant: 'other' }, { ...stored, operation: 'embed' }, refused])
    assert.deepEqual(await dataOf(lookUp, lookingUp(call)), { completion: null })
  const calls = ledger(stored)
  for (const id of [callId, globalId('Model', callId), 'x', '', globalId('Completion', "'; --")])
    assert.deepEqual(await dataOf(lookUp, { services: { calls }, variables: { id } }), { completion: null })
  assert.deepEqual(calls.asked, [])
})

test('several look-ups of one operation read the ledger once', async () => {
  const calls = ledger(stored)
  const id = globalId('Completion', callId)
  const other = globalId('Completion', callId.replace('1', '2'))
  const source = `{ a: completion(id: "${id}") { id } b: completion(id: "${other}") { id } c: node(id: "${id}") { id } }`
  assert.deepEqual(await dataOf(source, { services: { calls } }), { a: { id }, b: null, c: { id } })
  assert.equal(calls.asked.length, 1)
})

test('each event of a subscription reads anew', async () => {
  const calls = ledger(stored)
  const first = createContext(services({ calls }), { principal, signal: new AbortController().signal })
  await first.loaders.call(callId)
  await first.loaders.call(callId)
  await contextForEvent(first).loaders.call(callId)
  assert.equal(calls.asked.length, 2)
})

test('without a tenant nothing is found', async () => {
  const calls = ledger(stored)
  assert.equal(await createLoaders(services({ calls }), undefined).call(callId), null)
  assert.deepEqual(calls.asked, [])
})

test('a developer may look up, an analyst may not', async () => {
  const analyst = { ...principal, roles: new Set(['ANALYST']) }
  const { errors } = await ask(lookUp, { ...lookingUp(stored), as: analyst })
  assert.equal(errors?.length, 1)
})
