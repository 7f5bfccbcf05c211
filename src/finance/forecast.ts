import type { ForecastMethod } from '../core/forecast.ts'
import { levelled } from './level-shift.ts'
import { mean, smoothed } from './smoothing.ts'

/** How much of something there will be in some days together. */
export interface SumForecast {
  readonly expected: number
  /** The band that the sum lies in with the confidence of `confidence`; without an upper end nobody can tell. */
  readonly low: number
  readonly high?: number
  /** What each of the days, or its part, is expected to hold. */
  readonly days: readonly number[]
  readonly method: ForecastMethod
}

export const confidence = 0.8
/** Beyond so many standard deviations lies a tenth at each side. */
const deviations = 1.2816

const week = 7
/** Of a week's pattern, three of them show enough. */
const daysForSeason = 3 * week

/**
 * What the days to come hold together, from the whole days before, oldest first and beginning with the first that had
 * anything. `parts` says how much of each day to come counts: less than 1 of today. With three weeks and more, weekdays
 * are told apart if that helps; with one week, there is a trend alone; with less, an average in a wide band.
 */
export const forecastSum = (past: readonly number[], parts: readonly number[]): SumForecast => {
  const series = levelled(past)
  if (series.length === 0) return { expected: 0, low: 0, days: parts.map(() => 0), method: 'NONE' }
  const days = parts.length
  if (series.length < week) {
    const average = mean(series)
    const spread = Math.sqrt(mean(series.map(value => (value - average) ** 2)))
    // A few days tell little of how much days differ: half of their mean, at the least.
    const daily = Math.max(spread, average / 2) * Math.sqrt(1 + 1 / series.length)
    const length = parts.reduce((sum, part) => sum + part, 0)
    // That their own mean is wrong goes into all of the days to come alike.
    const deviation = daily * Math.sqrt(length + length ** 2 / series.length)
    return {
      ...band(average * length, deviation),
      days: parts.map(part => part * average),
      method: 'AVERAGE',
    }
  }
  const trend = smoothed(series, { period: 1, days })
  const season = series.length < daysForSeason ? undefined : smoothed(series, { period: week, days })
  const chosen = season && season.meanError < trend.meanError ? season : trend
  const expected = parts.map((part, day) => part * Math.max(chosen.expected[day] ?? 0, 0))
  let variance = 0
  for (let day = 0; day < days; day++) {
    let passed = 0
    for (let later = day; later < days; later++)
      passed += (parts[later] ?? 0) * (chosen.passedOn[later - day] ?? 0)
    variance += passed ** 2
  }
  // What was fitted to few days fits them better than those to come.
  const caution = 1 + 3 / series.length
  return {
    ...band(
      expected.reduce((sum, day) => sum + day, 0),
      chosen.deviation * Math.sqrt(variance) * caution,
    ),
    days: expected,
    method: chosen === season ? 'HOLT_WINTERS' : 'HOLT',
  }
}

const band = (expected: number, deviation: number) => ({
  expected,
  low: Math.max(expected - deviations * deviation, 0),
  high: expected + deviations * deviation,
})
