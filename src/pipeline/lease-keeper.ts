import type { Clock, Log } from '../core/ports.ts'
import type { QuotaLease } from '../core/quota.ts'

/** Renews the reservations of calls that are still running, so that only those of a dead gateway run out. */
export interface LeaseKeeper {
  /** The same lease, renewed until it is settled. */
  keep(lease: QuotaLease): QuotaLease
  /** How many reservations this gateway holds. */
  outstanding(): number
  close(): void
}

export const createLeaseKeeper = ({
  clock,
  leaseMs,
  log,
}: {
  readonly clock: Clock
  readonly leaseMs: number
  readonly log: Log
}): LeaseKeeper => {
  const held = new Set<QuotaLease>()

  const renewAll = async (): Promise<void> => {
    const now = clock()
    const renewed = await Promise.allSettled(Array.from(held, lease => lease.renew(now)))
    const failed = renewed.filter(({ status }) => status === 'rejected').length
    if (failed > 0) log.warn({ leases: failed }, 'reservations of running calls could not be renewed')
  }
  // Often enough for two renewals to be lost before a lease runs out.
  const timer = setInterval(renewAll, leaseMs / 3).unref()

  return {
    keep(lease) {
      held.add(lease)
      return {
        renew: at => lease.renew(at),
        settle: used => {
          held.delete(lease)
          return lease.settle(used)
        },
      }
    },
    outstanding: () => held.size,
    close: () => clearInterval(timer),
  }
}
