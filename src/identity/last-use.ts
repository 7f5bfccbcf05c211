import type { ApiKeyStore } from '../core/api-key.ts'
import type { Clock, Log } from '../core/ports.ts'
import { remember } from '../core/remember.ts'

/** How often it is written down when keys were used, and how much waits for that. Times in milliseconds. */
export interface LastUseLimits {
  /** A key that was noted is not noted again for so long. */
  readonly everyMs: number
  /** How long what was noted waits to be written, all together. */
  readonly writeMs: number
  /** Most keys that are remembered; the ones noted longest ago are forgotten. */
  readonly entries: number
}

export const lastUseLimits: LastUseLimits = { everyMs: 60_000, writeMs: 5_000, entries: 10_000 }

/** Notes when keys were used, off the path of the calls. */
export interface LastUse {
  /** Costs next to nothing, and never fails. */
  readonly note: (id: string) => void
  /** Writes what is noted, if there is anything. */
  write(): Promise<void>
  /** Writes what is noted and stops. */
  close(): Promise<void>
}

/**
 * Keeps the times in memory and writes them in batches. What cannot be written is dropped: it is known again with the
 * next use.
 */
export const createLastUse = (about: {
  readonly store: Pick<ApiKeyStore, 'noteUsed'>
  readonly clock: Clock
  readonly log: Log
  readonly limits?: Partial<LastUseLimits>
}): LastUse => {
  const { store, clock, log } = about
  const { everyMs, writeMs, entries } = { ...lastUseLimits, ...about.limits }
  const notedAt = new Map<string, number>()
  let waiting = new Map<string, number>()

  const write = async (): Promise<void> => {
    if (waiting.size === 0) return
    const times = waiting
    waiting = new Map()
    try {
      await store.noteUsed(times)
    } catch (error) {
      for (const id of times.keys()) notedAt.delete(id)
      log.warn({ error, keys: times.size }, 'when API keys were used last could not be written')
    }
  }

  const timer = setInterval(() => void write(), writeMs).unref()

  return {
    note(id) {
      const at = notedAt.get(id)
      const now = clock()
      if (at !== undefined && Math.abs(now - at) < everyMs) return
      remember(notedAt, id, now, entries)
      remember(waiting, id, now, entries)
    },
    write,
    async close() {
      clearInterval(timer)
      await write()
    },
  }
}
