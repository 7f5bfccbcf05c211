import type { Quota } from './quota.ts'

/** HOLT_WINTERS knows weekdays and trend, HOLT the trend, AVERAGE the mean of a few days; NONE knows nothing. */
export type ForecastMethod = 'HOLT_WINTERS' | 'HOLT' | 'AVERAGE' | 'NONE'

/** How much will have been used at the end of a window: calls, tokens, or nano-dollars. */
export interface Forecast {
  /** The window, in milliseconds since 1970. */
  readonly from: number
  readonly to: number
  /** So far. */
  readonly used: bigint
  readonly expected: bigint
  readonly low: bigint
  /** Absent: nobody can tell. */
  readonly high?: bigint
  readonly confidence: number
  readonly method: ForecastMethod
  /** Whole days that it was made from. */
  readonly historyDays: number
}

export interface BudgetForecast extends Forecast {
  readonly quota: Quota
  /** When what is expected reaches the limit, in milliseconds since 1970; absent: not within the window. */
  readonly limitReachedAt?: number
}

export interface Forecasts {
  /** What the tenant will have spent at the end of this calendar month (UTC). */
  month(tenant: string): Promise<Forecast>
  /** One for each of the quotas that count something the ledger keeps within weeks or months: 100 of them at most. */
  budgets(quotas: readonly Quota[]): Promise<readonly BudgetForecast[]>
}

/** What was used of a quota on each day (UTC) since `from`: amounts by the start of the day. Days without use are left out. */
export type QuotaDays = (
  quota: Quota,
  time: { readonly from: number; readonly to: number },
) => Promise<ReadonlyMap<number, bigint>>
