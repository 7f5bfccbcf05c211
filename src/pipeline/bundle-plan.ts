import type { Model } from '../core/model.ts'
import type { Policy } from '../core/policy.ts'
import type { Meter, QuotaAmount, QuotaCount, QuotaState } from '../core/quota.ts'
import type { GatewayRequest } from '../core/request.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { type Admitting, priced, spendingMeters } from './admit.ts'
import { checkAccess } from './authorize.ts'
import { type Bound, longest, outputBound, shareOf, worstAmount, worstBytes, worstCost } from './bound.ts'
import { termsOf } from './charge.ts'
import { filled } from './prompt.ts'
import { overMaxCost, tooDear } from './quota-refusal.ts'
import { countsOf } from './quotas.ts'
import { boundInput } from './served-as.ts'

/** One call of a bundle, as far as it is decided what it may use. */
export interface Plan {
  /** Its place among the calls that were asked for. */
  readonly index: number
  readonly call: GatewayRequest & { readonly policy: Policy; readonly snapshot: Snapshot }
  readonly model: Model
  /** Whether a quota has sent it to another model than it has asked for. */
  readonly isRerouted: boolean
  readonly bound: Bound
  readonly requests: readonly QuotaAmount[]
  readonly counts: readonly QuotaCount[]
}

const requestMeters: ReadonlySet<Meter> = new Set(['REQUESTS'])

/** The plan of a call. Throws what its caller will be told when it runs, if it cannot be let through. */
export const planOf = async (
  asked: Plan['call'],
  about: { readonly index: number; readonly isRerouted: boolean; readonly now: number },
  { measure }: Pick<Admitting, 'measure'>,
): Promise<Plan> => {
  checkAccess(asked)
  const model = priced(asked, about.now)
  const call = asked.prompt ? { ...asked, input: filled(asked.input, asked.prompt) } : asked
  const inputTokens = (await boundInput(call, measure)) + awaitedTokens(call)
  const plan: Plan = {
    index: about.index,
    call,
    model,
    isRerouted: about.isRerouted,
    bound: { inputTokens, outputTokens: outputBound(call.input, model) },
    requests: countsOf(call, requestMeters).map(count => ({ ...count, amount: 1n })),
    counts: countsOf(call, spendingMeters),
  }
  const { maxCostNanos } = call.input
  if (maxCostNanos === undefined || costOf(plan, about.now) <= maxCostNanos) return plan
  const most = longest(
    plan.bound.outputTokens,
    tokens => costOf(cutTo(plan, tokens), about.now) <= maxCostNanos,
  )
  const over = isOpen(plan) && most > 0 ? undefined : overMaxCost(call.input, costOf(plan, about.now))
  if (over) throw tooDear(over)
  return cutTo(plan, most)
}

/** How much longer the question may be when the answers are there that it waits for: each may stand in it twice. */
const awaitedTokens = ({ prompt, snapshot }: Plan['call']): number =>
  (prompt?.awaits ?? []).reduce((sum, { input, model: name }) => {
    const model = snapshot.models.get(name)
    return model ? sum + 2 * outputBound(input, model) : sum
  }, 0)

/** The most that it may cost, in nano-dollars. */
export const costOf = ({ call, model, bound }: Plan, now: number): bigint =>
  worstCost(model, bound, termsOf(call, now))

/** Tokens of the words around an answer that is sent back, and of what was wrong with it. */
const repairTokens = 1_000

/** Tokens of the words around a question that is asked together with others. */
const packTokens = 500

/**
 * The same, with the calls that a prompt makes again: one among others that gave no answer, whose text is longer where
 * it is written as JSON, and one whose answer does not fit.
 */
export const costOfAllTries = (plan: Plan, now: number): bigint => {
  const { call, model, bound } = plan
  const costWith = (inputTokens: number): bigint =>
    worstCost(model, { ...bound, inputTokens }, termsOf(call, now))
  let cost = costOf(plan, now)
  if (call.prompt?.isPacked) cost += costWith(2 * bound.inputTokens + packTokens)
  if (call.prompt && !call.prompt.prompt.isText)
    cost += costWith(bound.inputTokens + bound.outputTokens + repairTokens)
  return cost
}

/** What it may use of everything that counts its tokens, bytes and money. */
export const spendingOf = (plan: Plan, now: number): readonly QuotaAmount[] =>
  plan.counts.map(count => ({ ...count, amount: amountOf(plan, count, now) }))

const amountOf = (plan: Plan, { quota }: QuotaCount, now: number): bigint =>
  worstAmount(quota, plan.bound, {
    cost: () => costOf(plan, now),
    bytes: () => worstBytes(plan.call.input, plan.bound.outputTokens),
  })

/** Whether its caller has left the length of the answer open. */
const isOpen = ({ call: { input } }: Plan): boolean =>
  input.task === 'completion' && input.maxOutputTokens === undefined

const cutTo = (plan: Plan, tokens: number): Plan =>
  plan.bound.outputTokens <= tokens ? plan : { ...plan, bound: { ...plan.bound, outputTokens: tokens } }

/**
 * The plans with answers whose length is open cut to a share of the room that is left, all to the same; undefined if
 * shorter answers do not help. `fits` tells whether plans have room.
 */
export const cut = (
  plans: readonly Plan[],
  concerns: (plan: Plan) => boolean,
  fits: (plans: readonly Plan[]) => boolean,
): readonly Plan[] | undefined => {
  const cuttable = (plan: Plan): boolean => isOpen(plan) && concerns(plan)
  const cutAll = (tokens: number): readonly Plan[] =>
    plans.map(plan => (cuttable(plan) ? cutTo(plan, tokens) : plan))
  const longestNow = Math.max(0, ...plans.filter(cuttable).map(({ bound }) => bound.outputTokens))
  const room = longest(longestNow, tokens => fits(cutAll(tokens)))
  const length = Math.min(room, shareOf(room))
  return length > 0 && length < longestNow ? cutAll(length) : undefined
}

/** The plans with answers of one token where their length is open. */
export const shortest = (plans: readonly Plan[]): readonly Plan[] =>
  plans.map(plan => (isOpen(plan) ? cutTo(plan, 1) : plan))

/** Whether a counter counts the call. */
export const isCountedBy = ({ quota, member }: QuotaCount, { counts, requests }: Plan): boolean =>
  [...counts, ...requests].some(count => count.quota.name === quota.name && count.member === member)

/** What of a counter's room is left when all of the plans have taken theirs; below 0 if they have no room. */
export const leftOf = (denied: QuotaState, plans: readonly Plan[], now: number): bigint =>
  denied.quota.limit - denied.used - denied.reserved - wantedOf(denied, plans, now)

/** What all of the plans together may use of a counter. */
export const wantedOf = ({ quota, member }: QuotaCount, plans: readonly Plan[], now: number): bigint => {
  const isIt = (count: QuotaCount): boolean => count.quota.name === quota.name && count.member === member
  let wanted = 0n
  for (const plan of plans) {
    for (const count of plan.counts) if (isIt(count)) wanted += amountOf(plan, count, now)
    for (const count of plan.requests) if (isIt(count)) wanted += count.amount
  }
  return wanted
}
