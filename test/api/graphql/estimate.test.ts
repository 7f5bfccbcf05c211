import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Estimate } from '../../../src/core/gateway.ts'
import type { GatewayRequest } from '../../../src/core/request.ts'
import { principal } from '../../kit/call.ts'
import { dataOf, errorOf } from '../../kit/graphql.ts'

const source = `{
  estimate(input: { model: "small", messages: [{ role: USER, content: "Hello" }], maxOutputTokens: 50 }) {
    inputTokens maxOutputTokens expectedCost { usd } worstCaseCost { usd } refusedBy { name limit }
  }
}`

const estimating = (estimate: Estimate) => {
  const requests: GatewayRequest[] = []
  const services = {
    estimate: async (request: GatewayRequest) => {
      requests.push(request)
      return estimate
    },
  }
  return { requests, services }
}

test('an estimate asks for what `complete` would do, and tells its cost', async () => {
  const { requests, services } = estimating({
    inputTokens: 8,
    maxOutputTokens: 50,
    expectedCostNanos: 1_000n,
    worstCaseCostNanos: 108_000n,
  })
  assert.deepEqual(await dataOf(source, { services }), {
    estimate: {
      inputTokens: 8,
      maxOutputTokens: 50,
      expectedCost: { usd: '0.000001' },
      worstCaseCost: { usd: '0.000108' },
      refusedBy: null,
    },
  })
  assert.equal(requests[0]?.operation, 'complete')
  assert.deepEqual(requests[0]?.input, {
    task: 'completion',
    messages: [{ role: 'USER', parts: [{ type: 'text', text: 'Hello' }] }],
    maxOutputTokens: 50,
  })
})

test('an estimate names the quota that would refuse, and no cost where there is no price', async () => {
  const refusedBy = {
    name: 'daily',
    scope: {},
    meter: 'REQUESTS',
    limit: 5n,
    window: 'DAY',
    action: 'BLOCK',
  } as const
  const { services } = estimating({ inputTokens: 8, maxOutputTokens: 50, refusedBy })
  assert.deepEqual(await dataOf(source, { services }), {
    estimate: {
      inputTokens: 8,
      maxOutputTokens: 50,
      expectedCost: null,
      worstCaseCost: null,
      refusedBy: { name: 'daily', limit: '5' },
    },
  })
})

test('an estimate needs the role that `complete` needs', async () => {
  const as = { ...principal, roles: new Set(['ANALYST']) }
  assert.equal((await errorOf(source, { as })).code, 'FORBIDDEN')
})
