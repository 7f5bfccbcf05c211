import type { Chunk, Usage } from '../core/chunk.ts'
import { GatewayError } from '../core/error.ts'
import { flatMap } from '../core/flat-map.ts'
import type { Model } from '../core/model.ts'
import { ownName, type QuotaAmount, type QuotaCount, type QuotaLease } from '../core/quota.ts'
import type { Call } from '../core/request.ts'
import { amountsOf, worstCost } from './bound.ts'
import { termsOf } from './charge.ts'
import type { Counting } from './counting.ts'

/** Room in quotas for what deployments have used that failed before another one is asked. */
export interface FailoverRoom {
  /**
   * The same chunks. Before the next deployment is asked, what the failed one reports is reserved besides, as the next
   * may use all that was reserved for the call. Throws PROVIDERS_FAILED where there is no room for both, or both may
   * cost more than the caller allows.
   */
  widen(chunks: AsyncIterable<Chunk>): AsyncIterable<Chunk>
  /** Settles it with its part of what was used, and gives the rest. */
  settle(used: readonly QuotaAmount[]): Promise<readonly QuotaAmount[]>
}

interface Extra {
  readonly lease: QuotaLease
  readonly amounts: readonly QuotaAmount[]
}

export const createFailoverRoom = (
  call: Call,
  {
    model,
    counts,
    slackNanos,
  }: {
    readonly model: Model
    readonly counts: readonly QuotaCount[]
    /** How much more it may cost than was reserved for it; undefined: its caller does not say. */
    readonly slackNanos: bigint | undefined
  },
  { quotas, leases, clock }: Counting,
): FailoverRoom => {
  const extras: Extra[] = []

  let slack = slackNanos
  const afford = (cost: bigint): boolean => {
    if (slack !== undefined && (slack -= cost) < 0n) return false
    return call.share?.afford(cost) ?? true
  }

  const noRoom = (where: string): GatewayError =>
    new GatewayError(
      'PROVIDERS_FAILED',
      `No provider of \`${call.model}\` gave an answer, and ${where} to ask another one; try again later`,
      { attempts: call.record.attempts },
    )

  const reserve = async (usage: Usage): Promise<void> => {
    const cost = worstCost(model, boundOf(usage), termsOf(call, call.record.startedAt))
    if (!afford(cost)) throw noRoom('maxCostUsd leaves too little')
    const amounts = amountsOf(counts, usage, { cost: () => cost, bytes: () => 0 })
    const reserved = await quotas.reserve(amounts, clock())
    if ('denied' in reserved) throw noRoom(`the quota \`${ownName(reserved.denied.quota)}\` has no room`)
    extras.push({ lease: leases.keep(reserved.lease), amounts })
  }

  return {
    widen: chunks =>
      flatMap(chunks, (chunk, out) => {
        out.push(chunk)
        return chunk.type === 'fallback' && chunk.usage ? reserve(chunk.usage) : undefined
      }),
    async settle(used) {
      let rest = used
      for (const { lease, amounts } of extras) {
        const part = amounts.map(entry => {
          const { amount } = rest.find(({ quota }) => quota === entry.quota) ?? { amount: 0n }
          return amount < entry.amount ? { ...entry, amount } : entry
        })
        await lease.settle(part)
        rest = rest.map(entry => {
          const taken = part.find(({ quota }) => quota === entry.quota)
          return taken ? { ...entry, amount: entry.amount - taken.amount } : entry
        })
      }
      return rest
    },
  }
}

const boundOf = (usage: Usage) => ({
  inputTokens: usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens,
  outputTokens: usage.outputTokens + usage.reasoningTokens,
})
