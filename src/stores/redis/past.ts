import type { Quota, QuotaPast } from '../../core/quota.ts'
import { counterKey } from '../counter-key.ts'

/** The same, and the quotas of which nothing was used yet: their counters begin then too. */
export const withUnused = (pasts: readonly QuotaPast[], quotas: readonly Quota[]): readonly QuotaPast[] => {
  const known = new Set(pasts.map(({ count }) => counterKey(count)))
  const unused = quotas.filter(
    quota => quota.window !== undefined && !quota.perUser && !known.has(counterKey({ quota })),
  )
  return [...pasts, ...unused.map(quota => ({ count: { quota }, slots: [] }))]
}

/** What of the later reading was not in the earlier one, by counter. */
export const missedOf = (
  earlier: readonly QuotaPast[],
  later: readonly QuotaPast[],
): readonly QuotaPast[] => {
  const known = new Map(earlier.map(({ count, slots }) => [counterKey(count), sums(slots)]))
  return later.flatMap(({ count, slots }) => {
    const before = known.get(counterKey(count))
    const missed = Array.from(sums(slots), ([at, used]) => ({ at, used: used - (before?.get(at) ?? 0n) }))
    const more = missed.filter(({ used }) => used > 0n)
    return more.length > 0 ? [{ count, slots: more }] : []
  })
}

const sums = (slots: QuotaPast['slots']): ReadonlyMap<number, bigint> => {
  const byTime = new Map<number, bigint>()
  for (const { at, used } of slots) byTime.set(at, (byTime.get(at) ?? 0n) + used)
  return byTime
}
