import { GatewayError } from '../core/error.ts'
import { usdFromNanos } from '../core/money.ts'
import { type Meter, ownName, type Quota, type QuotaState, type QuotaWindow } from '../core/quota.ts'
import type { Input } from '../core/request.ts'

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

/** The error that names the quota, its state and when to come back. */
export const refusal = (
  code: 'RATE_LIMITED' | 'QUOTA_EXCEEDED',
  state: QuotaState,
  { now, what = 'call' }: { readonly now: number; readonly what?: Refused },
): GatewayError => {
  const { quota, resetsAt } = state
  const retryAfterMs = resetsAt === undefined ? 1000 : Math.max(resetsAt - now, 0)
  return new GatewayError(
    code,
    `Quota \`${ownName(quota)}\`: ${inWords(state, what)}; ${comeBack(quota, retryAfterMs)}`,
    {
      quota,
      retryAfterMs,
      ...(resetsAt !== undefined && { resetsAt }),
    },
  )
}

const inWords = ({ quota, member, used, reserved }: QuotaState, what: Refused): string => {
  const { limit, meter, window } = quota
  const amount = (count: bigint): string => (meter === 'COST' ? usdFromNanos(count) : String(count))
  const whole = `${amount(limit)} ${unit[meter]}${window ? ` ${stretch[window]}` : ''}${member === undefined ? '' : ' for each user'}`
  if (meter === 'CONCURRENT_CALLS') return `no more than ${whole}`
  const left = limit - used - reserved
  return left > 0n && (meter !== 'REQUESTS' || what === 'operation')
    ? `${amount(left)} of the ${whole} are left, and this ${what} may use more`
    : `the ${whole} are spent`
}

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
