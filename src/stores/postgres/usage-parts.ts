/** What usage is added up from, coarsest first: a table, and how long a row of it is; a call has no length. */
export interface UsageLevel {
  readonly table: 'usage_day' | 'usage_caller_day' | 'usage_caller_hour' | 'usage_marked_hour' | 'call'
  readonly unitMs: number
}

/** A stretch of time, milliseconds since 1970, and what to add (or take away) of it. */
export interface UsagePart extends Pick<UsageLevel, 'table'> {
  /** Inclusive. */
  readonly from: number
  /** Exclusive. */
  readonly to: number
  readonly sign: 1 | -1
}

const hourMs = 3_600_000
const calls: UsageLevel = { table: 'call', unitMs: 0 }
const hours: UsageLevel = { table: 'usage_caller_hour', unitMs: hourMs }

/** Everything by its hours. */
export const byHour: readonly UsageLevel[] = [hours, calls]
/** Everything by its days. */
export const callersByDay: readonly UsageLevel[] = [
  { table: 'usage_caller_day', unitMs: 24 * hourMs },
  ...byHour,
]
/** What is about who answers alone, by its days. */
export const byDay: readonly UsageLevel[] = [{ table: 'usage_day', unitMs: 24 * hourMs }, ...byHour]
/** What has tags or a subject, by its hours. */
export const markedByHour: readonly UsageLevel[] = [{ table: 'usage_marked_hour', unitMs: hourMs }, calls]

/**
 * What adds up to exactly the calls of `[from, to)`: whole units of the coarsest level, and finer ones at the ends.
 * A unit of which more than half is wanted is taken whole, and the rest of it is taken away again. So is the present
 * unit: nothing is in the rest of it yet.
 */
export const usageParts = (
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
  [level = calls, ...finer]: readonly UsageLevel[],
): readonly UsagePart[] => {
  const { table, unitMs } = level
  if (from >= to) return []
  if (unitMs === 0) return [{ table, from, to, sign: 1 }]
  const first = Math.ceil(from / unitMs) * unitMs
  const last = Math.floor(to / unitMs) * unitMs
  if (first > last) return usageParts({ from, to, now }, finer)
  const within = (start: number, end: number) => usageParts({ from: start, to: end, now }, finer)
  const whole = (start: number, end: number): readonly UsagePart[] =>
    start < end ? [{ table, from: start, to: end, sign: 1 }] : []
  return [
    ...(first - from > unitMs / 2 && from < now
      ? [...whole(first - unitMs, first), ...within(first - unitMs, from).map(takenAway)]
      : within(from, first)),
    ...whole(first, last),
    ...(to - last > unitMs / 2 || (to > last && last + unitMs > now)
      ? [...whole(last, last + unitMs), ...within(to, last + unitMs).map(takenAway)]
      : within(last, to)),
  ]
}

const takenAway = (part: UsagePart): UsagePart => ({ ...part, sign: part.sign === 1 ? -1 : 1 })
