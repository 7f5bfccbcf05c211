import { GatewayError } from '../../core/error.ts'
import {
  ownName,
  type Quota,
  type QuotaAmount,
  type QuotaCount,
  type QuotaLease,
  type QuotaState,
} from '../../core/quota.ts'
import { createMemoryQuotas } from '../memory/quotas.ts'
import { keyOf, placeOf } from './place.ts'

/** How a gateway counts by itself while Redis does not answer, from when that begins until it is over. */
export interface Outage {
  /** As `reserveTogether` of a QuotaStore. Throws UNAVAILABLE where a quota says DENY. */
  reserve(
    wanted: readonly (readonly QuotaAmount[])[],
    at: number,
  ): Promise<{ readonly leases: readonly QuotaLease[] } | { readonly denied: QuotaState }>
  state(count: QuotaCount, at: number): Promise<QuotaState>
  /** Whether no call is left that was counted here. */
  idle(): boolean
}

/** What was heard last of a counter, and until when it counts, in milliseconds since 1970. */
export interface Heard {
  readonly taken: bigint
  readonly end?: number
}

const retryAfterMs = 1_000

/**
 * Of what was left of each quota when it was heard of last, this gateway grants its share: so the gateways together
 * pass no limit by more than what the others have taken since then.
 */
export const createOutage = (about: {
  readonly heard: (key: string) => Heard | undefined
  readonly gateways: number
}): Outage => {
  const { heard, gateways } = about
  const store = createMemoryQuotas()
  const own = new Map<string, { readonly quota: Quota; readonly taken: bigint; readonly end?: number }>()
  let open = 0

  const takenBefore = (count: QuotaCount, at: number): bigint => {
    const last = heard(keyOf(count))
    return last && (last.end === undefined || at < last.end) ? last.taken : 0n
  }

  /** The quota as this gateway keeps it now: for as long as the window is open, and no more is heard of to be taken. */
  const ownQuota = (count: QuotaCount, at: number): Quota => {
    const { quota } = count
    const key = keyOf(count)
    const known = own.get(key)
    const taken = takenBefore(count, at)
    if (known && taken <= known.taken && (known.end === undefined || at < known.end)) return known.quota
    const left = quota.limit - taken
    const share = left > 0n ? left / BigInt(gateways) : 0n
    const kept: Quota =
      quota.onStoreFailure === 'ALLOW'
        ? { ...quota, action: 'ALERT', thresholds: [] }
        : { ...quota, limit: share }
    const { end } = placeOf(quota, at)
    own.set(key, { quota: kept, taken, ...(end !== undefined && { end }) })
    return kept
  }

  const counted = (lease: QuotaLease): QuotaLease => {
    open++
    let settled = false
    return {
      renew: now => lease.renew(now),
      async settle(used) {
        if (settled) return
        settled = true
        open--
        await lease.settle(used)
      },
    }
  }

  return {
    async reserve(wanted, at) {
      const all = wanted.flat()
      const closed = all.find(({ quota }) => quota.onStoreFailure === 'DENY')
      if (closed)
        throw new GatewayError(
          'UNAVAILABLE',
          `Quota \`${ownName(closed.quota)}\` cannot be counted at the moment, and lets nobody pass until it can; try again soon`,
          { quota: closed.quota, retryAfterMs },
        )
      const reserved = await store.reserveTogether(
        wanted.map(group => group.map(entry => ({ ...entry, quota: ownQuota(entry, at) }))),
        at,
      )
      if ('denied' in reserved) {
        const { denied } = reserved
        const asked = all.find(({ quota }) => quota.name === denied.quota.name)
        return { denied: { ...denied, quota: asked?.quota ?? denied.quota } }
      }
      return { leases: reserved.leases.map(counted) }
    },
    async state(count, at) {
      const state = await store.state({ ...count, quota: ownQuota(count, at) }, at)
      return { ...state, quota: count.quota, used: state.used + takenBefore(count, at) }
    },
    idle: () => open === 0,
  }
}
