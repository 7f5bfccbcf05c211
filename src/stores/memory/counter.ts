import type { Quota, QuotaPast } from '../../core/quota.ts'
import { type CalendarRule, rollingSlotMs, rollingSlots, windowBounds } from '../quota-window.ts'

/** What was counted in one stretch of time. It may be gone from its counter while leases still write to it. */
export interface Slot {
  /** Milliseconds since 1970. */
  readonly start: number
  used: bigint
  reserved: bigint
}

/** Counts of one quota in its present window. */
export interface Counter {
  /** Oldest first; a window of the calendar has one. */
  slots: Slot[]
  /** When nothing counts any more of what counts now; absent where there is no window. */
  end?: number
}

export const createCounter = (): Counter => ({ slots: [] })

/** The slot that `at` lies in, after those were dropped that count no longer. A clock that goes back stays in the latest. */
export const presentSlot = (counter: Counter, quota: Quota, at: number): Slot => {
  const latest = counter.slots.at(-1)
  const slotMs = rollingSlotMs(quota.window)
  if (slotMs !== undefined) {
    const start = Math.floor(at / slotMs) * slotMs
    if (latest && start <= latest.start) return latest
    const fresh = slotFrom(start)
    counter.slots = counter.slots.filter(slot => slot.start >= start - rollingSlots * slotMs)
    counter.slots.push(fresh)
    counter.end = start + (rollingSlots + 1) * slotMs
    return fresh
  }
  if (latest && (counter.end === undefined || at < counter.end)) return latest
  const fresh = slotFrom(at)
  counter.slots = [fresh]
  if (quota.window) counter.end = windowBounds(calendarRule(quota), at).end
  return fresh
}

const slotFrom = (start: number): Slot => ({ start, used: 0n, reserved: 0n })

/** The window of a quota that has one of the calendar. */
export const calendarRule = ({ window, timeZone, anchor }: Quota): CalendarRule => ({
  window: window as CalendarRule['window'],
  ...(timeZone !== undefined && { timeZone }),
  ...(anchor !== undefined && { anchor }),
})

/** All that counts now. */
export const totals = ({ slots }: Counter): { readonly used: bigint; readonly reserved: bigint } => {
  let [used, reserved] = [0n, 0n]
  for (const slot of slots) {
    used += slot.used
    reserved += slot.reserved
  }
  return { used, reserved }
}

/** What a counter lacks of what was used and counts at `at`, if it has counted so much. */
export const lackOf = (
  { count: { quota }, slots }: QuotaPast,
  { counted, at }: { readonly counted: bigint; readonly at: number },
): bigint => {
  const slotMs = rollingSlotMs(quota.window)
  const oldest = slotMs === undefined ? -Infinity : (Math.floor(at / slotMs) - rollingSlots) * slotMs
  const used = slots.reduce((sum, slot) => (slot.at < oldest ? sum : sum + slot.used), 0n)
  return used > counted ? used - counted : 0n
}

/** When there is room for `amount` again, or for everything if there never is. */
export const roomAt = (counter: Counter, quota: Quota, amount: bigint): number | undefined => {
  const slotMs = rollingSlotMs(quota.window)
  if (slotMs === undefined) return counter.end
  const { used, reserved } = totals(counter)
  let taken = used + reserved
  let leaves: number | undefined
  for (const slot of counter.slots) {
    taken -= slot.used + slot.reserved
    leaves = slot.start + (rollingSlots + 1) * slotMs
    if (taken + amount <= quota.limit) break
  }
  return leaves
}
