/** A stretch of time, milliseconds since 1970, and what to add (or take away) of it. */
export interface UsagePart {
  readonly table: 'usage_hour' | 'call'
  /** Inclusive. */
  readonly from: number
  /** Exclusive. */
  readonly to: number
  readonly sign: 1 | -1
}

const hourMs = 3_600_000

/**
 * What adds up to exactly the calls of `[from, to)`: whole hours from the roll-ups, and single calls at the ends.
 * An hour of which more than half is wanted is taken whole, and the calls of the rest are taken away again. So is
 * the present hour: nothing is in the rest of it yet.
 */
export const usageParts = (from: number, to: number, now: number): readonly UsagePart[] => {
  const first = Math.ceil(from / hourMs) * hourMs
  const last = Math.floor(to / hourMs) * hourMs
  if (first > last) return [{ table: 'call', from, to, sign: 1 }]
  const parts: readonly UsagePart[] = [
    ...(first - from > hourMs / 2
      ? ([
          { table: 'usage_hour', from: first - hourMs, to: first, sign: 1 },
          { table: 'call', from: first - hourMs, to: from, sign: -1 },
        ] as const)
      : [{ table: 'call', from, to: first, sign: 1 } as const]),
    { table: 'usage_hour', from: first, to: last, sign: 1 },
    ...(to - last > hourMs / 2 || last + hourMs > now
      ? ([
          { table: 'usage_hour', from: last, to: last + hourMs, sign: 1 },
          { table: 'call', from: to, to: last + hourMs, sign: -1 },
        ] as const)
      : [{ table: 'call', from: last, to, sign: 1 } as const]),
  ]
  return parts.filter(part => part.from < part.to)
}
