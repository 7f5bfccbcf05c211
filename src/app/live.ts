import { setTimeout as wait } from 'node:timers/promises'
import type { Services } from '../core/services.ts'
import { createQuotaPulse, followQuotas } from '../finance/live-quotas.ts'
import { createUsagePulse, followUsage } from '../finance/live-usage.ts'
import type { Base } from './base.ts'
import type { Metering } from './metering.ts'

/** Between two looks at what changes. */
const beatMs = 1_000

/** What tells of usage and quotas while they change. Ends with those who listen. */
export const openLive = (
  { clock, log }: Base,
  { quotas }: Metering,
  usage: Services['usage'],
): Services['live'] => {
  const shared = {
    beat: () => wait(beatMs, undefined, { ref: false }),
    onFault: (error: unknown) => log.warn({ err: error }, 'what somebody follows cannot be read'),
  }
  const usagePulse = createUsagePulse({ usage, clock, ...shared })
  const quotaPulse = createQuotaPulse({ state: count => quotas.state(count, clock()), ...shared })
  return {
    usage: (query, signal) => followUsage(usagePulse, query, signal),
    quotas: (wanted, signal) => followQuotas(quotaPulse, wanted, signal),
  }
}
