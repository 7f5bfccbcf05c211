import type { Clock, Log } from '../core/ports.ts'
import type { Quota, QuotaAlerts, QuotaHealth, QuotaHistory, QuotaStore } from '../core/quota.ts'
import { within } from '../core/within.ts'
import { counterKey } from './counter-key.ts'
import { createMemoryQuotas } from './memory/quotas.ts'
import type { RedisLink } from './redis/connect.ts'
import { tagOf } from './redis/place.ts'
import { openSharedQuotas } from './redis/shared-quotas.ts'

/** The counters of all quotas. */
export interface OpenQuotas extends QuotaStore {
  /**
   * From now on these hold, of every tenant. One that held before, and does not now, may hold again: then it counts
   * what was used meanwhile.
   */
  hold(quotas: readonly Quota[]): void
  /** Beside what is declared, `now` holds in place of `before`: what did not hold before counts what was used without it. */
  replace(held: { readonly before: readonly Quota[]; readonly now: readonly Quota[] }): void
  health(): QuotaHealth
  close(): Promise<void>
}

export interface OpenQuotasOptions {
  /** Closed with the counters; absent: they are in this process. */
  readonly link?: RedisLink | undefined
  /** How long a reservation holds that nobody renews. */
  readonly leaseMs: number
  /** Unique among the gateways, and new at each start. */
  readonly id: string
  /** Those in force for a tenant; absent: for every one. */
  readonly quotas: (tenant?: string) => readonly Quota[]
  readonly history: QuotaHistory
  readonly crossed: QuotaAlerts
  readonly clock: Clock
  readonly log: Log
}

/** The longest that a call waits for the past of a quota that is new here, and until that is tried again. */
const fillMs = 1_000

/**
 * Opens the counters: in Redis where there is one, else in this process. Each begins with what the ledger knows: at
 * the start, so that a start resets nothing, and with the first call to a quota that has come since.
 */
export const openQuotas = async (options: OpenQuotasOptions): Promise<OpenQuotas> => {
  const { quotas, history, clock, log } = options
  /** The tags of counters, by their keys. */
  const filled = new Map<string, string>()
  /** Those that hold because they were declared. */
  let holding: ReadonlySet<string> = new Set()
  const store = await openStore(options, lost => {
    // What is declared was filled again already.
    for (const [key, tag] of filled) if (tag === lost && !holding.has(key)) filled.delete(key)
  })
  const filling = new Map<string, Promise<void>>()
  let awayUntil = 0

  const fill = async (fresh: readonly Quota[]): Promise<void> => {
    const at = clock()
    await store.raise(await history(fresh, at), at)
    for (const quota of fresh) filled.set(counterKey({ quota }), tagOf({ quota }))
  }

  /** Fills what is new here, once for all who wait. Who cannot be told the past in time goes on without it. */
  const fillNew = async (wanted: readonly Quota[]): Promise<void> => {
    if (clock() < awayUntil) return
    const fresh = wanted.filter(quota => !filling.has(counterKey({ quota })))
    if (fresh.length > 0) {
      const done = fill(fresh)
        .catch(error => {
          awayUntil = clock() + fillMs
          log.warn({ error, quotas: fresh.map(({ name }) => name) }, 'the past of quotas cannot be read')
        })
        .finally(() => {
          for (const quota of fresh) filling.delete(counterKey({ quota }))
        })
      for (const quota of fresh) filling.set(counterKey({ quota }), done)
    }
    await within(fillMs, Promise.all(wanted.map(quota => filling.get(counterKey({ quota }))))).catch(() => {
      awayUntil = clock() + fillMs
      log.warn({ quotas: wanted.map(({ name }) => name) }, 'reading the past of quotas takes long')
    })
  }

  const isNew = (quota: Quota): boolean => !filled.has(counterKey({ quota }))

  const declared = quotas()
  const at = clock()
  await store.fill(await history(declared, at), at)
  for (const quota of declared) filled.set(counterKey({ quota }), tagOf({ quota }))
  return {
    ...store,
    hold(now) {
      const held = holding
      holding = new Set(now.map(quota => counterKey({ quota })))
      for (const key of held) if (!holding.has(key)) filled.delete(key)
    },
    replace({ before, now }) {
      const held = new Set(before.map(quota => counterKey({ quota })))
      for (const key of now.map(quota => counterKey({ quota }))) if (!held.has(key)) filled.delete(key)
    },
    async reserve(wanted, at) {
      if (wanted.some(({ quota }) => isNew(quota)))
        await fillNew(wanted.map(({ quota }) => quota).filter(isNew))
      return store.reserve(wanted, at)
    },
    async reserveTogether(wanted, at) {
      const fresh = wanted.flat().filter(({ quota }) => isNew(quota))
      if (fresh.length > 0) await fillNew(fresh.map(({ quota }) => quota))
      return store.reserveTogether(wanted, at)
    },
    async state(count, at) {
      if (isNew(count.quota)) await fillNew([count.quota])
      return store.state(count, at)
    },
  }
}

/** `lost` is told the tags of which Redis has lost the counters. */
const openStore = async (options: OpenQuotasOptions, lost: (tag: string) => void) => {
  const { link, crossed, leaseMs } = options
  if (link) return openSharedQuotas({ ...options, link, lost })
  const memory = createMemoryQuotas({ crossed, leaseMs })
  return {
    ...memory,
    raise: memory.fill,
    health: (): QuotaHealth => ({ mode: 'NORMAL', accuracy: 'PER_GATEWAY', gateways: 1, unwritten: 0 }),
    close: async () => undefined,
  }
}
