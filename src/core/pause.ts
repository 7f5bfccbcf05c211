import { setTimeout as after } from 'node:timers/promises'

/** Resolves after `ms` milliseconds, or as soon as the signal aborts: whoever pauses looks at that by itself. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  after(ms, undefined, { signal }).catch(() => undefined)
