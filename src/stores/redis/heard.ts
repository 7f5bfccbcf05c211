import type { QuotaCount, QuotaPast } from '../../core/quota.ts'
import type { Heard } from './outage.ts'
import { keyOf, placeOf } from './place.ts'
import type { Holding, Settlement } from './remote-quotas.ts'

/** What a gateway has heard last of each counter, to go on by while Redis is away. */
export interface HeardOfCounters {
  of(key: string): Heard | undefined
  /** Redis has said so. */
  note(holdings: readonly Holding[], taken: readonly bigint[]): void
  /** A call of this gateway has ended that Redis had said this of: what it held is what it has used. */
  settle(holdings: Settlement['holdings']): void
  /** The ledger says so: it counts where it is more than was heard of, as others may have taken it. */
  learn(pasts: readonly QuotaPast[], at: number): void
  forget(count: QuotaCount): void
}

const mostCounters = 50_000

export const createHeard = (): HeardOfCounters => {
  const heard = new Map<string, Heard>()

  const set = (key: string, taken: bigint, end: number | undefined): void => {
    if (heard.size >= mostCounters && !heard.has(key)) heard.clear()
    heard.set(key, { taken, ...(end !== undefined && { end }) })
  }

  return {
    of: key => heard.get(key),
    forget: count => void heard.delete(keyOf(count)),
    note(holdings, taken) {
      for (const [index, holding] of holdings.entries())
        set(keyOf(holding), taken[index] ?? 0n, holding.place.end)
    },
    settle(holdings) {
      for (const holding of holdings) {
        const key = keyOf(holding)
        const known = heard.get(key)
        if (!known || (holding.place.step === 0 && known.end !== holding.place.end)) continue
        const taken = known.taken - holding.amount + holding.used
        set(key, taken > 0n ? taken : 0n, known.end)
      }
    },
    learn(pasts, at) {
      for (const { count, slots } of pasts) {
        const key = keyOf(count)
        const known = heard.get(key)
        const taken = slots.reduce((sum, { used }) => sum + used, 0n)
        const counts = known && (known.end === undefined || at < known.end)
        if (!counts || known.taken < taken) set(key, taken, placeOf(count.quota, at).end)
      }
    },
  }
}
