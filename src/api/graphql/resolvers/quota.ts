import { usdFromNanos } from '../../../core/money.ts'
import type { Quota } from '../../../core/quota.ts'
import type * as contract from '../generated/resolvers.ts'

/** An amount in the unit that the contract states for the quota's meter. */
const amountOf = ({ meter }: Quota, amount: bigint): string =>
  meter === 'COST' ? usdFromNanos(amount) : amount.toString()

/** Quotas and what is left of them. */
export const quota: contract.Resolvers = {
  Quota: { limit: quota => amountOf(quota, quota.limit) },
  QuotaStatus: {
    used: ({ quota, used }) => amountOf(quota, used),
    reserved: ({ quota, reserved }) => amountOf(quota, reserved),
    remaining: ({ quota, used, reserved }) => {
      const left = quota.limit - used - reserved
      return amountOf(quota, left > 0n ? left : 0n)
    },
  },
}
