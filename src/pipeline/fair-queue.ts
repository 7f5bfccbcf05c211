/** Places that several flows share, each in proportion to its weight. */
export interface FairQueue {
  /**
   * Waits for a place, and gives what frees it again, however often that is called. Throws `signal`'s reason when that
   * is aborted, and Saturated if too many wait already or the longest wait has passed.
   */
  enter(flow: Flow, signal: AbortSignal): Promise<() => void>
  /** Whether there is a place at once. */
  isFree(): boolean
  /** Whether nobody is in it. */
  isEmpty(): boolean
  resize(limits: QueueLimits): void
}

export interface Flow {
  readonly key: string
  /** How much of the places it gets in relation to the others that wait. More than 0. */
  readonly weight: number
}

export interface QueueLimits {
  readonly places: number
  readonly mostWaiting: number
  readonly longestWaitMs: number
}

/** There is no place, and none will come in time. */
export class Saturated extends Error {
  override readonly name = 'Saturated'
}

/** Does the work after so many milliseconds, unless what it gives is called before. */
export type After = (ms: number, work: () => void) => () => void

interface Waiter {
  readonly admit: () => void
}

interface FlowState {
  weight: number
  /** Virtual time at which its last call that has a place is done; its next one starts there at the earliest. */
  finish: number
  /** Of the first that waits: its start tag. */
  start: number
  readonly waiting: Waiter[]
}

/**
 * Start-time fair queueing: of all flows, the one goes next whose first call has the smallest start tag, which is the
 * finish tag of its flow's last call, or the virtual time (the start tag of the call that was let in last) if the
 * flow has been idle. Each flow that always waits gets its share within one call of the ideal, and one that comes
 * anew waits for no debt of others. P. Goyal, H. M. Vin and H. Cheng, "Start-time Fair Queuing", SIGCOMM 1996; with
 * several places, as here, W. Jin, J. S. Chase and J. Kaur, "Interposed Proportional Sharing for a Storage Service
 * Utility" (SFQ(D)), SIGMETRICS 2004. Every call counts the same, as nobody knows before how long it takes.
 */
export const createFairQueue = (initial: QueueLimits, after: After): FairQueue => {
  const flows = new Map<string, FlowState>()
  let limits = initial
  let taken = 0
  let waiting = 0
  let virtual = 0

  const flowOf = ({ key, weight }: Flow): FlowState => {
    const known = flows.get(key)
    if (known) {
      known.weight = weight
      return known
    }
    const fresh = { weight, finish: 0, start: 0, waiting: [] }
    flows.set(key, fresh)
    return fresh
  }

  const serve = (flow: FlowState): void => {
    virtual = flow.start
    flow.finish = flow.start + 1 / flow.weight
    flow.start = flow.finish
    taken++
  }

  const next = (): FlowState | undefined => {
    let first: FlowState | undefined
    for (const flow of flows.values())
      if (flow.waiting.length > 0 && (!first || flow.start < first.start)) first = flow
    return first
  }

  const letIn = (): void => {
    while (taken < limits.places && waiting > 0) {
      const flow = next()
      const waiter = flow?.waiting.shift()
      if (!flow || !waiter) return
      waiting--
      serve(flow)
      waiter.admit()
    }
  }

  /** Who is in no debt is known as well as who never came. */
  const forget = (): void => {
    for (const [key, flow] of flows)
      if (flow.waiting.length === 0 && flow.finish <= virtual) flows.delete(key)
    if (taken > 0 || waiting > 0) return
    flows.clear()
    virtual = 0
  }

  const leave = (): (() => void) => {
    let left = false
    return () => {
      if (left) return
      left = true
      taken--
      letIn()
      forget()
    }
  }

  return {
    isFree: () => taken < limits.places,
    isEmpty: () => taken === 0 && waiting === 0,
    resize(to) {
      limits = to
      letIn()
    },
    async enter(of, signal) {
      signal.throwIfAborted()
      const flow = flowOf(of)
      if (flow.waiting.length === 0) flow.start = Math.max(virtual, flow.finish)
      if (taken < limits.places) {
        serve(flow)
        return leave()
      }
      if (waiting >= limits.mostWaiting) {
        forget()
        throw new Saturated('too many wait already')
      }
      waiting++
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const waiter = { admit: resolve }
      const giveUp = (reason: unknown): void => {
        const position = flow.waiting.indexOf(waiter)
        if (position < 0) return
        flow.waiting.splice(position, 1)
        waiting--
        reject(reason)
      }
      const cancel = after(limits.longestWaitMs, () => giveUp(new Saturated('the longest wait has passed')))
      const onAbort = (): void => giveUp(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      flow.waiting.push(waiter)
      try {
        await promise
      } finally {
        cancel()
        signal.removeEventListener('abort', onAbort)
        forget()
      }
      return leave()
    },
  }
}
