import type { Period } from '../core/chargeback.ts'
import type { Inefficiency, RepeatedCalls } from '../core/inefficiency.ts'
import type { UsageReader } from '../core/usage.ts'

const hourMs = 3_600_000
const longestMs = 31 * 24 * hourMs
/** A million of single calls takes some seconds. */
const mostCalls = 1_000_000

/** The last part of a period whose single calls can be looked at: a month at the most, and so many hours as have few enough. */
export const newestPart = async (
  usage: UsageReader,
  tenant: string,
  { from, to }: Period,
): Promise<Period> => {
  const earliest = Math.max(from, to - longestMs)
  const hours = await usage.report({
    tenant,
    from: earliest,
    to,
    where: {},
    groupBy: [],
    interval: 'HOUR',
  })
  let calls = 0
  for (const { start, requests } of hours.toReversed()) {
    calls += requests
    if (calls > mostCalls) return { from: Math.min(start + hourMs, to), to }
  }
  return { from: earliest, to }
}

/** What a cache would have served: it has cost what was paid a second time. */
export const repeated = (
  calls: readonly RepeatedCalls[],
  { looked, asked }: { readonly looked: Period; readonly asked: Period },
): readonly Inefficiency[] => {
  const part = looked.from > asked.from ? `, nor are those before ${new Date(looked.from).toISOString()}` : ''
  return calls.map(({ costNanos, ...which }) => ({
    kind: 'REPEATED_CALLS',
    ...which,
    spentNanos: costNanos,
    savedNanos: costNanos,
    computed: `${which.requests} calls asked what had been answered within the same hour already: a cache that keeps answers for an hour would have served them. Calls that ask for variety (by a temperature above 0), or for an answer of their own (by an idempotency key), are not among them${part}.`,
  }))
}
