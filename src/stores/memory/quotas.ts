import type { Quota, QuotaAmount, QuotaState, QuotaStore } from '../../core/quota.ts'
import { windowBounds } from '../../core/quota-window.ts'

/** What is counted in one window of one quota. */
interface Counter {
  readonly start: number
  readonly end: number | undefined
  used: bigint
  reserved: bigint
}

/**
 * Counts in this process. JavaScript runs one thing at a time, so checking and taking are one atomic step. There is
 * one counter a quota, so memory grows with the configuration, not with the calls.
 */
export const createMemoryQuotas = (): QuotaStore => {
  const counters = new Map<string, Counter>()
  /** Made once for each object; what a new configuration says again has the same key. */
  const keys = new WeakMap<Quota, string>()

  const keyOf = (quota: Quota): string => {
    const known = keys.get(quota)
    if (known !== undefined) return known
    const key = `${quota.name}\n${quota.meter}\n${quota.window ?? ''}`
    keys.set(quota, key)
    return key
  }

  /** The counter of the window that `at` lies in. A clock that goes back stays in the window that is open. */
  const counter = (quota: Quota, at: number): Counter => {
    const key = keyOf(quota)
    const open = counters.get(key)
    if (open && (open.end === undefined || at < open.end)) return open
    const bounds = quota.window ? windowBounds(quota.window, at) : { start: at, end: undefined }
    const fresh: Counter = { ...bounds, used: 0n, reserved: 0n }
    counters.set(key, fresh)
    return fresh
  }

  return {
    async reserve(wanted, at) {
      const held = wanted.map(({ quota, amount }) => ({ quota, amount, counter: counter(quota, at) }))
      const denied = held.find(
        ({ quota, amount, counter }) => quota.action === 'BLOCK' && over(quota, counter, amount),
      )
      if (denied) return { denied: stateOf(denied.quota, denied.counter) }
      for (const { amount, counter } of held) counter.reserved += amount

      let settled = false
      return {
        exceeded: held
          .filter(({ quota, counter }) => over(quota, counter, 0n))
          .map(({ quota, counter }) => stateOf(quota, counter)),
        lease: {
          async settle(used) {
            if (settled) return
            settled = true
            for (const { quota, amount, counter } of held) {
              counter.reserved -= amount
              counter.used += amountFor(quota, used)
            }
          },
        },
      }
    },

    async state(quota, at) {
      return stateOf(quota, counter(quota, at))
    },
  }
}

const over = (quota: Quota, { used, reserved }: Counter, amount: bigint): boolean =>
  used + reserved + amount > quota.limit

const stateOf = (quota: Quota, { used, reserved, end }: Counter): QuotaState => ({
  quota,
  used,
  reserved,
  ...(end !== undefined && { resetsAt: end }),
})

const amountFor = (quota: Quota, used: readonly QuotaAmount[]): bigint =>
  used.find(entry => entry.quota.name === quota.name)?.amount ?? 0n
