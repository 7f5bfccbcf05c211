import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PayerState } from '../../src/core/chargeback.ts'
import type { LedgerDimension, UsageQuery, UsageRow } from '../../src/core/usage.ts'
import { createUsageByPayer } from '../../src/finance/usage-by-payer.ts'
import { noSums } from '../../src/finance/usage-sums.ts'

const day = 86_400_000
const [from, to] = [Date.UTC(2026, 0), Date.UTC(2026, 0, 11)]
/** Calls, each with the day that it began on. */
const calls: readonly UsageRow[] = [
  [0, 'ads', 'small', 1n],
  [4, 'ads', 'large', 20n],
  [4, 'shop', 'small', 300n],
  [8, 'ads', 'small', 4_000n],
  [8, null, 'small', 50_000n],
].map(([on, TEAM, MODEL, costNanos]) => ({
  ...noSums,
  start: from + Number(on) * day,
  group: { TEAM: TEAM as string | null, APPLICATION: null, MODEL: MODEL as string },
  requests: 1,
  costNanos: costNanos as bigint,
}))
const said: readonly PayerState[] = [
  { kind: 'TEAM', name: 'ads', since: 0, costCentre: 'CC-1' },
  { kind: 'TEAM', name: 'shop', since: 0, costCentre: 'CC-2' },
  { kind: 'TEAM', name: 'ads', since: from + 6 * day, costCentre: 'CC-2' },
]

const report = async (about: Partial<UsageQuery>, mostChanges?: number) => {
  const queries: UsageQuery<LedgerDimension>[] = []
  const { report } = createUsageByPayer({
    usage: {
      async report(query) {
        queries.push(query)
        return calls.filter(({ start }) => start >= query.from && start < query.to)
      },
    },
    history: async () => said,
    ...(mostChanges !== undefined && { mostChanges }),
  })
  const rows = await report({ tenant: 'default', from, to, where: {}, groupBy: [], ...about })
  const shown = rows.map(({ start, group, costNanos, requests }) => [
    (start - from) / day,
    ...Object.values(group),
    costNanos,
    requests,
  ])
  return { shown, queries }
}

test('usage goes to who paid when each call began, dearest first', async () => {
  const { shown } = await report({ groupBy: ['COST_CENTRE'] })
  assert.deepEqual(shown, [
    [0, null, 50_000n, 1],
    [0, 'CC-2', 4_300n, 2],
    [0, 'CC-1', 21n, 2],
  ])
})

test('it is broken down further, in the order that was asked for, and by interval', async () => {
  const { shown } = await report({ groupBy: ['MODEL', 'COST_CENTRE'], interval: 'DAY' })
  assert.deepEqual(shown, [
    [0, 'small', 'CC-1', 1n, 1],
    [4, 'small', 'CC-2', 300n, 1],
    [4, 'large', 'CC-1', 20n, 1],
    [8, 'small', null, 50_000n, 1],
    [8, 'small', 'CC-2', 4_000n, 1],
  ])
})

test('a cost centre that is asked for alone leaves out the others, and calls that nobody pays for', async () => {
  const { shown, queries } = await report({ where: { COST_CENTRE: ['CC-2'], MODEL: ['small'] } })
  assert.deepEqual(shown, [[0, 4_300n, 2]])
  assert.deepEqual(
    queries.map(({ where }) => where),
    [{ MODEL: ['small'] }, { MODEL: ['small'] }],
  )
})

test('usage that is not about who pays is asked for as it is', async () => {
  const { queries } = await report({ groupBy: ['MODEL'], where: { TEAM: ['ads'] } })
  assert.deepEqual(queries, [{ tenant: 'default', from, to, where: { TEAM: ['ads'] }, groupBy: ['MODEL'] }])
})

test('a time with more changes of who pays than may be looked at is refused', async () => {
  await assert.rejects(report({ groupBy: ['COST_CENTRE'] }, 0), {
    code: 'INVALID_INPUT',
    message: /more than 0 changes of who pays: ask for a shorter time/,
  })
  assert.ok(await report({ groupBy: ['TEAM'] }, 0))
})
