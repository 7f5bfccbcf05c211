import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stricter } from '../../src/core/stricter.ts'

const bare = { operation: 'prompts.say', roles: [], quota: false }

test('a policy with another one demands what either of them does', () => {
  const own = { ...bare, roles: ['DEVELOPER'], redact: { kinds: ['EMAIL'] }, cache: { ttlSeconds: 60 } }
  const other = { ...bare, roles: ['ADMIN', 'DEVELOPER'], quota: true, redact: { kinds: ['PHONE'] } }
  assert.deepEqual(stricter(own, other), {
    operation: 'prompts.say',
    roles: ['DEVELOPER', 'ADMIN'],
    quota: true,
    redact: { kinds: ['EMAIL', 'PHONE'] },
    cache: { ttlSeconds: 60 },
  })
  assert.deepEqual(stricter(bare, bare), bare)
})

test('of two limits of one kind the lower one holds', () => {
  const limit = (meter: 'REQUESTS' | 'COST', limit: bigint) => ({ meter, limit, window: 'DAY' as const })
  const own = { ...bare, limits: [limit('REQUESTS', 10n), limit('COST', 5n)] }
  const other = { ...bare, limits: [limit('REQUESTS', 3n)] }
  for (const policy of [stricter(own, other), stricter(other, own)])
    assert.deepEqual(
      policy.limits?.toSorted((one, other) => (one.meter < other.meter ? -1 : 1)),
      [limit('COST', 5n), limit('REQUESTS', 3n)],
    )
})
