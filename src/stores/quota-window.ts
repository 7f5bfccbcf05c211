import { Temporal } from 'temporal-polyfill'
import type { CalendarDay } from '../core/chargeback.ts'
import type { CalendarWindow, Quota, RollingWindow } from '../core/quota.ts'

/** A stretch of time in milliseconds since 1970: `start` inclusive, `end` exclusive. */
export interface WindowBounds {
  readonly start: number
  readonly end: number
}

/** A window of the calendar, as a quota describes it. */
export interface CalendarRule extends Pick<Quota, 'timeZone' | 'anchor'> {
  readonly window: CalendarWindow
}

/**
 * The calendar window that `at` (milliseconds since 1970) lies in. Days, weeks and months are those of the rule's
 * time zone, and so may be an hour longer or shorter where its clocks change; weeks begin on its weekday (Monday if
 * it says none, as in ISO 8601), months on its day, or on their last one if they are shorter.
 */
export const windowBounds = (
  { window, timeZone = 'UTC', anchor = 1 }: CalendarRule,
  at: number,
): WindowBounds => {
  if (window === 'SECOND' || window === 'MINUTE' || window === 'HOUR') {
    const start = Math.floor(at / lengthMs[window]) * lengthMs[window]
    return { start, end: start + lengthMs[window] }
  }
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate()
  const [first, next] = daysOf(window, date, anchor)
  return { start: startOf(first, timeZone), end: startOf(next, timeZone) }
}

/** UTC has no summer time, and Unix time no leap seconds: each of these has one length. */
const lengthMs = { SECOND: 1000, MINUTE: 60_000, HOUR: 3_600_000 } as const

/** A month such as `2026-01` in a time zone; undefined if there is no such time zone. */
export const calendarMonth = (
  month: string,
  timeZone: string,
): { readonly from: number; readonly to: number } | undefined => {
  try {
    const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 })
    return { from: startOf(first, timeZone), to: startOf(first.add({ months: 1 }), timeZone) }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** The days of a time zone that begin within a stretch of time. */
export const calendarDays = (
  { from, to }: { readonly from: number; readonly to: number },
  timeZone: string,
): readonly CalendarDay[] => {
  const days: CalendarDay[] = []
  if (from >= to) return days
  let date = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).toPlainDate()
  if (startOf(date, timeZone) < from) date = date.add({ days: 1 })
  for (let start = startOf(date, timeZone); start < to; ) {
    const next = date.add({ days: 1 })
    const end = startOf(next, timeZone)
    days.push({ from: start, to: end, day: date.day, daysInMonth: date.daysInMonth })
    date = next
    start = end
  }
  return days
}

/** The first day of the window, and that of the next one. */
const daysOf = (
  window: 'DAY' | 'WEEK' | 'MONTH',
  date: Temporal.PlainDate,
  anchor: number,
): readonly [Temporal.PlainDate, Temporal.PlainDate] => {
  if (window === 'DAY') return [date, date.add({ days: 1 })]
  if (window === 'WEEK') {
    const first = date.subtract({ days: (date.dayOfWeek - anchor + 7) % 7 })
    return [first, first.add({ days: 7 })]
  }
  const month = date.toPlainYearMonth()
  const own = month.toPlainDate({ day: anchor })
  return Temporal.PlainDate.compare(date, own) < 0
    ? [month.subtract({ months: 1 }).toPlainDate({ day: anchor }), own]
    : [own, month.add({ months: 1 }).toPlainDate({ day: anchor })]
}

/** Midnight, or the first moment of the day where its clocks skip midnight. */
const startOf = (date: Temporal.PlainDate, timeZone: string): number =>
  date.toZonedDateTime(timeZone).epochMilliseconds

/**
 * How a rolling window is counted: in slots of a fiftieth of its length. What was counted leaves with its whole
 * slot, so it counts for up to 2 % longer than the window, and never shorter.
 */
export const rollingSlots = 50

/** Length of a slot in milliseconds. */
export const slotMs: { readonly [window in RollingWindow]: number } = {
  ROLLING_SECOND: 1000 / rollingSlots,
  ROLLING_MINUTE: 60_000 / rollingSlots,
  ROLLING_HOUR: 3_600_000 / rollingSlots,
}

/** The length of a slot if the window rolls; undefined if it is one of the calendar. */
export const rollingSlotMs = (window: Quota['window']): number | undefined =>
  window?.startsWith('ROLLING_') ? slotMs[window as RollingWindow] : undefined
