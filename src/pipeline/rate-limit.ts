import type { Chunk } from '../core/chunk.ts'
import { GatewayError } from '../core/error.ts'
import type { Meter, QuotaAmount, QuotaCount, QuotaLease } from '../core/quota.ts'
import type { Call } from '../core/request.ts'
import type { Run, Stage } from '../core/stage.ts'
import { later, observe } from '../core/stream.ts'
import type { Counting } from './counting.ts'
import { detoured, noted } from './detour.ts'
import { costsNothing, refusal } from './quota-refusal.ts'
import { callMeters, countsOf } from './quotas.ts'

const places: ReadonlySet<Meter> = new Set(['CONCURRENT_CALLS'])

/**
 * @quota on calls: how many in a window, how many at a time. A call counts in its window as soon as it passes
 * here, whatever becomes of it, unless another quota refuses it: then it has cost nothing. Its place among the
 * concurrent ones is free again when it has ended. A call of a bundle has its share of the window already.
 */
export const rateLimit =
  (counting: Counting): Stage =>
  next =>
    function rateLimit(call) {
      if (call.share) return later(() => sharing(next, call, counting))
      const counts = countsOf(call, callMeters)
      return counts.length === 0 ? next(call) : later(() => limited(next, call, { counts, counting }))
    }

const limited = async (
  next: Run,
  asked: Call,
  { counts, counting }: { readonly counts: readonly QuotaCount[]; readonly counting: Counting },
): Promise<AsyncIterable<Chunk>> => {
  const { call, held, lease } = await reserve(asked, counts, { counting, meters: callMeters })
  return observe(later(asking(next, call)), {
    signal: call.signal,
    done: ({ error }) => lease?.settle(costsNothing(error) ? [] : held.filter(isOfWindow)),
  })
}

const sharing = async (next: Run, asked: Call, counting: Counting): Promise<AsyncIterable<Chunk>> => {
  const drawn = asked.share?.draw()
  if (!drawn) {
    const counts = countsOf(asked, callMeters)
    return limited(next, asked, { counts, counting })
  }
  const { requests, spending } = drawn
  const call = { ...(drawn.model === asked.model ? asked : noted(asked, drawn.model)), drawn }
  const giveBack = async (used: readonly QuotaAmount[]): Promise<void> => {
    await requests.lease.settle(used)
    await spending.lease.settle([])
  }
  let place: Placed
  try {
    place = await reserve(call, countsOf(call, places), { counting, meters: places })
  } catch (error) {
    await giveBack([])
    throw error
  }
  return observe(later(asking(next, place.call)), {
    signal: call.signal,
    async done({ error }) {
      await place.lease?.settle([])
      await giveBack(costsNothing(error) ? [] : requests.held)
    },
  })
}

const asking = (next: Run, call: Call) => (): AsyncIterable<Chunk> => {
  if (call.signal.aborted) throw new GatewayError('UNAVAILABLE', 'The caller has left')
  return next(call)
}

const isOfWindow = ({ quota }: QuotaAmount): boolean => quota.meter === 'REQUESTS'

/** A call that has its place, at the model that quotas have sent it to. */
interface Placed {
  readonly call: Call
  readonly held: readonly QuotaAmount[]
  /** Absent: no quota counts it there. */
  readonly lease?: QuotaLease
}

const reserve = async (
  call: Call,
  counts: readonly QuotaCount[],
  about: { readonly counting: Counting; readonly meters: ReadonlySet<Meter> },
): Promise<Placed> => {
  const { quotas, leases, throttle, clock } = about.counting
  const held = counts.map(count => ({ ...count, amount: 1n }))
  const since = clock()
  while (held.length > 0) {
    const reserved = await quotas.reserve(held, clock())
    if ('lease' in reserved) return { call, held, lease: leases.keep(reserved.lease) }
    const { denied } = reserved
    if (await throttle.wait(denied, { since, signal: call.signal })) continue
    const cheaper = call.drawn ? undefined : detoured(denied, call)
    if (cheaper) return reserve(cheaper, countsOf(cheaper, about.meters), about)
    throw refusal('RATE_LIMITED', denied, { now: clock(), principal: call.principal, wanted: 1n })
  }
  return { call, held }
}
