import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Principal } from '../../../src/core/principal.ts'
import { principal } from '../../kit/call.ts'
import { dataOf } from '../../kit/graphql.ts'

const source = '{ viewer { name tenant team application user roles models operations } }'

test('the viewer is whom the credentials prove, with every role', async () => {
  const as = { ...principal, roles: new Set(['DEVELOPER', 'ADMIN', 'ROLE_OF_ANOTHER_SYSTEM']) }
  assert.deepEqual(await dataOf(source, { as }), {
    viewer: {
      name: 'a test',
      tenant: 'default',
      team: 'search',
      application: 'web',
      user: null,
      roles: ['ADMIN', 'DEVELOPER'],
      models: null,
      operations: null,
    },
  })
})

test('the viewer is told the limits of the credentials', async () => {
  const as = { ...principal, models: new Set(['b', 'a']), operations: new Set(['embed', 'complete']) }
  const { viewer } = await dataOf(source, { as })
  assert.deepEqual(
    [viewer.models, viewer.operations],
    [
      ['a', 'b'],
      ['complete', 'embed'],
    ],
  )
})

test('the viewer is told what kind of credential it is, and how long it works', async () => {
  const kind = '{ viewer { credential identityProvider expiresAt } }'
  assert.deepEqual(await dataOf(kind, { as: principal }), {
    viewer: { credential: 'API_KEY', identityProvider: null, expiresAt: null },
  })
  const token = { identityProvider: 'corp', amr: new Set(['mfa']) }
  assert.deepEqual(await dataOf(kind, { as: { ...principal, token, expiresAt: Date.UTC(2026, 0, 2) } }), {
    viewer: { credential: 'TOKEN', identityProvider: 'corp', expiresAt: '2026-01-02T00:00:00.000Z' },
  })
})

test('credentials without any role are still told who they are', async () => {
  const { viewer } = await dataOf(source, { as: { ...principal, roles: new Set() } })
  assert.deepEqual(viewer.roles, [])
})

test('the viewer is told what is left of the quotas', async () => {
  const asked: Principal[] = []
  const quotas = async (whose: Principal) => {
    asked.push(whose)
    const scope = {}
    return [
      {
        quota: {
          name: 'money',
          scope,
          meter: 'COST',
          limit: 2_000_000_000n,
          window: 'MONTH',
          action: 'BLOCK',
        },
        used: 500_000_000n,
        reserved: 250_000_000n,
        resetsAt: Date.UTC(2026, 1, 1),
      },
      {
        quota: { name: 'tokens', scope, meter: 'TOTAL_TOKENS', limit: 10n, window: 'DAY', action: 'ALERT' },
        used: 12n,
        reserved: 0n,
        resetsAt: Date.UTC(2026, 1, 1),
      },
      {
        quota: { name: 'at once', scope, meter: 'CONCURRENT_CALLS', limit: 3n, action: 'BLOCK' },
        used: 0n,
        reserved: 1n,
      },
    ] as const
  }
  const fields = 'quota { name meter limit window action } used reserved remaining resetsAt'
  const data = await dataOf(`{ viewer { quotas { ${fields} } } }`, { services: { quotas } })
  assert.deepEqual(data.viewer.quotas, [
    {
      quota: { name: 'money', meter: 'COST', limit: '2', window: 'MONTH', action: 'BLOCK' },
      used: '0.5',
      reserved: '0.25',
      remaining: '1.25',
      resetsAt: '2026-02-01T00:00:00.000Z',
    },
    {
      quota: { name: 'tokens', meter: 'TOTAL_TOKENS', limit: '10', window: 'DAY', action: 'ALERT' },
      used: '12',
      reserved: '0',
      remaining: '0',
      resetsAt: '2026-02-01T00:00:00.000Z',
    },
    {
      quota: { name: 'at once', meter: 'CONCURRENT_CALLS', limit: '3', window: null, action: 'BLOCK' },
      used: '0',
      reserved: '1',
      remaining: '2',
      resetsAt: null,
    },
  ])
  assert.deepEqual(asked, [principal])
})
