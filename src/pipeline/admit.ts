import type { Drawn } from '../core/bundle.ts'
import { noUsage, type Usage } from '../core/chunk.ts'
import { GatewayError } from '../core/error.ts'
import type { Model } from '../core/model.ts'
import type { TokenMeasure } from '../core/ports.ts'
import { unpricedAt } from '../core/pricing-at.ts'
import type { Meter, QuotaCount, QuotaLease } from '../core/quota.ts'
import type { Call } from '../core/request.ts'
import {
  amountsOf,
  type Beside,
  type Bound,
  bytesOf,
  outputBound,
  roomFor,
  shareOf,
  worstAmount,
  worstBytes,
  worstCost,
} from './bound.ts'
import { termsOf } from './charge.ts'
import type { Counting } from './counting.ts'
import { detoured } from './detour.ts'
import { isOfSteps, longestWhenGrown } from './grown.ts'
import { isHopeless, overMaxCost, refusal, tooDear } from './quota-refusal.ts'
import { callMeters, countsOf } from './quotas.ts'
import { boundInput, inputUpperBound } from './served-as.ts'

export interface Admitting extends Counting {
  readonly measure: TokenMeasure
}

export interface Admitted {
  /** The call, its answer bounded to what was reserved, at the model that quotas have sent it to. */
  readonly call: Call
  readonly model: Model
  readonly counts: readonly QuotaCount[]
  readonly lease?: QuotaLease
  /** How much more than was reserved it may cost by its own `maxCostUsd`, in nano-dollars; absent: it has none. */
  readonly slackNanos?: bigint
}

/** What a call uses while it runs. */
export const spendingMeters: ReadonlySet<Meter> = new Set([
  'INPUT_TOKENS',
  'OUTPUT_TOKENS',
  'TOTAL_TOKENS',
  'COST',
  'BYTES',
])

/**
 * Reserves the most that a call may use in every quota that governs it, all or none. Throws QUOTA_EXCEEDED where
 * there is no room, and nothing cheaper or later to offer. `uncounted` are counters of the call itself that have not
 * counted it before.
 */
export const admit = async (
  asked: Call,
  admitting: Admitting,
  uncounted: readonly QuotaCount[] = [],
): Promise<Admitted> => {
  const { quotas, leases, throttle, measure, clock } = admitting
  const model = priced(asked, asked.record.startedAt)
  // A prompt that asks again has drawn its share already, and still keeps to what was priced.
  let longest = asked.share?.longest()
  if (asked.drawn) {
    const admitted = await withShare(asked, asked.drawn, { model, measure })
    if (typeof admitted !== 'number') return admitted
    longest = longestWhenGrown(asked, asked.drawn, { model, inputTokens: admitted })
  }
  const call = longest === undefined ? asked : bounded(asked, longest)
  const counts = [...countsOf(call, spendingMeters), ...uncounted]
  const { maxCostNanos } = call.input
  if (counts.length === 0 && maxCostNanos === undefined) return { call, model, counts }

  const since = clock()
  let now = since
  const open = call.input.task === 'completion' && call.input.maxOutputTokens === undefined
  const most = outputBound(call.input, model)
  let bound: Bound = { inputTokens: inputUpperBound(call, measure), outputTokens: most }
  let exact = false
  const costOf = (outputTokens: number): bigint =>
    worstCost(model, { ...bound, outputTokens }, termsOf(call, call.record.startedAt))
  const inputBytes = (): number => bytesOf(call.input)

  // Most calls pass with the cheap bound. Near a limit the input is counted; then an answer whose length the
  // caller left open is cut to a share of the room that is left, once for each quota at the most.
  for (let tries = counts.length + 3; ; tries--) {
    const cost = maxCostNanos === undefined ? 0n : costOf(bound.outputTokens)
    const over = overMaxCost(call.input, cost)
    const denied = over ?? (await reserve(bound))
    if (!('denied' in denied)) return denied
    if (!exact) {
      exact = true
      bound = { ...bound, inputTokens: await boundInput(call, measure) }
      continue
    }
    const room = open && tries > 0 ? roomFor(denied.denied, bound, { costOf, inputBytes }) : undefined
    if (room !== undefined && room < bound.outputTokens) {
      bound = { ...bound, outputTokens: shareOf(room) }
      continue
    }
    if (over) throw tooDear(over)
    // An answer whose length the caller left open may be cut to its first token.
    const least = open ? { ...bound, outputTokens: 1 } : bound
    const wanted = worstAmount(denied.denied.quota, least, besideOf(least))
    const isWorthIt = !isHopeless(denied.denied, wanted)
    if (isWorthIt && (await throttle.wait(denied.denied, { since, signal: call.signal }))) {
      bound = { ...bound, outputTokens: most }
      tries = counts.length + 3
      now = clock()
      continue
    }
    const cheaper = detoured(denied.denied, call)
    if (cheaper) return admit(cheaper, admitting, uncountedOf(cheaper, call))
    const isOfCalls = callMeters.has(denied.denied.quota.meter)
    const { principal } = call
    throw refusal(isOfCalls ? 'RATE_LIMITED' : 'QUOTA_EXCEEDED', denied.denied, { now, principal, wanted })
  }

  function besideOf({ outputTokens }: Bound): Beside {
    return { cost: () => costOf(outputTokens), bytes: () => worstBytes(call.input, outputTokens) }
  }

  async function reserve(wish: Bound) {
    const { inputTokens, outputTokens } = wish
    const usage: Usage = { ...noUsage, inputTokens, outputTokens }
    const wanted = amountsOf(counts, usage, besideOf(wish))
    const reserved = await quotas.reserve(wanted, now)
    if ('denied' in reserved) return reserved
    return {
      call: bounded(call, outputTokens),
      model,
      counts,
      lease: leases.keep(reserved.lease),
      ...slackOf(call, () => costOf(outputTokens)),
    }
  }
}

