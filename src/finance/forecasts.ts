import type { Period } from '../core/chargeback.ts'
import type { BudgetForecast, Forecast, Forecasts, QuotaDays } from '../core/forecast.ts'
import type { Clock } from '../core/ports.ts'
import type { Quota, QuotaState } from '../core/quota.ts'
import type { UsageReader } from '../core/usage.ts'
import { confidence, forecastSum } from './forecast.ts'

export interface ForecastOptions {
  readonly usage: UsageReader
  readonly days: QuotaDays
  readonly state: (quota: Quota) => Promise<QuotaState>
  /** The window of a quota that a moment lies in. */
  readonly windowOf: (quota: Pick<Quota, 'window' | 'timeZone' | 'anchor'>, at: number) => Period
  readonly clock: Clock
}

const dayMs = 86_400_000
/** Sixteen weeks: older days tell little of those to come. */
const mostDays = 112

export const mostBudgets = 100

/** Forecasts from the days of the ledger (UTC), and from the counters that enforce. */
export const createForecasts = ({ usage, days, state, windowOf, clock }: ForecastOptions): Forecasts => {
  const today = (now: number): number => Math.floor(now / dayMs) * dayMs
  const since = (now: number): number => today(now) - mostDays * dayMs

  const budget = async (quota: Quota, now: number): Promise<BudgetForecast> => {
    const [{ used }, past] = await Promise.all([
      state(quota),
      days(quota, { from: since(now), to: today(now) }),
    ])
    const series = seriesOf(past, today(now))
    const window = windowOf(quota, now)
    const { parts, days: coming, ...forecast } = forecastOf(series, { window, now, used })
    const limitReachedAt = reachedAt({ ...forecast, parts, days: coming }, { now, limit: quota.limit })
    return { ...forecast, quota, ...(limitReachedAt !== undefined && { limitReachedAt }) }
  }

  return {
    async month(tenant) {
      const now = clock()
      const window = windowOf({ window: 'MONTH' }, now)
      const report = (time: Period) =>
        usage.report({ tenant, ...time, where: {}, groupBy: [], interval: 'DAY' })
      const [past, spent] = await Promise.all([
        report({ from: since(now), to: today(now) }),
        report({ from: window.from, to: now + 1 }),
      ])
      const used = spent.reduce((sum, row) => sum + row.costNanos, 0n)
      const series = seriesOf(new Map(past.map(row => [row.start, row.costNanos])), today(now))
      return forecastOf(series, { window, now, used })
    },
    async budgets(quotas) {
      const now = clock()
      const forecasts: BudgetForecast[] = []
      // One after the other: a tenant may have many of them, and the database other work.
      for (const quota of quotas.filter(isBudget).slice(0, mostBudgets))
        forecasts.push(await budget(quota, now))
      return forecasts
    },
  }
}

/** What the ledger knows, within a window that days are part of. */
const isBudget = ({ meter, window, perUser }: Quota): boolean =>
  !perUser && (window === 'WEEK' || window === 'MONTH') && meter !== 'BYTES' && meter !== 'CONCURRENT_CALLS'

/** The days before today, beginning with the first that had anything. */
const seriesOf = (days: ReadonlyMap<number, bigint>, today: number): readonly number[] => {
  const used = [...days].filter(([, amount]) => amount > 0n).map(([day]) => day)
  if (used.length === 0) return []
  const series: number[] = []
  for (let day = Math.min(...used); day < today; day += dayMs) series.push(Number(days.get(day) ?? 0n))
  return series
}

interface Situation {
  readonly window: Period
  readonly now: number
  readonly used: bigint
}

const forecastOf = (series: readonly number[], { window, now, used }: Situation): Forecast & Rest => {
  const parts = partsOf(now, window.to)
  const rest = forecastSum(series, parts)
  // Without a day before, the rate of the window so far is all there is, and nobody knows what may come.
  const rate = series.length === 0 && now > window.from ? (Number(used) / (now - window.from)) * dayMs : 0
  const days = rest.method === 'NONE' ? parts.map(part => part * rate) : rest.days
  return {
    from: window.from,
    to: window.to,
    used,
    expected: used + whole(days.reduce((sum, day) => sum + day, 0)),
    low: used + whole(rest.low),
    ...(rest.high !== undefined && { high: used + whole(rest.high) }),
    confidence,
    method: rest.method,
    historyDays: series.length,
    parts,
    days,
  }
}

/** What of the window is still to come: the parts of days, and what each is expected to hold. */
interface Rest {
  readonly parts: readonly number[]
  readonly days: readonly number[]
}

/** How much of each day (UTC) from now on lies before `end`. */
const partsOf = (now: number, end: number): readonly number[] => {
  const parts: number[] = []
  for (let at = now; at < end; ) {
    const next = Math.min((Math.floor(at / dayMs) + 1) * dayMs, end)
    parts.push((next - at) / dayMs)
    at = next
  }
  return parts
}

/** The end of the day on which what is expected reaches the limit. */
const reachedAt = (
  { used, parts, days }: Forecast & Rest,
  { now, limit }: { readonly now: number; readonly limit: bigint },
): number | undefined => {
  if (used >= limit) return now
  let at = now
  let sum = 0
  for (const [index, day] of days.entries()) {
    at += (parts[index] ?? 0) * dayMs
    sum += day
    if (used + whole(sum) >= limit) return at
  }
  return undefined
}

const whole = (amount: number): bigint => BigInt(Math.round(amount))
