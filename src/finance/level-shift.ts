import { mean } from './smoothing.ts'

const week = 7
/** By how much two levels have to fit better than a straight line, in squares of errors: growth is no shift. */
const share = 0.5

/**
 * The series as it would have been had it always stood at its present level: what lies before a lasting shift is scaled to
 * the level behind it, so that weekdays are still learned from all of it. A shift is where two means fit the series best
 * (least squares, one break: Bai, "Estimating Multiple Breaks One at a Time", Econometric Theory 13, 1997), with a
 * week at least on both sides, and far better than a straight line does. Without one, the series as it is.
 */
export const levelled = (series: readonly number[]): readonly number[] => {
  if (series.length < 3 * week) return series
  const plain = withoutWeekdays(series)
  const shift = bestBreak(plain)
  if (shift.squares >= share * squaresAroundLine(plain)) return series
  const [before, behind] = [mean(series.slice(0, shift.at)), mean(series.slice(shift.at))]
  if (before <= 0 || behind <= 0) return series.slice(shift.at)
  return series.map((value, day) => (day < shift.at ? (value * behind) / before : value))
}

const withoutWeekdays = (series: readonly number[]): readonly number[] => {
  const all = mean(series)
  const weekdays = Array.from({ length: week }, (_, weekday) =>
    mean(series.filter((_, day) => day % week === weekday)),
  )
  return series.map((value, day) => value - (weekdays[day % week] ?? all) + all)
}

/** Where two means leave the least squares of errors, and how much that is. */
const bestBreak = (series: readonly number[]): { readonly at: number; readonly squares: number } => {
  const total = series.reduce((sum, value) => sum + value, 0)
  const squares = series.reduce((sum, value) => sum + value * value, 0)
  let best = { at: 0, squares: Infinity }
  let left = 0
  for (const [day, value] of series.entries()) {
    const rest = series.length - day
    if (day >= week && rest >= week) {
      const error = squares - left ** 2 / day - (total - left) ** 2 / rest
      if (error < best.squares) best = { at: day, squares: error }
    }
    left += value
  }
  return best
}

const squaresAroundLine = (series: readonly number[]): number => {
  const [middle, level] = [(series.length - 1) / 2, mean(series)]
  let [spread, together, all] = [0, 0, 0]
  for (const [day, value] of series.entries()) {
    spread += (day - middle) ** 2
    together += (day - middle) * (value - level)
    all += (value - level) ** 2
  }
  return all - together ** 2 / spread
}
