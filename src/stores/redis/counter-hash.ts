import type { QuotaAmount, QuotaState } from '../../core/quota.ts'
import { type Counter, roomAt, totals } from '../memory/counter.ts'

/** A field of a hash, as HGETALL gives it. */
export const fieldIn = (hash: unknown, name: string): string | undefined => {
  const fields = Array.isArray(hash) ? hash.map(String) : []
  const index = fields.findIndex((field, index) => index % 2 === 0 && field === name)
  return index < 0 ? undefined : fields[index + 1]
}

/** A counter out of its hash, as HGETALL gives it: names and values in turn. */
export const counterFrom = (hash: unknown): Counter => {
  const fields = Array.isArray(hash) ? hash.map(String) : []
  const slots = new Map<number, { used: bigint; reserved: bigint }>()
  let end: number | undefined
  for (let index = 0; index < fields.length; index += 2) {
    const [name = '', value = ''] = fields.slice(index, index + 2)
    if (name === 'e' && value !== '') end = Number(value)
    const kind = name[0]
    if (name.length < 2 || (kind !== 'u' && kind !== 'r')) continue
    const start = Number(name.slice(1))
    const slot = slots.get(start) ?? { used: 0n, reserved: 0n }
    slots.set(start, { ...slot, [kind === 'u' ? 'used' : 'reserved']: BigInt(value) })
  }
  return {
    slots: Array.from(slots, ([start, amounts]) => ({ start, ...amounts })).sort((a, b) => a.start - b.start),
    ...(end !== undefined && { end }),
  }
}

/** The state of a counter out of its hash; `amount`: for how much there is to be room. */
export const stateOf = ({ quota, member, amount }: QuotaAmount, hash: unknown): QuotaState => {
  const counter = counterFrom(hash)
  const resetsAt = roomAt(counter, quota, amount)
  return {
    quota,
    ...(member !== undefined && { member }),
    ...totals(counter),
    ...(resetsAt !== undefined && { resetsAt }),
  }
}
