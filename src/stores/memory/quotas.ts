import { GatewayError } from '../../core/error.ts'
import {
  type QuotaAlerts,
  type QuotaAmount,
  type QuotaCount,
  type QuotaLease,
  type QuotaPast,
  type QuotaState,
  type QuotaStore,
  leaseMs as usualLeaseMs,
} from '../../core/quota.ts'
import { counterKey } from '../counter-key.ts'
import { tellCrossings } from '../crossings.ts'
import { type Counter, createCounter, lackOf, presentSlot, roomAt, type Slot, totals } from './counter.ts'

export interface MemoryQuotasOptions {
  readonly crossed?: QuotaAlerts
  readonly leaseMs?: number
  /** Most counters that are kept. Only quotas that are `perUser` can come near it. */
  readonly mostCounters?: number
}

/** What one lease holds of one counter. */
interface Held extends QuotaAmount {
  readonly counter: Counter
  readonly slot: Slot
}

interface Lease {
  expiresAt: number
  state: 'OPEN' | 'SWEPT' | 'SETTLED'
  readonly held: readonly Held[]
}

export interface MemoryQuotas extends QuotaStore {
  /** From now on, at least this was used: of counters that have counted, what they lack of it is added. */
  fill(pasts: readonly QuotaPast[], at: number): void
}

/** Counts in this process. JavaScript runs one thing at a time, so checking and taking are one atomic step. */
export const createMemoryQuotas = (options: MemoryQuotasOptions = {}): MemoryQuotas => {
  const { crossed = () => undefined, leaseMs = usualLeaseMs, mostCounters = 200_000 } = options
  const counters = new Map<string, Counter>()
  /** In the order in which they run out. */
  const leases = new Set<Lease>()

  const counterOf = (count: QuotaCount, at: number): Counter => {
    const key = counterKey(count)
    const known = counters.get(key)
    if (known) return known
    if (counters.size >= mostCounters) makeRoom(at)
    const fresh = createCounter()
    counters.set(key, fresh)
    return fresh
  }

  /** A counter whose window is over counts nothing; one that still counts must not be lost. */
  const makeRoom = (at: number): void => {
    for (const [key, counter] of counters) {
      const { used, reserved } = totals(counter)
      if (counter.end === undefined ? used + reserved === 0n : counter.end <= at) counters.delete(key)
    }
    if (counters.size >= mostCounters)
      throw new GatewayError('UNAVAILABLE', 'The gateway cannot count for more users now; try again later')
  }

  /** Frees what leases hold that nobody has renewed. */
  const sweep = (at: number): void => {
    for (const lease of leases) {
      if (lease.expiresAt > at) return
      leases.delete(lease)
      lease.state = 'SWEPT'
      for (const { slot, amount } of lease.held) slot.reserved -= amount
    }
  }

  const settle = (lease: Lease, used: readonly QuotaAmount[]): void => {
    if (lease.state === 'SETTLED') return
    const open = lease.state === 'OPEN'
    lease.state = 'SETTLED'
    leases.delete(lease)
    for (const { quota, member, amount, counter, slot } of lease.held) {
      if (open) slot.reserved -= amount
      const before = totals(counter).used
      slot.used += amountFor(quota.name, used)
      tellCrossings(memberOf(quota, member), { before, after: totals(counter).used }, crossed)
    }
  }

  /** Takes all of it at once, or says what has no room. The same counter may be wanted more than once. */
  const take = (wanted: readonly QuotaAmount[], at: number): readonly Held[] | QuotaState => {
    sweep(at)
    const held: Held[] = []
    for (const { quota, member, amount } of wanted) {
      const counter = counterOf({ quota, ...(member !== undefined && { member }) }, at)
      const slot = presentSlot(counter, quota, at)
      const { used, reserved } = totals(counter)
      if (quota.action !== 'ALERT' && used + reserved + amount > quota.limit) {
        for (const { slot, amount } of held) slot.reserved -= amount
        return stateOf({ ...memberOf(quota, member), amount }, counter)
      }
      slot.reserved += amount
      held.push({ ...memberOf(quota, member), amount, counter, slot })
    }
    for (const { quota, member, amount, counter } of held) {
      if (quota.meter !== 'CONCURRENT_CALLS') continue
      const after = totals(counter).reserved
      tellCrossings(memberOf(quota, member), { before: after - amount, after }, crossed)
    }
    return held
  }

  const leaseOf = (held: readonly Held[], at: number): QuotaLease => {
    const lease: Lease = { expiresAt: at + leaseMs, state: 'OPEN', held }
    leases.add(lease)
    return {
      async renew(now) {
        if (lease.state !== 'OPEN') return
        leases.delete(lease)
        lease.expiresAt = Math.max(lease.expiresAt, now + leaseMs)
        leases.add(lease)
      },
      settle: async used => settle(lease, used),
    }
  }

  return {
    async reserve(wanted, at) {
      const held = take(wanted, at)
      return isDenied(held) ? { denied: held } : { lease: leaseOf(held, at) }
    },

    async reserveTogether(wanted, at) {
      const held = take(wanted.flat(), at)
      if (isDenied(held)) return { denied: held }
      let from = 0
      return { leases: wanted.map(({ length }) => leaseOf(held.slice(from, (from += length)), at)) }
    },

    fill(pasts, at) {
      for (const past of pasts) {
        const { count, slots } = past
        const counter = counterOf(count, at)
        if (counter.slots.length === 0)
          for (const { at, used } of [...slots].sort((one, other) => one.at - other.at))
            presentSlot(counter, count.quota, at).used += used
        const present = presentSlot(counter, count.quota, at)
        present.used += lackOf(past, { counted: totals(counter).used, at })
      }
    },

    async state(count, at) {
      sweep(at)
      const counter = counters.get(counterKey(count)) ?? createCounter()
      presentSlot(counter, count.quota, at)
      return stateOf({ ...count, amount: count.quota.limit }, counter)
    },

    async forget(counts) {
      for (const count of counts) counters.delete(counterKey(count))
    },
  }
}

const isDenied = (taken: readonly Held[] | QuotaState): taken is QuotaState => 'quota' in taken

const memberOf = (quota: QuotaCount['quota'], member: string | undefined): QuotaCount =>
  member === undefined ? { quota } : { quota, member }

const stateOf = ({ quota, member, amount }: QuotaAmount, counter: Counter): QuotaState => {
  const resetsAt = roomAt(counter, quota, amount)
  return { ...memberOf(quota, member), ...totals(counter), ...(resetsAt !== undefined && { resetsAt }) }
}

const amountFor = (name: string, used: readonly QuotaAmount[]): bigint =>
  used.find(({ quota }) => quota.name === name)?.amount ?? 0n
