import { usdFromNanos } from '../../../core/money.ts'
import type { Quota } from '../../../core/quota.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId } from '../global-id.ts'

/** An amount in the unit that the contract states for the quota's meter. */
const amountOf = ({ meter }: Quota, amount: bigint): string =>
  meter === 'COST' ? usdFromNanos(amount) : amount.toString()

/** Quotas and what is left of them. */
export const quota: contract.Resolvers = {
  Quota: {
    limit: quota => amountOf(quota, quota.limit),
    perUser: ({ perUser }) => perUser ?? false,
    window: ({ window }) => window ?? null,
    timeZone: ({ timeZone }) => timeZone ?? 'UTC',
    anchor: ({ anchor, window }) => (window === 'WEEK' || window === 'MONTH' ? (anchor ?? 1) : null),
    thresholds: ({ thresholds }) => thresholds ?? [],
    rerouteTo: ({ rerouteTo }) => rerouteTo ?? null,
    maxWaitMs: ({ maxWaitMs }) => maxWaitMs ?? null,
    onStoreFailure: ({ onStoreFailure }) => onStoreFailure ?? 'DEGRADE',
  },
  QuotaScope: {
    tenant: ({ tenant }) => tenant ?? null,
    team: ({ team }) => team ?? null,
    application: ({ application }) => application ?? null,
    user: ({ user }) => user ?? null,
    key: ({ key }) => (key === undefined ? null : globalId('ApiKey', key)),
    model: ({ model }) => model ?? null,
    tag: ({ tag }) => tag ?? null,
  },
  QuotaStatus: {
    member: ({ member }) => member ?? null,
    used: ({ quota, used }) => amountOf(quota, used),
    reserved: ({ quota, reserved }) => amountOf(quota, reserved),
    remaining: ({ quota, used, reserved }) => {
      const left = quota.limit - used - reserved
      return amountOf(quota, left > 0n ? left : 0n)
    },
  },
}
