import { mostLeaseMs, type Quota, type QuotaCount } from '../../core/quota.ts'
import { counterKey } from '../counter-key.ts'
import { calendarRule } from '../memory/counter.ts'
import { rollingSlotMs, rollingSlots, type WindowBounds, windowBounds } from '../quota-window.ts'

/** Where in time something is counted. Milliseconds since 1970. */
export interface Place {
  readonly slot: number
  /** When nothing of the slot counts any more; absent: never. */
  readonly end?: number
  /** Length of a slot; 0 if the window does not roll. */
  readonly step: number
}

/** The window of each quota that is open, as the calendar costs something to ask. */
const open = new WeakMap<Quota, WindowBounds>()

export const placeOf = (quota: Quota, at: number): Place => {
  const step = rollingSlotMs(quota.window)
  if (step !== undefined) {
    const slot = Math.floor(at / step) * step
    return { slot, end: slot + (rollingSlots + 1) * step, step }
  }
  if (quota.window === undefined) return { slot: 0, step: 0 }
  let bounds = open.get(quota)
  if (!bounds || at < bounds.start || at >= bounds.end)
    open.set(quota, (bounds = windowBounds(calendarRule(quota), at)))
  return { slot: bounds.start, end: bounds.end, step: 0 }
}

/** How long Redis keeps what belongs there, in its own time: until it counts no more, and leases on it have run out. */
export const keepMs = ({ end }: Place, at: number): number =>
  Math.max(end === undefined ? 0 : end - at, 0) + 2 * mostLeaseMs

/** Counters of one tag are on one node. Those of quotas for all tenants have one of their own, which no tenant can be called. */
export const tagOf = ({ quota }: QuotaCount): string => `weir:{${quota.scope.tenant ?? '*'}}`

/** Whose tag it is; undefined if it is that of quotas for all tenants. */
export const tenantOf = (tag: string): string | undefined => {
  const name = tag.slice('weir:{'.length, -1)
  return name === '*' ? undefined : name
}

export const keyOf = (count: QuotaCount): string => {
  if (count.member !== undefined) return tagged(count)
  let key = keys.get(count.quota)
  if (key === undefined) keys.set(count.quota, (key = tagged(count)))
  return key
}

const keys = new WeakMap<Quota, string>()

const tagged = (count: QuotaCount): string => `${tagOf(count)}:${counterKey(count)}`
