import { type Chunk, subtractUsage, totalTokens, type Usage } from '../core/chunk.ts'
import { pricingAt } from '../core/pricing-at.ts'
import type { Meter, QuotaCount } from '../core/quota.ts'
import type { Call } from '../core/request.ts'
import type { Run, Stage } from '../core/stage.ts'
import { later, observe } from '../core/stream.ts'
import { type Admitting, admit, spendingMeters } from './admit.ts'
import { amountsOf, bytesOf } from './bound.ts'
import { chargedPrice, chargeFor, termsOf } from './charge.ts'
import { createFailoverRoom } from './failover-room.ts'
import { costsNothing } from './quota-refusal.ts'
import { createTally, showUsage } from './tally.ts'
import type { TypicalOutput } from './typical-output.ts'

export interface Metering extends Admitting {
  readonly typicalOutput: TypicalOutput
}

/**
 * @quota on tokens, bytes and money. Before the provider is asked, the most that the call may use is reserved in
 * every quota that governs it, all or none; afterwards it is settled, exactly once, to what was used. Where quotas
 * govern, the answer is bounded to what was reserved. Writes usage and cost into the record in any case.
 */
export const meter =
  (metering: Metering): Stage =>
  next =>
    function meter(asked) {
      return later(() => metered(next, asked, metering))
    }

const metered = async (next: Run, asked: Call, metering: Metering): Promise<AsyncIterable<Chunk>> => {
  const { call, model, counts, lease, slackNanos } = await admit(asked, metering)
  const tally = createTally(call, metering.measure)
  // What is in force when a call begins decides it to its end.
  const terms = termsOf(call, call.record.startedAt)
  const pricingOf = (name = tally.deployment()) => {
    const deployment = model.deployments.find(one => one.name === name)
    return deployment && pricingAt(deployment, terms.at)
  }
  const cost = (usage: Usage): bigint | undefined => {
    if (totalTokens(usage) === 0) return 0n
    const pricing = pricingOf()
    if (!pricing) return undefined
    // What a deployment has used before it failed costs what it takes, not what the next one does.
    let own = usage
    let ofFailed = 0n
    for (const { deployment, usage: part } of tally.failed()) {
      own = subtractUsage(own, part)
      ofFailed += chargeFor(pricingOf(deployment) ?? pricing, part, terms)
    }
    return ofFailed + chargeFor(pricing, own, terms)
  }
  const { clock } = metering
  const room =
    model.deployments.length > 1
      ? createFailoverRoom(call, { model, counts: counts.filter(isOfUse), slackNanos }, metering)
      : undefined
  const chunks = next(call)
  const answer = observe(room ? room.widen(chunks) : chunks, {
    signal: call.signal,
    note: tally.note,
    finish: tally.finish,
    async done({ outcome, error }) {
      const usage = await tally.usage(error)
      call.record.providerOutcome = outcome
      call.record.usage = usage
      if (outcome === 'FINISHED' && !call.record.cached)
        metering.typicalOutput.note(model.name, usage.outputTokens + usage.reasoningTokens)
      const costNanos = cost(usage)
      if (costNanos !== undefined) call.record.costNanos = costNanos
      const pricing = costNanos ? pricingOf() : undefined
      if (pricing) call.record.price = chargedPrice(pricing, terms)
      call.share?.spent(costNanos === undefined ? { usage } : { usage, costNanos })
      const used = amountsOf(counts, usage, {
        cost: () => costNanos ?? 0n,
        bytes: () => (totalTokens(usage) === 0 ? 0 : bytesOf(call.input) + tally.outputBytes()),
      })
      const due = used.filter(({ quota: { meter } }) => countsAtEnd(meter, error))
      const rest = room ? await room.settle(due) : due
      await lease?.settle(rest)
    },
  })
  return call.stream ? showUsage(answer, tally, { clock, cost }) : answer
}

const isOfUse = ({ quota }: QuotaCount): boolean => spendingMeters.has(quota.meter)

/** A place is free again, and whom nobody was asked for has been no request. */
const countsAtEnd = (meter: Meter, error: unknown): boolean =>
  meter !== 'CONCURRENT_CALLS' && (meter !== 'REQUESTS' || !costsNothing(error))
