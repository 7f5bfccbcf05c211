import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../../src/core/error.ts'
import type { LiveUsageQuery, UsageChange, UsageQuery, UsageRow } from '../../src/core/usage.ts'
import { createUsagePulse, followUsage } from '../../src/finance/live-usage.ts'
import { handBeats } from './beats.ts'

const now = Date.UTC(2026, 0, 31, 12)
const rowOf = (model: string, requests: number): UsageRow => ({
  start: 0,
  group: { MODEL: model },
  requests,
  failures: 0,
  refusals: 0,
  cacheHits: 0,
  unpriced: 0,
  inputTokens: BigInt(requests * 10),
  cachedInputTokens: 0n,
  cacheWriteTokens: 0n,
  outputTokens: 0n,
  reasoningTokens: 0n,
  costNanos: BigInt(requests * 1000),
})
const query: LiveUsageQuery = { tenant: 'default', from: 0, where: {}, groupBy: ['MODEL'] }

/** A pulse over a ledger that a test changes. */
const live = () => {
  const { beat, next } = handBeats()
  const asked: UsageQuery[] = []
  const faults: unknown[] = []
  const ledger: { rows: readonly UsageRow[] | Error } = { rows: [] }
  const pulse = createUsagePulse({
    usage: {
      async report(query) {
        asked.push(query)
        if (ledger.rows instanceof Error) throw ledger.rows
        return ledger.rows
      },
    },
    clock: () => now,
    beat,
    onFault: error => faults.push(error),
  })
  const follow = (about: Partial<LiveUsageQuery> = {}) =>
    followUsage(pulse, { ...query, ...about }, new AbortController().signal)
  return { next, ledger, follow, asked, faults }
}

test('usage is told whole at first, and then what has changed of it', async () => {
  const { next, ledger, follow } = live()
  ledger.rows = [rowOf('large', 3), rowOf('small', 1)]
  const changes = follow()
  const first = (await changes.next()).value
  assert.deepEqual([first?.totals.requests, first?.delta.requests, first?.rows.length], [4, 0, 2])
  const coming = changes.next()
  await next()
  ledger.rows = [rowOf('large', 3), rowOf('small', 6), rowOf('new', 2)]
  await next()
  const second = (await coming).value
  assert.equal(second?.totals.costNanos, 11_000n)
  assert.equal(second?.delta.costNanos, 7_000n)
  assert.deepEqual(
    second?.rows.map(({ group, totals, delta }: UsageChange['rows'][number]) => [
      group.MODEL,
      totals.requests,
      delta.inputTokens,
    ]),
    [
      ['small', 6, 50n],
      ['new', 2, 20n],
    ],
  )
})

test('what changed while nobody read is in one event', async () => {
  const { next, ledger, follow } = live()
  const changes = follow()
  await changes.next()
  const coming = changes.next()
  for (const requests of [1, 2, 5]) {
    ledger.rows = [rowOf('small', requests)]
    await next()
  }
  const deltas = [(await coming).value?.delta.requests, (await changes.next()).value?.delta.requests]
  assert.deepEqual(deltas, [1, 4])
})

test('a ledger that is away interrupts nobody', async () => {
  const { next, ledger, follow, faults } = live()
  const changes = follow()
  await changes.next()
  const coming = changes.next()
  ledger.rows = new GatewayError('UNAVAILABLE', 'The database does not answer now')
  await next()
  ledger.rows = [rowOf('small', 2)]
  await next()
  assert.equal((await coming).value?.delta.requests, 2)
  assert.equal(faults.length, 1)
})

test('a query with too many groups is refused', async () => {
  const { ledger, follow } = live()
  ledger.rows = Array.from({ length: 1_001 }, (_, index) => rowOf(`model-${index}`, 1))
  await assert.rejects(follow().next(), { code: 'INVALID_INPUT' })
})

test('calls with several tags are in the totals once', async () => {
  const { ledger, follow, asked } = live()
  ledger.rows = [rowOf('a', 1)]
  await follow({ groupBy: ['TAG'] }).next()
  assert.deepEqual(
    asked.map(({ groupBy }) => groupBy),
    [['TAG'], []],
  )
})
