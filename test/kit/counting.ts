import type { Clock } from '../../src/core/ports.ts'
import type { Counting } from '../../src/pipeline/counting.ts'
import { createThrottle } from '../../src/pipeline/throttle.ts'
import { createMemoryQuotas, type MemoryQuotasOptions } from '../../src/stores/memory/quotas.ts'

/** Counts in memory. Whoever waits is told how long, and is done waiting at once unless `sleep` says otherwise. */
export const countingFor = (
  clock: Clock,
  about: MemoryQuotasOptions & { readonly sleep?: (ms: number) => Promise<void> } = {},
): Counting => ({
  quotas: createMemoryQuotas(about),
  leases: { keep: lease => lease },
  throttle: createThrottle({ clock, sleep: about.sleep ?? (async () => undefined) }),
  clock,
})
