import { GatewayError } from '../core/error.ts'
import { usdFromNanos } from '../core/money.ts'
import type { Principal } from '../core/principal.ts'
import { type Meter, ownName, type Quota, type QuotaState, type QuotaWindow } from '../core/quota.ts'
import type { Input } from '../core/request.ts'
import { tellsOfOthers } from './quotas.ts'

/** A call that may cost more than its caller allows: refused like by a quota of its own. */
export interface OverMaxCost {
  readonly denied: QuotaState
  /** What it may cost, in nano-dollars. */
  readonly cost: bigint
}

/** `maxCostUsd`: undefined if the cost is within it. */
export const overMaxCost = (
  { maxCostNanos: limit }: Pick<Input, 'maxCostNanos'>,
  cost: bigint,
): OverMaxCost | undefined => {
  if (limit === undefined || cost <= limit) return undefined
  const quota: Quota = { name: 'maxCostUsd', scope: {}, meter: 'COST', limit, action: 'BLOCK' }
  return { denied: { quota, used: 0n, reserved: 0n }, cost }
}

/** What is refused: one call, or all that an operation of a caller asks for. */
export type Refused = 'call' | 'operation'

/** The error for it. Waiting does not help, so it says nothing of when to come back. */
export const tooDear = ({ denied: { quota }, cost }: OverMaxCost, what: Refused = 'call'): GatewayError =>
  new GatewayError(
    'QUOTA_EXCEEDED',
    `The ${what} may cost ${usdFromNanos(cost)} USD, more than its maxCostUsd of ${usdFromNanos(quota.limit)}; raise it or ask for a shorter answer (maxOutputTokens)`,
    { quota },
  )

/** Whether nobody was asked, as a quota has refused the call or no provider had a place: it costs nothing, of no meter. */
export const costsNothing = (error: unknown): boolean =>
  error instanceof GatewayError &&
  (error.details.quota !== undefined ||
    (error.code === 'UNAVAILABLE' &&
      error.details.attempts?.every(({ code }) => code === 'SATURATED') === true))

/** Who is refused, and what for. */
export interface Refusing {
  readonly now: number
  readonly principal: Principal
  /** What the call may use of the quota. */
  readonly wanted: bigint
  readonly what?: Refused
}

/** Whether the whole quota is too small for what is wanted: there is nothing to wait for. */
export const isHopeless = ({ quota }: QuotaState, wanted: bigint): boolean => wanted > quota.limit

/** The error that names the quota, its state and when to come back. */
export const refusal = (
  code: 'RATE_LIMITED' | 'QUOTA_EXCEEDED',
  state: QuotaState,
  about: Refusing,
): GatewayError => {
  const { quota, resetsAt } = state
  const left = leftTo(about.principal, state)
  const of = { quota, ...(left !== undefined && { left }) }
  const called = `Quota \`${ownName(quota)}\``
  if (isHopeless(state, about.wanted))
    return new GatewayError(
      code,
      `${called}: this ${about.what ?? 'call'} may use ${amountOf(quota, about.wanted)}, more than the whole ${wholeOf(state)}; ${lessOf(quota, about.what)}`,
      of,
    )
  const retryAfterMs = resetsAt === undefined ? 1000 : Math.max(resetsAt - about.now, 0)
  return new GatewayError(code, `${called}: ${inWords(state, about)}; ${comeBack(quota, retryAfterMs)}`, {
    ...of,
    retryAfterMs,
    ...(resetsAt !== undefined && { resetsAt }),
  })
}

const lessOf = ({ meter }: Quota, what: Refused = 'call'): string => {
  if (meter === 'REQUESTS') return 'ask in smaller operations'
  if (what === 'operation') return 'ask in smaller operations, or for shorter answers (maxOutputTokens)'
  return meter === 'INPUT_TOKENS'
    ? 'ask a shorter question'
    : 'ask a shorter question, or for a shorter answer (maxOutputTokens)'
}

const inWords = (state: QuotaState, { principal, what = 'call' }: Refusing): string => {
  const { quota, used, reserved } = state
  const whole = wholeOf(state)
  if (quota.meter === 'CONCURRENT_CALLS') return `no more than ${whole}`
  if (quota.limit - used - reserved <= 0n || (quota.meter === 'REQUESTS' && what === 'call'))
    return `the ${whole} are spent`
  const left = leftTo(principal, state)
  return `${left === undefined ? 'too few' : amountOf(quota, left)} of the ${whole} are left, and this ${what} may use more`
}

/** What is left of a quota; undefined to those who may not see that. */
const leftTo = (principal: Principal, state: QuotaState): bigint | undefined => {
  if (tellsOfOthers(state, principal)) return undefined
  const left = state.quota.limit - state.used - state.reserved
  return left > 0n ? left : 0n
}

const wholeOf = ({ quota, member }: QuotaState): string => {
  const { limit, meter, window } = quota
  return `${amountOf(quota, limit)} ${unit[meter]}${window ? ` ${stretch[window]}` : ''}${member === undefined ? '' : ' for each user'}`
}

const amountOf = ({ meter }: Quota, count: bigint): string =>
  meter === 'COST' ? usdFromNanos(count) : String(count)

const unit: { readonly [meter in Meter]: string } = {
  REQUESTS: 'requests',
  CONCURRENT_CALLS: 'at the same time',
  INPUT_TOKENS: 'input tokens',
  OUTPUT_TOKENS: 'output tokens',
  TOTAL_TOKENS: 'tokens',
  COST: 'USD',
  BYTES: 'bytes',
}

const stretch: { readonly [window in QuotaWindow]: string } = {
  SECOND: 'of this second',
  MINUTE: 'of this minute',
  HOUR: 'of this hour',
  DAY: 'of this day',
  WEEK: 'of this week',
  MONTH: 'of this month',
  ROLLING_SECOND: 'within a second',
  ROLLING_MINUTE: 'within a minute',
  ROLLING_HOUR: 'within an hour',
}

const comeBack = ({ meter, window }: Quota, retryAfterMs: number): string => {
  if (meter === 'CONCURRENT_CALLS') return 'try again when a call has ended'
  return window?.startsWith('ROLLING_')
    ? `there is room again in ${duration(retryAfterMs)}`
    : `the next window opens in ${duration(retryAfterMs)}`
}

const duration = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`
}
