/**
 * Exponential smoothing with a damped trend and an additive season (Holt and Winters), as a state space model: its
 * equations, and how errors of a day go on in the days behind it, are those of Hyndman, Koehler, Ord and Snyder,
 * "Forecasting with Exponential Smoothing" (2008), chapters 2 and 6. No library that is kept does it: `arima`, the one on
 * npm, has had no release since 2022 and is a WebAssembly module of a hundred kilobytes.
 */
export interface Smoothing {
  /** What is expected of each day to come. */
  readonly expected: readonly number[]
  /** How much of an error of one day is in the days that follow it, itself (1) first. */
  readonly passedOn: readonly number[]
  /** Standard deviation of the errors of a day, looked at from the day before. */
  readonly deviation: number
  /** Mean of their amounts: what a fit is chosen by, as single outliers weigh less in it. */
  readonly meanError: number
}

interface Weights {
  readonly level: number
  readonly trend: number
  readonly season: number
  readonly damping: number
}

/** Fits the series, oldest first, of a season of `period` days (1: none), by trying weights; `days` are looked ahead. */
export const smoothed = (
  series: readonly number[],
  { period, days }: { readonly period: number; readonly days: number },
): Smoothing => {
  let best: Smoothing | undefined
  for (const weights of period > 1 ? seasonal : plain) {
    const fit = fitted(series, weights, { period, days })
    if (!best || fit.meanError < best.meanError) best = fit
  }
  if (!best) throw new Error('There are no weights to try')
  return best
}

const levels = [0.05, 0.1, 0.2, 0.35, 0.5, 0.8]
const trends = [0, 0.02, 0.1]
const dampings = [0.9, 0.97, 0.995]
const plain: readonly Weights[] = levels.flatMap(level =>
  trends.flatMap(trend => dampings.map(damping => ({ level, trend: trend * level, season: 0, damping }))),
)
const seasonal: readonly Weights[] = plain.flatMap(weights =>
  [0.02, 0.1, 0.25].map(season => ({ ...weights, season: season * (1 - weights.level) })),
)

const fitted = (
  series: readonly number[],
  { level: alpha, trend: beta, season: gamma, damping }: Weights,
  { period, days }: { readonly period: number; readonly days: number },
): Smoothing => {
  const seasons = firstSeasons(series, period)
  let level = mean(series.slice(0, Math.max(period, 3)))
  let trend = 0
  let squares = 0
  let amounts = 0
  let counted = 0
  for (const [day, value] of series.entries()) {
    const season = seasons[day % period] ?? 0
    const error = value - (level + damping * trend + season)
    // The first days are what the beginning was made of.
    if (day >= Math.min(period, series.length / 3)) {
      squares += error * error
      amounts += Math.abs(error)
      counted++
    }
    level += damping * trend + alpha * error
    trend = damping * trend + beta * error
    seasons[day % period] = season + gamma * error
  }
  const expected: number[] = []
  const passedOn: number[] = []
  let damped = 0
  for (let ahead = 1; ahead <= days; ahead++) {
    const power = damping ** ahead
    expected.push(level + (damped + power) * trend + (seasons[(series.length + ahead - 1) % period] ?? 0))
    passedOn.push(
      ahead === 1
        ? 1
        : alpha + beta * (damped / damping) + (period > 1 && (ahead - 1) % period === 0 ? gamma : 0),
    )
    damped += power
  }
  const freedom = Math.max(counted - (period > 1 ? 4 : 2), 1)
  return {
    expected,
    passedOn,
    deviation: Math.sqrt(squares / freedom),
    meanError: amounts / Math.max(counted, 1),
  }
}

/** By how much each day of the season lies above the mean, in the first three seasons. */
const firstSeasons = (series: readonly number[], period: number): number[] => {
  if (period === 1) return [0]
  const first = series.slice(0, 3 * period)
  const middle = mean(first)
  return Array.from(
    { length: period },
    (_, day) => mean(first.filter((_, index) => index % period === day)) - middle,
  )
}

export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
