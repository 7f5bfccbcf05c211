import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Forecast } from '../../../src/core/forecast.ts'
import type { Quota } from '../../../src/core/quota.ts'
import { principal, snapshot } from '../../kit/call.ts'
import { dataOf, now } from '../../kit/graphql.ts'

const quota = (name: string, meter: Quota['meter']): Quota => ({
  name,
  scope: {},
  meter,
  limit: 5_000_000_000n,
  window: 'MONTH',
  action: 'BLOCK',
})
const made: Forecast = {
  from: Date.UTC(2026, 0),
  to: Date.UTC(2026, 1),
  used: 1_000_000_000n,
  expected: 4_500_000_000n,
  low: 4_000_000_000n,
  high: 5_000_000_000n,
  confidence: 0.8,
  method: 'HOLT_WINTERS',
  historyDays: 28,
}

test('a forecast is told in the unit of its budget, of the tenant’s own budgets alone', async () => {
  const quotas = [quota('everyone', 'COST'), quota('acme//money', 'COST'), quota('acme//calls', 'REQUESTS')]
  const source = `{ forecast {
    month { used expected low high confidence method historyDays from to }
    budgets { quota { name } forecast { expected high } limitReachedAt } } }`
  const data = await dataOf(source, {
    as: { ...principal, tenant: 'acme', roles: new Set(['ANALYST']) },
    services: {
      snapshot: () => ({ ...snapshot, quotas }),
      forecasts: {
        month: async () => made,
        budgets: async given =>
          given.map(quota => {
            const { high: _, ...open } = made
            return quota.meter === 'COST' ? { ...made, quota, limitReachedAt: now } : { ...open, quota }
          }),
      },
    },
  })
  assert.deepEqual(data.forecast, {
    month: {
      used: '1',
      expected: '4.5',
      low: '4',
      high: '5',
      confidence: 0.8,
      method: 'HOLT_WINTERS',
      historyDays: 28,
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-02-01T00:00:00.000Z',
    },
    budgets: [
      {
        quota: { name: 'money' },
        forecast: { expected: '4.5', high: '5' },
        limitReachedAt: '2026-01-31T12:00:00.000Z',
      },
      {
        quota: { name: 'calls' },
        forecast: { expected: '4500000000', high: null },
        limitReachedAt: null,
      },
    ],
  })
})
