import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dataOf, errorOf, now } from '../../kit/graphql.ts'

const all = '{ health { mode quotaAccuracy degradedSince gateways unwrittenCalls outstandingReservations } }'

test('tells how exactly quotas are counted, and since when no better (N15)', async () => {
  const health = () =>
    ({ mode: 'DEGRADED', accuracy: 'SHARE', since: now, gateways: 4, unwritten: 7, outstanding: 2 }) as const
  assert.deepEqual((await dataOf(all, { services: { health } })).health, {
    mode: 'DEGRADED',
    quotaAccuracy: 'SHARE',
    degradedSince: '2026-01-31T12:00:00.000Z',
    gateways: 4,
    unwrittenCalls: 7,
    outstandingReservations: 2,
  })
})

test('tells strangers nothing', async () => {
  assert.equal((await errorOf(all, { as: null })).code, 'UNAUTHENTICATED')
})
