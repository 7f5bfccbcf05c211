import type { Chunk } from '../core/chunk.ts'
import { GatewayError } from '../core/error.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Meter, Quota, QuotaAmount, QuotaStore } from '../core/quota.ts'
import type { Call } from '../core/request.ts'
import type { Run, Stage } from '../core/stage.ts'
import { quotasOf, refusal, warnOfExceeded } from './quotas.ts'

const meters: ReadonlySet<Meter> = new Set(['REQUESTS', 'CONCURRENT_CALLS'])

/**
 * @quota on calls: how many in a window, how many at a time. A call counts in its window as soon as it passes
 * here, whatever becomes of it; its place among the concurrent ones is free again when it has ended.
 */
export const rateLimit =
  (limiting: Limiting): Stage =>
  next =>
    function rateLimit(call) {
      const governing = quotasOf(call, meters)
      return governing.length === 0 ? next(call) : limited(next, call, { ...limiting, governing })
    }

interface Limiting {
  readonly quotas: QuotaStore
  readonly clock: Clock
  readonly log: Log
}

async function* limited(
  next: Run,
  call: Call,
  { quotas, clock, log, governing }: Limiting & { readonly governing: readonly Quota[] },
): AsyncGenerator<Chunk> {
  const now = clock()
  const wanted: QuotaAmount[] = governing.map(quota => ({ quota, amount: 1n }))
  const reserved = await quotas.reserve(wanted, now)
  if ('denied' in reserved) throw refusal('RATE_LIMITED', reserved.denied, now)
  warnOfExceeded(reserved.exceeded, log)
  try {
    if (call.signal.aborted) throw new GatewayError('UNAVAILABLE', 'The caller has left')
    yield* next(call)
  } finally {
    await reserved.lease.settle(wanted.filter(({ quota }) => quota.meter === 'REQUESTS'))
  }
}
