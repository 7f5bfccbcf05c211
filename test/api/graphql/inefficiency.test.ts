import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Inefficiency } from '../../../src/core/inefficiency.ts'
import { principal } from '../../kit/call.ts'
import { dataOf, errorOf, now } from '../../kit/graphql.ts'

const analyst = { ...principal, roles: new Set(['ANALYST']) }
const day = 86_400_000
const found: readonly Inefficiency[] = [
  {
    kind: 'DEARER_DEPLOYMENT',
    model: 'small',
    deployment: 'one/small',
    cheaper: 'two/small',
    requests: 7,
    spentNanos: 3_000_000_000n,
    savedNanos: 1_000_000_001n,
    computed: 'As it was.',
  },
]

test('what was not worth its money is told, of the last 30 days, with what would have been saved', async () => {
  const asked: unknown[] = []
  const inefficiencies = {
    report: async (tenant: string, { period }: { readonly period: object }) => {
      asked.push([tenant, period])
      return found
    },
  }
  const source =
    '{ inefficiencies { kind model deployment cheaper prompt requests spent { usd } saved { usd } computed } }'
  assert.deepEqual(await dataOf(source, { services: { inefficiencies }, as: analyst }), {
    inefficiencies: [
      {
        kind: 'DEARER_DEPLOYMENT',
        model: 'small',
        deployment: 'one/small',
        cheaper: 'two/small',
        prompt: null,
        requests: 7,
        spent: { usd: '3' },
        saved: { usd: '1.000000001' },
        computed: 'As it was.',
      },
    ],
  })
  assert.deepEqual(asked, [['default', { from: now + 1 - 30 * day, to: now + 1 }]])
})

test('a time that ends before it begins is told with its place', async () => {
  const source = '{ inefficiencies(from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z") { kind } }'
  const { code, path } = await errorOf(source, { as: analyst })
  assert.deepEqual([code, path], ['INVALID_INPUT', 'from'])
})

test('a developer is not told where money can be saved', async () => {
  assert.equal((await errorOf('{ inefficiencies { kind } }')).code, 'FORBIDDEN')
})
