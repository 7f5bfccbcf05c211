/** Tells whether more work would only make everyone wait. */
export interface Overload {
  /** Whether that is so now. Costs next to nothing. */
  isTooMuch(): boolean
  close(): void
}

export interface OverloadLimits {
  /** Pieces of work that clients wait for. */
  readonly pending: number
  /** How late the event loop may be. */
  readonly lagMs: number
}

export const defaultOverloadLimits: OverloadLimits = { pending: 10_000, lagMs: 1_000 }

/** Between two looks at the event loop. */
const everyMs = 100
/** The middle one of so many counts, as a single late one is a pause of the machine and no load. */
const looks = 9

/** Watches how much is pending and how late the event loop is. */
export const watchOverload = (about: {
  readonly limits: OverloadLimits
  readonly pending: () => number
  /** Monotonic milliseconds; only tests say otherwise. */
  readonly now?: () => number
  /** Does the work again and again; only tests say otherwise. */
  readonly every?: (ms: number, work: () => void) => () => void
}): Overload => {
  const { limits, pending, now = () => performance.now(), every = interval } = about
  const late: number[] = []
  let isLate = false
  let due = now() + everyMs
  const stop = every(everyMs, () => {
    const at = now()
    late.push(at - due)
    due = at + everyMs
    if (late.length > looks) late.shift()
    const middle = [...late].sort((a, b) => a - b)[Math.floor(looks / 2)]
    isLate = middle !== undefined && middle > limits.lagMs
  })
  return {
    isTooMuch: () => isLate || pending() >= limits.pending,
    close: stop,
  }
}

const interval = (ms: number, work: () => void): (() => void) => {
  const timer = setInterval(work, ms).unref()
  return () => clearInterval(timer)
}
