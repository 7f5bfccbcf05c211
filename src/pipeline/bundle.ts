import type { Bundle, BundleTerms, Drawn, Share, Spent } from '../core/bundle.ts'
import { totalTokens } from '../core/chunk.ts'
import { GatewayError } from '../core/error.ts'
import type { Policy } from '../core/policy.ts'
import type { QuotaLease, QuotaState } from '../core/quota.ts'
import type { GatewayRequest } from '../core/request.ts'
import type { Snapshot } from '../core/snapshot.ts'
import type { Admitting } from './admit.ts'
import {
  costOf,
  costOfAllTries,
  cut,
  isCountedBy,
  leftOf,
  type Plan,
  planOf,
  shortest,
  spendingOf,
  wantedOf,
} from './bundle-plan.ts'
import { detour } from './detour.ts'
import { isHopeless, type OverMaxCost, overMaxCost, refusal, tooDear } from './quota-refusal.ts'

export interface Bundling extends Admitting {
  /** What the SDL says about each operation; a prompt brings its own policy. */
  readonly policies: ReadonlyMap<string, Policy>
  readonly snapshot: (tenant: string) => Snapshot
}

/** What was reserved for each plan, or why nothing was. */
type Outcome =
  | { readonly plans: readonly Plan[]; readonly leases: readonly QuotaLease[] }
  | { readonly plans: readonly Plan[]; readonly refused: GatewayError }

/** So often answers are cut for want of room, and again after each wait. */
const mostCuts = 20

/**
 * Reserves what several calls may use, by the rules of the meter: all of it in one step, or nothing. How many run at
 * the same time is not among it: each takes its place when it starts. A call that cannot be let through for
 * another reason, such as a model that its caller may not use, has no share; it says so when it runs.
 */
export const createBundles =
  (bundling: Bundling) =>
  async (requests: readonly GatewayRequest[], terms: BundleTerms): Promise<Bundle> => {
    const now = bundling.clock()
    const planned = await plansOf(requests, bundling, now)
    const plans = planned.flatMap(({ plan }) => plan ?? [])
    const outcome = plans.length === 0 ? { plans, leases: [] } : await reserved(plans, terms, bundling)
    return bundleOf(planned, outcome, { terms, now })
  }

/** A plan, or why there is none. */
type Planned =
  | { readonly plan: Plan; readonly fault?: never }
  | { readonly plan?: never; readonly fault?: unknown }

const plansOf = (
  requests: readonly GatewayRequest[],
  bundling: Bundling,
  now: number,
): Promise<readonly Planned[]> =>
  Promise.all(
    requests.map(async (request, index): Promise<Planned> => {
      const policy = request.prompt?.prompt.policy ?? bundling.policies.get(request.operation)
      if (!policy) return {}
      const call = { ...request, policy, snapshot: bundling.snapshot(request.principal.tenant) }
      try {
        return { plan: await planOf(call, { index, isRerouted: false, now }, bundling) }
      } catch (fault) {
        // Its call meets the same fault when it runs, and tells its caller.
        return { fault }
      }
    }),
  )

const reserved = async (asked: readonly Plan[], terms: BundleTerms, bundling: Bundling): Promise<Outcome> => {
  const { quotas, throttle, clock } = bundling
  const since = clock()
  let now = since
  /** As they are without cuts. */
  let whole = asked
  let plans = asked
  for (let cuts = mostCuts; ; ) {
    const over = overTerms(plans, terms, now)
    let denied: QuotaState | undefined
    if (!over) {
      const taken = await quotas
        .reserveTogether(
          plans.flatMap(plan => [plan.requests, spendingOf(plan, now)]),
          now,
        )
        .catch(refusalOf)
      if ('refused' in taken) return { plans: whole, refused: taken.refused }
      if ('leases' in taken) return { plans, leases: taken.leases.map(lease => bundling.leases.keep(lease)) }
      denied = taken.denied
    }
    const shorter =
      cuts-- > 0
        ? over
          ? cut(
              plans,
              () => true,
              some => !overTerms(some, terms, now),
            )
          : denied && shortened(plans, denied, now)
        : undefined
    if (shorter) {
      plans = shorter
      continue
    }
    if (over) return { plans: whole, refused: tooDear(over, 'operation') }
    const counted = plans.find(plan => denied && isCountedBy(denied, plan))
    if (!denied || !counted) throw new Error('Nothing was reserved and nothing has refused')
    const wanted = wantedOf(denied, shortest(plans), now)
    const isWorthIt = !isHopeless(denied, wanted)
    if (isWorthIt && (await throttle.wait(denied, { since, signal: terms.signal }))) now = clock()
    else {
      const cheaper = await rerouted(whole, denied, { bundling, now })
      if (!cheaper) {
        const code = denied.quota.meter === 'REQUESTS' ? 'RATE_LIMITED' : 'QUOTA_EXCEEDED'
        const about = { now, what: 'operation', principal: counted.call.principal, wanted } as const
        return { plans: whole, refused: refusal(code, denied, about) }
      }
      whole = cheaper
    }
    plans = whole
    cuts = mostCuts
  }
}

