import type { Clock } from '../core/ports.ts'
import type { QuotaStore } from '../core/quota.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import type { Throttle } from './throttle.ts'

/** What the stages need that count calls against quotas. */
export interface Counting {
  readonly quotas: QuotaStore
  readonly leases: Pick<LeaseKeeper, 'keep'>
  readonly throttle: Throttle
  readonly clock: Clock
}
