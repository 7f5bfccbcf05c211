import { setTimeout as wait } from 'node:timers/promises'
import type { Services } from '../core/services.ts'
import { createChargebacks } from '../finance/chargeback.ts'
import { createForecasts } from '../finance/forecasts.ts'
import { createInefficiencies } from '../finance/inefficiencies.ts'
import { createQuotaPulse, followQuotas } from '../finance/live-quotas.ts'
import { createUsagePulse, followUsage } from '../finance/live-usage.ts'
import { createUsageByPayer } from '../finance/usage-by-payer.ts'
import { serves } from '../pipeline/quotas.ts'
import { createPayerHistory } from '../stores/postgres/payer-history.ts'
import { createQuotaDays } from '../stores/postgres/quota-days.ts'
import { createRepeatsReader } from '../stores/postgres/repeated-calls.ts'
import { keepTakingIn } from '../stores/postgres/take-in.ts'
import { createTierHistory } from '../stores/postgres/tier-history.ts'
import { createUsageReader } from '../stores/postgres/usage-reader.ts'
import { calendarDays, calendarMonth, windowBounds } from '../stores/quota-window.ts'
import type { Base } from './base.ts'
import type { Metering } from './metering.ts'

/** Between two looks at what changes. */
const beatMs = 1_000
/** Of who pays, within what somebody follows by cost centre: it is read again with each beat. */
const mostChangesFollowed = 10

/** What shows who has used what, who pays, and where it is heading. What is live ends with those who listen. */
export const openFinance = (
  { pool, url, clock, log, opened }: Base,
  about: {
    readonly metering: Metering
    readonly snapshot: Services['snapshot']
    readonly prompts: Services['prompts']
  },
): Pick<Services, 'usage' | 'live' | 'chargebacks' | 'forecasts' | 'inefficiencies'> => {
  const { quotas } = about.metering
  const takingIn = keepTakingIn({ pool, log })
  opened.defer(() => takingIn.close())
  const history = createPayerHistory(pool)
  const known = createUsageReader({ pool, clock })
  const usage = createUsageByPayer({ usage: known, history })
  const shared = {
    beat: () => wait(beatMs, undefined, { ref: false }),
    onFault: (error: unknown) => log.warn({ err: error }, 'what somebody follows cannot be read'),
  }
  const followed = createUsageByPayer({ usage: known, history, mostChanges: mostChangesFollowed })
  const usagePulse = createUsagePulse({ usage: followed, clock, ...shared })
  const quotaPulse = createQuotaPulse({ state: count => quotas.state(count, clock()), ...shared })
  return {
    usage,
    live: {
      usage: (query, signal) => followUsage(usagePulse, query, signal),
      quotas: (wanted, signal) => followQuotas(quotaPulse, wanted, signal),
    },
    chargebacks: createChargebacks({
      usage,
      history,
      tiers: createTierHistory(pool),
      month: calendarMonth,
      days: calendarDays,
      clock,
    }),
    inefficiencies: createInefficiencies({
      usage,
      repeats: createRepeatsReader({ pool }),
      prompts: about.prompts,
      measure: about.metering.measure,
    }),
    forecasts: createForecasts({
      usage,
      days: createQuotaDays({
        pool,
        url,
        covers: ({ scope }, model) =>
          scope.model !== undefined && serves(scope.model, { model, snapshot: about.snapshot(scope.tenant) }),
      }),
      state: quota => quotas.state({ quota }, clock()),
      windowOf: ({ window, ...rule }, at) => {
        const { start, end } = windowBounds({ window: window === 'WEEK' ? 'WEEK' : 'MONTH', ...rule }, at)
        return { from: start, to: end }
      },
      clock,
    }),
  }
}
