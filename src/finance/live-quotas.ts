import type { QuotaChange, QuotaCount, QuotaState } from '../core/quota.ts'
import { createPulse, type Pulse, type PulseOptions } from './pulse.ts'

export type QuotaPulse = Pulse<QuotaCount, QuotaState>

/** Each costs a read of its counter once a beat: with Redis, one command. */
const mostCounters = 2_000

/** The counters that enforce, read again and again. */
export const createQuotaPulse = ({
  state,
  beat,
  onFault,
}: Pick<PulseOptions<never, never>, 'beat'> & {
  readonly state: (count: QuotaCount) => Promise<QuotaState>
  readonly onFault: (error: unknown) => void
}): QuotaPulse =>
  createPulse({
    keyOf: counterName,
    beat,
    most: mostCounters,
    async read(counts) {
      const read = await Promise.allSettled(counts.map(state))
      const states = new Map<string, QuotaState>()
      for (const result of read)
        if (result.status === 'fulfilled') states.set(counterName(result.value), result.value)
        else onFault(result.reason)
      return states
    },
  })

const counterName = ({ quota, member }: QuotaCount): string => JSON.stringify([quota.name, member])

/** What has changed each time, one counter an event, beginning with all of them. */
export async function* followQuotas(
  pulse: QuotaPulse,
  wanted: () => readonly QuotaCount[],
  signal: AbortSignal,
): AsyncGenerator<QuotaChange> {
  let known = new Map<string, QuotaState>()
  for await (const states of pulse.follow(wanted, signal)) {
    const seen = new Map<string, QuotaState>()
    for (const key of wanted().map(counterName)) {
      const state = states.get(key) ?? known.get(key)
      if (!state) continue
      seen.set(key, state)
      const before = known.get(key)
      if (before && isSame(before, state)) continue
      yield {
        state,
        usedDelta: before ? state.used - before.used : 0n,
        reservedDelta: before ? state.reserved - before.reserved : 0n,
      }
    }
    known = seen
  }
}

const isSame = (one: QuotaState, other: QuotaState): boolean =>
  one.used === other.used &&
  one.reserved === other.reserved &&
  one.quota.limit === other.quota.limit &&
  one.resetsAt === other.resetsAt
