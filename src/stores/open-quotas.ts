import type { Clock, Log } from '../core/ports.ts'
import type { Quota, QuotaAlerts, QuotaHealth, QuotaHistory, QuotaStore } from '../core/quota.ts'
import { createMemoryQuotas } from './memory/quotas.ts'
import { connectRedis } from './redis/connect.ts'
import { openSharedQuotas } from './redis/shared-quotas.ts'

/** The counters of all quotas. */
export interface OpenQuotas extends QuotaStore {
  health(): QuotaHealth
  close(): Promise<void>
}

/**
 * Opens the counters: in Redis where there is one, else in this process. Both begin with what the ledger knows, so
 * that a start resets nothing. Throws where the ledger cannot be read and nobody else has the counters.
 */
export const openQuotas = async (about: {
  readonly redisUrl?: string | undefined
  /** Unique among the gateways, and new at each start. */
  readonly id: string
  readonly quotas: () => readonly Quota[]
  readonly history: QuotaHistory
  readonly crossed: QuotaAlerts
  readonly clock: Clock
  readonly log: Log
}): Promise<OpenQuotas> => {
  const { redisUrl, quotas, history, crossed, clock, log } = about
  if (redisUrl !== undefined) return openSharedQuotas({ ...about, link: connectRedis(redisUrl, log) })
  const store = createMemoryQuotas({ crossed })
  const at = clock()
  store.fill(await history(quotas(), at), at)
  return {
    ...store,
    health: () => ({ mode: 'NORMAL', accuracy: 'PER_GATEWAY', gateways: 1, unwritten: 0 }),
    close: async () => undefined,
  }
}