/** Counters that cannot be reached refuse the calls, and nothing else of the operation. */
const refusalOf = (error: unknown): { readonly refused: GatewayError } => {
  if (error instanceof GatewayError) return { refused: error }
  throw error
}

const overTerms = (plans: readonly Plan[], terms: BundleTerms, now: number): OverMaxCost | undefined =>
  terms.maxCostNanos === undefined ? undefined : overMaxCost(terms, costOfAll(plans, now))

const costOfAll = (plans: readonly Plan[], now: number): bigint =>
  plans.reduce((sum, plan) => sum + costOfAllTries(plan, now), 0n)

const shortened = (plans: readonly Plan[], denied: QuotaState, now: number): readonly Plan[] | undefined =>
  cut(
    plans,
    plan => isCountedBy(denied, plan),
    some => leftOf(denied, some, now) >= 0n,
  )

/** The plans with those that a spent quota counts at the cheaper model that it names; undefined if there is none. */
const rerouted = async (
  plans: readonly Plan[],
  denied: QuotaState,
  { bundling, now }: { readonly bundling: Bundling; readonly now: number },
): Promise<readonly Plan[] | undefined> => {
  let isAny = false
  const changed = await Promise.all(
    plans.map(async plan => {
      if (plan.isRerouted || !isCountedBy(denied, plan)) return plan
      const cheaper = detour(denied.quota, plan.call)
      if (!cheaper) return plan
      try {
        const there = await planOf(cheaper, { index: plan.index, isRerouted: true, now }, bundling)
        isAny = true
        return there
      } catch (error) {
        if (error instanceof GatewayError) return plan
        throw error
      }
    }),
  )
  return isAny ? changed : undefined
}

interface OwnShare extends Share {
  /** What was drawn is its call's to settle, which may still run. */
  giveBack(): Promise<void>
}

const bundleOf = (
  planned: readonly Planned[],
  outcome: Outcome,
  { terms, now }: { readonly terms: BundleTerms; readonly now: number },
): Bundle => {
  const { plans } = outcome
  const leases = 'leases' in outcome ? outcome.leases : []
  let tokens = 0
  let costNanos = 0n
  let isUnpriced = false
  const spent = (used: Spent): void => {
    tokens += totalTokens(used.usage)
    costNanos += used.costNanos ?? 0n
    if (used.costNanos === undefined) isUnpriced = true
  }
  const slack = { costNanos: (terms.maxCostNanos ?? 0n) - costOfAll(plans, now) }
  const afford = (costNanos: bigint): boolean => {
    if (terms.maxCostNanos === undefined) return true
    if (costNanos > slack.costNanos) return false
    slack.costNanos -= costNanos
    return true
  }
  const shares: OwnShare[] = planned.map(({ fault }) => ({
    ...(fault !== undefined && { fault }),
    draw: () => undefined,
    longest: () => undefined,
    afford,
    spent,
    giveBack: async () => undefined,
  }))
  for (const [position, plan] of plans.entries()) {
    const [requests, spending] = leases.slice(position * 2, position * 2 + 2)
    let isDrawn = false
    shares[plan.index] = {
      afford,
      spent,
      longest: () => (terms.maxCostNanos === undefined ? undefined : plan.bound.outputTokens),
      draw() {
        if ('refused' in outcome) throw outcome.refused
        if (isDrawn || !requests || !spending) return undefined
        isDrawn = true
        return drawnOf(plan, { requests, spending, isBounded: terms.maxCostNanos !== undefined })
      },
      async giveBack() {
        if (isDrawn) return
        isDrawn = true
        await Promise.all([requests?.settle([]), spending?.settle([])])
      },
    }
  }
  return {
    shares,
    cost: () => ({
      estimated: {
        tokens: plans.reduce((sum, { bound }) => sum + bound.inputTokens + bound.outputTokens, 0),
        costNanos: plans.reduce((sum, plan) => sum + costOf(plan, now), 0n),
      },
      actual: { tokens, costNanos },
      isUnpriced,
    }),
    async end() {
      await Promise.all(shares.map(share => share.giveBack()))
    },
  }
}

const drawnOf = (
  { call, bound, requests, counts }: Plan,
  about: {
    readonly requests: QuotaLease
    readonly spending: QuotaLease
    readonly isBounded: boolean
  },
): Drawn => ({
  model: call.model,
  inputTokens: bound.inputTokens,
  ...((about.isBounded || counts.length > 0 || call.input.maxCostNanos !== undefined) && {
    outputTokens: bound.outputTokens,
  }),
  requests: { held: requests, lease: about.requests },
  spending: { counts, lease: about.spending },
})
