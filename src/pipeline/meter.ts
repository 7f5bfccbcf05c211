import { noUsage, totalTokens, type Usage } from '../core/chunk.ts'
import { GatewayError } from '../core/error.ts'
import type { Model } from '../core/model.ts'
import type { Clock, Log, TokenMeasure } from '../core/ports.ts'
import type { Meter, Quota, QuotaLease, QuotaStore } from '../core/quota.ts'
import type { Call } from '../core/request.ts'
import type { Stage } from '../core/stage.ts'
import { observe } from '../core/stream.ts'
import { amountsOf, type Bound, outputBound, roomFor, shareOf, worstCost } from './bound.ts'
import { overMaxCost, quotasOf, refusal, tooDear, warnOfExceeded } from './quotas.ts'
import { createTally, tallied } from './tally.ts'
import type { TypicalOutput } from './typical-output.ts'

export interface Metering {
  readonly quotas: QuotaStore
  readonly measure: TokenMeasure
  readonly typicalOutput: TypicalOutput
  readonly clock: Clock
  readonly log: Log
}

const meters: ReadonlySet<Meter> = new Set(['INPUT_TOKENS', 'OUTPUT_TOKENS', 'TOTAL_TOKENS', 'COST'])

/**
 * @quota on tokens and money. Before the provider is asked, the most that the call may use is reserved in every
 * quota that governs it, all or none; afterwards it is settled, exactly once, to what was used. Where quotas
 * govern, the answer is bounded to what was reserved. Writes usage and cost into the record in any case.
 */
export const meter =
  (metering: Metering): Stage =>
  next =>
    async function* meter(call) {
      const model = priced(call)
      const admitted = await admit(call, model, metering)
      const tally = createTally(admitted.call, metering.measure)
      const cost = (usage: Usage): bigint | undefined => {
        const pricing = model.deployments.find(({ name }) => name === tally.deployment())?.pricing
        return totalTokens(usage) === 0 ? 0n : pricing?.cost(usage, metering.clock())
      }
      const { clock } = metering
      const answer = tallied(next(admitted.call), tally, { stream: call.stream, clock, cost })
      yield* observe(answer, call.signal, async ({ outcome, error }) => {
        const usage = await tally.usage(error)
        call.record.providerOutcome = outcome
        call.record.usage = usage
        if (outcome === 'FINISHED' && !call.record.cached)
          metering.typicalOutput.note(model.name, usage.outputTokens + usage.reasoningTokens)
        const costNanos = cost(usage)
        if (costNanos !== undefined) call.record.costNanos = costNanos
        await admitted.lease?.settle(amountsOf(admitted.quotas, usage, () => costNanos ?? 0n))
      })
    }

/** A model without a price would pass every budget unseen (so it is refused unless its entry allows that). */
const priced = (call: Call): Model => {
  const model = call.snapshot.models.get(call.model)
  if (!model) throw new GatewayError('NOT_FOUND', `There is no model \`${call.model}\``)
  const unpriced = model.unpriced === 'REFUSE' && model.deployments.find(deployment => !deployment.pricing)
  if (unpriced)
    throw new GatewayError(
      'FORBIDDEN',
      `The model \`${model.name}\` has no known price at \`${unpriced.name}\`; an admin may set a price or \`unpriced: allow\``,
    )
  return model
}

interface Admitted {
  /** The call, its answer bounded to what was reserved. */
  readonly call: Call
  readonly quotas: readonly Quota[]
  readonly lease?: QuotaLease
}

const admit = async (
  call: Call,
  model: Model,
  { quotas, measure, clock, log }: Metering,
): Promise<Admitted> => {
  const governing = quotasOf(call, meters)
  const { maxCostNanos } = call.input
  if (governing.length === 0 && maxCostNanos === undefined) return { call, quotas: governing }

  const now = clock()
  const open = call.input.task === 'completion' && call.input.maxOutputTokens === undefined
  let bound: Bound = {
    inputTokens: measure.inputUpperBound(call.input, call.model),
    outputTokens: outputBound(call.input, model),
  }
  let exact = false
  const costOf = (outputTokens: number): bigint => worstCost(model, { ...bound, outputTokens }, now)

  // Most calls pass with the cheap bound. Near a limit the input is counted; then an answer whose length the
  // caller left open is cut to a share of the room that is left, once for each quota at the most.
  for (let tries = governing.length + 3; ; tries--) {
    const cost = maxCostNanos === undefined ? 0n : costOf(bound.outputTokens)
    const over = overMaxCost(call.input, cost)
    const denied = over ?? (await reserve(bound))
    if (!('denied' in denied)) return denied
    if (!exact) {
      exact = true
      bound = { ...bound, inputTokens: await measure.countInput(call.input, call.model) }
      continue
    }
    const room = open && tries > 0 ? roomFor(denied.denied, bound, costOf) : undefined
    if (room === undefined || room >= bound.outputTokens)
      throw over ? tooDear(over) : refusal('QUOTA_EXCEEDED', denied.denied, now)
    bound = { ...bound, outputTokens: shareOf(room) }
  }

  async function reserve({ inputTokens, outputTokens }: Bound) {
    const most: Usage = { ...noUsage, inputTokens, outputTokens }
    const reserved = await quotas.reserve(
      amountsOf(governing, most, () => costOf(outputTokens)),
      now,
    )
    if ('denied' in reserved) return reserved
    warnOfExceeded(reserved.exceeded, log)
    return { call: bounded(call, outputTokens), quotas: governing, lease: reserved.lease }
  }
}

const bounded = (call: Call, maxOutputTokens: number): Call =>
  call.input.task === 'completion' ? { ...call, input: { ...call.input, maxOutputTokens } } : call
