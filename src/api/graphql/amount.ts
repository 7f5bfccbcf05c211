import { usdFromNanos } from '../../core/money.ts'
import type { Quota } from '../../core/quota.ts'

/** An amount in the unit that the contract states for the quota's meter. */
export const amountOf = ({ meter }: Quota, amount: bigint): string =>
  meter === 'COST' ? usdFromNanos(amount) : amount.toString()
