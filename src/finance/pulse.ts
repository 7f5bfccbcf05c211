import { GatewayError } from '../core/error.ts'

/** Reads for many who follow, all at once and once a beat, however many follow the same. */
export interface Pulse<Item, State> {
  /**
   * The states of what is wanted, by key: at once, and then after each beat the newest that the reader has not had; who
   * reads slowly misses those in between. `wanted` is asked before each beat. Ends when `signal` aborts. Throws
   * RATE_LIMITED if too much is followed already.
   */
  follow(wanted: () => readonly Item[], signal: AbortSignal): AsyncGenerator<ReadonlyMap<string, State>>
}

export interface PulseOptions<Item, State> {
  readonly keyOf: (item: Item) => string
  /** The states of these by key, without those that cannot be read now. If it throws, all who follow are told. */
  readonly read: (items: readonly Item[]) => Promise<ReadonlyMap<string, State>>
  /** Resolves when the next beat is due. */
  readonly beat: () => Promise<void>
  /** The most items that are followed at a time. */
  readonly most: number
}

interface Follower<Item, State> {
  readonly wanted: () => readonly Item[]
  readonly take: (states: ReadonlyMap<string, State>) => void
  readonly fail: (error: unknown) => void
}

/** Beats only while somebody follows. */
export const createPulse = <Item, State>(options: PulseOptions<Item, State>): Pulse<Item, State> => {
  const { keyOf, read, beat, most } = options
  const followers = new Set<Follower<Item, State>>()
  let beating = false

  const run = async (): Promise<void> => {
    beating = true
    await beat()
    while (followers.size > 0) {
      const wanted = new Map<string, Item>()
      for (const follower of followers)
        for (const item of follower.wanted()) if (wanted.size < most) wanted.set(keyOf(item), item)
      try {
        const states = await read([...wanted.values()])
        for (const follower of followers) follower.take(states)
      } catch (error) {
        for (const follower of followers) follower.fail(error)
      }
      await beat()
    }
    beating = false
  }

  return {
    async *follow(wanted, signal) {
      let latest: ReadonlyMap<string, State> | undefined
      let fault: { readonly error: unknown } | undefined
      let wake: (() => void) | undefined
      const followed = [...followers].reduce((sum, follower) => sum + follower.wanted().length, 0)
      const first = wanted()
      if (followed + first.length > most)
        throw new GatewayError(
          'RATE_LIMITED',
          'Too much is followed at this gateway already; try again later',
          {
            retryAfterMs: 10_000,
          },
        )
      const follower: Follower<Item, State> = {
        wanted,
        take(states) {
          latest = states
          wake?.()
        },
        fail(error) {
          fault = { error }
          wake?.()
        },
      }
      const onAbort = (): void => wake?.()
      followers.add(follower)
      signal.addEventListener('abort', onAbort)
      try {
        yield await read(first)
        if (!beating) void run()
        while (!signal.aborted) {
          const states = latest
          latest = undefined
          if (fault) throw fault.error
          if (states) yield states
          else await new Promise<void>(resolve => (wake = resolve))
        }
      } finally {
        followers.delete(follower)
        signal.removeEventListener('abort', onAbort)
      }
    },
  }
}