/** What counts calls of the model that a call is sent to, and has not counted it as one of the model that it asked for. */
const uncountedOf = (there: Call, asked: Call): readonly QuotaCount[] => {
  const known = countsOf(asked, callMeters)
  return countsOf(there, callMeters).filter(({ quota }) =>
    known.every(count => count.quota.name !== quota.name),
  )
}

/** A model without a price would pass every budget unseen (so it is refused unless its entry allows that). */
export const priced = (call: Pick<Call, 'model' | 'snapshot'>, at: number): Model => {
  const model = call.snapshot.models.get(call.model)
  if (!model) throw new GatewayError('NOT_FOUND', `There is no model \`${call.model}\``)
  const unpriced = unpricedAt(model, at)
  if (unpriced)
    throw new GatewayError(
      'FORBIDDEN',
      `The model \`${model.name}\` has no known price at \`${unpriced.name}\`; an admin may set a price or \`unpriced: allow\``,
    )
  return model
}

/** The call with its share of a bundle; or how many tokens its input has, if that is more than was priced by now. */
const withShare = async (
  call: Call,
  drawn: Drawn,
  { model, measure }: { readonly model: Model; readonly measure: TokenMeasure },
): Promise<Admitted | number> => {
  const { inputTokens, outputTokens, spending } = drawn
  // What was priced has the caller's words; only guardrails and steps put others in their place.
  if (
    isOfSteps(call) ||
    call.record.verdicts.some(({ direction, action }) => direction === 'INPUT' && action === 'REDACT')
  ) {
    const now = await boundInput(call, measure)
    if (now > inputTokens) return now
  }
  const { counts, lease } = spending
  const admitted = outputTokens === undefined ? call : bounded(call, outputTokens)
  const cost = () =>
    worstCost(model, { inputTokens, outputTokens: outputTokens ?? 0 }, termsOf(call, call.record.startedAt))
  return { call: admitted, model, counts, lease, ...slackOf(call, cost) }
}

const slackOf = ({ input: { maxCostNanos } }: Call, cost: () => bigint) =>
  maxCostNanos !== undefined && { slackNanos: maxCostNanos - cost() }

const bounded = (call: Call, maxOutputTokens: number): Call =>
  call.input.task === 'completion' ? { ...call, input: { ...call.input, maxOutputTokens } } : call
