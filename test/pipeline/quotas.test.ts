import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Quota } from '../../src/core/quota.ts'
import { countsOfUser } from '../../src/pipeline/quotas.ts'

const quota = (name: string, about: Partial<Quota>): Quota => ({
  name,
  scope: {},
  meter: 'REQUESTS',
  limit: 1n,
  window: 'DAY',
  action: 'BLOCK',
  ...about,
})
const quotas = [
  quota('everyone', {}),
  quota('each', { perUser: true }),
  quota('own', { scope: { tenant: 'acme' }, perUser: true }),
  quota('hers', { scope: { tenant: 'acme', user: 'ada' } }),
  quota('his', { scope: { tenant: 'acme', user: 'bob' } }),
  quota('elsewhere', { scope: { tenant: 'other', user: 'ada' } }),
]
const countsFor = (tenant: string) =>
  countsOfUser(quotas, { tenant, user: 'ada' }).map(({ quota, member }) => [quota.name, member])

test('the counters of a user are those that she has alone, within her tenant', () => {
  assert.deepEqual(countsFor('acme'), [
    ['own', 'user:ada'],
    ['hers', undefined],
  ])
})

test('those of quotas for all tenants are of nobody but who runs the gateway', () => {
  assert.deepEqual(countsFor('default'), [['each', 'user:ada']])
})
