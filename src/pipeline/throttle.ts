import type { Clock } from '../core/ports.ts'
import type { QuotaState } from '../core/quota.ts'

/** Lets calls wait for room in a quota that says THROTTLE. */
export interface Throttle {
  /**
   * Waits until there may be room and says true; false, at once, if the quota does not say so, if the call would wait
   * for longer than the quota allows since `since`, or if too many wait already. Throws when `signal` aborts.
   */
  wait(denied: QuotaState, about: { readonly since: number; readonly signal: AbortSignal }): Promise<boolean>
}

/** Where nobody knows when there will be room, because calls have to end first. */
const lookAgainMs = 50
/** Those who wait for the same moment do not all come back at once for ever: the next look is never sooner. */
const shortestMs = 5

export const createThrottle = (about: {
  readonly clock: Clock
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>
  /** Most calls that wait at the same time. */
  readonly mostWaiting?: number
}): Throttle => {
  const { clock, sleep, mostWaiting = 1_000 } = about
  let waiting = 0
  return {
    async wait({ quota, resetsAt }, { since, signal }) {
      if (quota.action !== 'THROTTLE' || waiting >= mostWaiting) return false
      const now = clock()
      const ms = resetsAt === undefined ? lookAgainMs : Math.max(resetsAt - now, shortestMs)
      if (now + ms > since + (quota.maxWaitMs ?? 0)) return false
      waiting++
      try {
        await sleep(ms, signal)
      } finally {
        waiting--
      }
      return true
    },
  }
}
