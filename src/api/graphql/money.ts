import { usdFromNanos } from '../../core/money.ts'

/** An amount of nano-dollars as the contract has it. */
export const money = (nanos: bigint): { readonly usd: string } => ({ usd: usdFromNanos(nanos) })
