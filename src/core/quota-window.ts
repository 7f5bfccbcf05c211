import type { QuotaWindow } from './quota.ts'

/** A stretch of time in milliseconds since 1970: `start` inclusive, `end` exclusive. */
export interface WindowBounds {
  readonly start: number
  readonly end: number
}

/** The calendar window, in UTC, that `at` (milliseconds since 1970) lies in. Weeks start on Monday (ISO 8601). */
export const windowBounds = (window: QuotaWindow, at: number): WindowBounds => {
  if (window === 'MONTH') return monthOf(new Date(at))
  const length = lengthMs[window]
  const offset = window === 'WEEK' ? firstMonday : 0
  const start = Math.floor((at - offset) / length) * length + offset
  return { start, end: start + length }
}

/** UTC has no summer time, and Unix time no leap seconds: each of these has one length. */
const lengthMs = {
  SECOND: 1000,
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: 86_400_000,
  WEEK: 7 * 86_400_000,
} as const

/** Monday, 5 January 1970; 1970 began on a Thursday. */
const firstMonday = 4 * lengthMs.DAY

const monthOf = (date: Date): WindowBounds => ({
  start: Date.UTC(date.getUTCFullYear(), date.getUTCMonth()),
  end: Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1),
})
