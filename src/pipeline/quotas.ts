import { GatewayError } from '../core/error.ts'
import { usdFromNanos } from '../core/money.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Principal } from '../core/principal.ts'
import type { Deployment } from '../core/provider.ts'
import type { Meter, Quota, QuotaScope, QuotaState, QuotaStore } from '../core/quota.ts'
import type { Call, Input } from '../core/request.ts'

/** The quotas on these meters that govern the call: none where the SDL says no `@quota`. */
export const quotasOf = (
  call: Pick<Call, 'model' | 'policy' | 'principal' | 'snapshot'>,
  meters: ReadonlySet<Meter>,
): readonly Quota[] =>
  call.policy.quota
    ? call.snapshot.quotas.filter(
        quota =>
          meters.has(quota.meter) &&
          covers(quota.scope, call.principal) &&
          (quota.scope.model === undefined || serves(quota.scope.model, call)),
      )
    : []

/**
 * Whether a quota on one public name covers the model of the call: the same name, or another name for a deployment
 * that it has too, also by another id of the same catalogue entry. Else a budget could be passed by asking for
 * `openai/gpt-4o-mini` or `gpt-4o-mini-2024-07-18` instead of `small`.
 */
const serves = (scoped: string, { model, snapshot }: Pick<Call, 'model' | 'snapshot'>): boolean => {
  if (scoped === model) return true
  const asked = snapshot.models.get(model)?.deployments ?? []
  const covered = snapshot.models.get(scoped)?.deployments ?? []
  return asked.some(one => covered.some(other => areOneModel(one, other)))
}

const areOneModel = (one: Deployment, other: Deployment): boolean =>
  one.name === other.name ||
  (one.entry !== undefined && one.entry === other.entry && one.provider === other.provider)

/** Whether the scope covers the principal, whatever the model. */
const covers = (scope: QuotaScope, principal: Principal): boolean =>
  (scope.tenant === undefined || scope.tenant === principal.tenant) &&
  (scope.team === undefined || scope.team === principal.team) &&
  (scope.application === undefined || scope.application === principal.application) &&
  (scope.user === undefined || scope.user === principal.user) &&
  (scope.key === undefined || scope.key === principal.id)

/** A call that may cost more than its caller allows: refused like by a quota of its own. */
export interface OverMaxCost {
  readonly denied: QuotaState
  /** What it may cost, in nano-dollars. */
  readonly cost: bigint
}

/** `maxCostUsd`: undefined if the call is within it. */
export const overMaxCost = ({ maxCostNanos: limit }: Input, cost: bigint): OverMaxCost | undefined => {
  if (limit === undefined || cost <= limit) return undefined
  const quota: Quota = { name: 'maxCostUsd', scope: {}, meter: 'COST', limit, action: 'BLOCK' }
  return { denied: { quota, used: 0n, reserved: 0n }, cost }
}

/** The error for it. Waiting does not help, so it says nothing of when to come back. */
export const tooDear = ({ denied: { quota }, cost }: OverMaxCost): GatewayError =>
  new GatewayError(
    'QUOTA_EXCEEDED',
    `The call may cost ${usdFromNanos(cost)} USD, more than its maxCostUsd of ${usdFromNanos(quota.limit)}; raise it or ask for a shorter answer (maxOutputTokens)`,
    { quota },
  )

/** Every quota that covers the principal, whatever the model, as it stands now. */
export const standingOf = (
  principal: Principal,
  quotas: readonly Quota[],
  { store, clock }: { readonly store: QuotaStore; readonly clock: Clock },
): Promise<readonly QuotaState[]> =>
  Promise.all(
    quotas.filter(({ scope }) => covers(scope, principal)).map(quota => store.state(quota, clock())),
  )

/** The error that names the quota, its state and when to come back. */
export const refusal = (
  code: 'RATE_LIMITED' | 'QUOTA_EXCEEDED',
  state: QuotaState,
  now: number,
): GatewayError => {
  const { quota, resetsAt } = state
  const retryAfterMs = resetsAt === undefined ? 1000 : Math.max(resetsAt - now, 0)
  return new GatewayError(
    code,
    `Quota \`${quota.name}\`: ${inWords(state)}; ${comeBack(quota, retryAfterMs)}`,
    {
      quota,
      retryAfterMs,
      ...(resetsAt !== undefined && { resetsAt }),
    },
  )
}

/** ALERT lets calls pass and says so. */
export const warnOfExceeded = (exceeded: readonly QuotaState[], log: Log): void => {
  for (const { quota, used, reserved } of exceeded)
    log.warn(
      { quota: quota.name, limit: quota.limit, used, reserved },
      'a quota that only alerts is exceeded',
    )
}

const inWords = ({ quota, used, reserved }: QuotaState): string => {
  const { limit, meter, window } = quota
  const amount = (count: bigint): string => (meter === 'COST' ? usdFromNanos(count) : String(count))
  const whole = `${amount(limit)} ${unit[meter]}${window ? ` of this ${window.toLowerCase()}` : ''}`
  if (meter === 'CONCURRENT_CALLS') return `no more than ${whole}`
  const left = limit - used - reserved
  return left > 0n && meter !== 'REQUESTS'
    ? `${amount(left)} of the ${whole} are left, and this call may use more`
    : `the ${whole} are spent`
}

const unit: { readonly [meter in Meter]: string } = {
  REQUESTS: 'requests',
  CONCURRENT_CALLS: 'at the same time',
  INPUT_TOKENS: 'input tokens',
  OUTPUT_TOKENS: 'output tokens',
  TOTAL_TOKENS: 'tokens',
  COST: 'USD',
}

const comeBack = (quota: Quota, retryAfterMs: number): string =>
  quota.meter === 'CONCURRENT_CALLS'
    ? 'try again when a call has ended'
    : `the next window opens in ${duration(retryAfterMs)}`

const duration = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`
}
