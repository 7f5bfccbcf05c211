import { hash } from 'node:crypto'
import type { Clock, Log } from '../core/ports.ts'
import type { QuotaAlerts, QuotaWindow } from '../core/quota.ts'
import { remember } from '../core/remember.ts'

/** Tells whoever wants to know that use of a quota has reached a threshold. */
export interface QuotaAlerting {
  readonly tell: QuotaAlerts
  /** From now on `listener` is told too; the function that comes back ends it. */
  listen(listener: QuotaAlerts): () => void
}

/** Most thresholds of rolling windows that are remembered. */
const mostRemembered = 1_000

/** Writes each threshold that is reached into the log, and passes it on. Use of a rolling window falls and rises again: within one length of it a threshold is told of once. */
export const createQuotaAlerts = ({
  log,
  clock,
}: {
  readonly log: Log
  readonly clock: Clock
}): QuotaAlerting => {
  const listeners = new Set<QuotaAlerts>()
  const toldAt = new Map<string, number>()

  const isRepeated = ({ quota, member, threshold }: Parameters<QuotaAlerts>[0]): boolean => {
    const length = quota.window && lengthMs[quota.window]
    if (length === undefined) return false
    const key = hash(
      'sha256',
      JSON.stringify([quota.scope.tenant, quota.name, member, threshold]),
      'base64url',
    )
    const now = clock()
    if (now - (toldAt.get(key) ?? -Infinity) < length) return true
    remember(toldAt, key, now, mostRemembered)
    return false
  }

  return {
    tell(crossing) {
      if (isRepeated(crossing)) return
      const { quota, member, threshold, used } = crossing
      log.warn(
        { quota: quota.name, tenant: quota.scope.tenant, member, threshold, limit: quota.limit, used },
        `a quota is used to ${threshold} %`,
      )
      for (const listener of listeners) listener(crossing)
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

const lengthMs: { readonly [window in QuotaWindow]?: number } = {
  ROLLING_SECOND: 1_000,
  ROLLING_MINUTE: 60_000,
  ROLLING_HOUR: 3_600_000,
}
