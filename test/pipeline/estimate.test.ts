import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Quota } from '../../src/core/quota.ts'
import { createEstimate } from '../../src/pipeline/estimate.ts'
import { createTypicalOutput } from '../../src/pipeline/typical-output.ts'
import { callOf, question, snapshot } from '../kit/call.ts'
import { countingFor } from '../kit/counting.ts'

const now = Date.UTC(2026, 0, 15, 12)

/** A model whose tokens we count as 10, and whose maker may count 40. */
const measure = {
  inputUpperBound: () => 40,
  boundInput: async () => 40,
  countInput: async () => ({ tokens: 10, source: 'COUNTED' as const }),
  countOutput: async () => ({ tokens: 0, source: 'COUNTED' as const }),
}

test('an estimate tells the tokens that we count, and is refused by what the meter would reserve', async () => {
  const { policy, ...request } = callOf({ input: { ...question('Why?'), maxOutputTokens: 10 } })
  const estimateWithin = (limit: bigint) => {
    const quota: Quota = {
      name: 'daily',
      scope: {},
      meter: 'TOTAL_TOKENS',
      limit,
      window: 'DAY',
      action: 'BLOCK',
    }
    const estimate = createEstimate({
      policies: new Map([[request.operation, policy]]),
      snapshot: () => ({ ...snapshot, quotas: [quota] }),
      quotas: countingFor(() => now).quotas,
      measure,
      typicalOutput: createTypicalOutput(),
      clock: () => now,
    })
    return estimate(request)
  }
  const { inputTokens, refusedBy } = await estimateWithin(49n)
  assert.deepEqual([inputTokens, refusedBy?.name], [10, 'daily'])
  assert.equal((await estimateWithin(50n)).refusedBy, undefined)
})
