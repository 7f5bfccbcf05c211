import type { Chunk } from '../core/chunk.ts'
import { GatewayError } from '../core/error.ts'
import type { Meter, QuotaAmount, QuotaCount, QuotaLease } from '../core/quota.ts'
import type { Call } from '../core/request.ts'
import type { Run, Stage } from '../core/stage.ts'
import { later, observe } from '../core/stream.ts'
import type { Counting } from './counting.ts'
import { refusal } from './quota-refusal.ts'
import { countsOf } from './quotas.ts'

const meters: ReadonlySet<Meter> = new Set(['REQUESTS', 'CONCURRENT_CALLS'])

/**
 * @quota on calls: how many in a window, how many at a time. A call counts in its window as soon as it passes
 * here, whatever becomes of it; its place among the concurrent ones is free again when it has ended.
 */
export const rateLimit =
  (counting: Counting): Stage =>
  next =>
    function rateLimit(call) {
      const counts = countsOf(call, meters)
      return counts.length === 0 ? next(call) : later(() => limited(next, call, { counts, counting }))
    }

const limited = async (
  next: Run,
  call: Call,
  { counts, counting }: { readonly counts: readonly QuotaCount[]; readonly counting: Counting },
): Promise<AsyncIterable<Chunk>> => {
  const wanted: QuotaAmount[] = counts.map(count => ({ ...count, amount: 1n }))
  const lease = await reserve(wanted, call, counting)
  const ask = (): AsyncIterable<Chunk> => {
    if (call.signal.aborted) throw new GatewayError('UNAVAILABLE', 'The caller has left')
    return next(call)
  }
  const done = () => lease.settle(wanted.filter(({ quota }) => quota.meter === 'REQUESTS'))
  return observe(later(ask), { signal: call.signal, done })
}

const reserve = async (
  wanted: readonly QuotaAmount[],
  { signal }: Call,
  { quotas, leases, throttle, clock }: Counting,
): Promise<QuotaLease> => {
  const since = clock()
  while (true) {
    const reserved = await quotas.reserve(wanted, clock())
    if ('lease' in reserved) return leases.keep(reserved.lease)
    if (!(await throttle.wait(reserved.denied, { since, signal })))
      throw refusal('RATE_LIMITED', reserved.denied, clock())
  }
}
