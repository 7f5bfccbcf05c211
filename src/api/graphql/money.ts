import type { Spec } from '../../core/declaration.ts'
import { nanosFromUsd, usdFromNanos } from '../../core/money.ts'
import { textIn } from './declared-fields.ts'

/** An amount of nano-dollars as the contract has it. */
export const money = (nanos: bigint): { readonly usd: string } => ({ usd: usdFromNanos(nanos) })

/** An amount of US dollars that a spec holds; null if it holds none. */
export const moneyIn = (spec: Spec, key: string) => {
  const text = textIn(spec, key)
  return text === null ? null : money(nanosFromUsd(text) ?? 0n)
}
