import type { Clock } from '../core/ports.ts'
import { chanceBytes, uuidV7 } from '../core/uuid.ts'

/** Fills bytes with chance. */
export type Random = (bytes: Uint8Array) => void

const ahead = 256

/** Makes the ids of calls. Chance is fetched for many ids at once, which costs a tenth. */
export const createCallIds = ({ clock, random }: { clock: Clock; random: Random }): (() => string) => {
  const pool = new Uint8Array(ahead * chanceBytes)
  let used = pool.length
  return () => {
    if (used === pool.length) {
      random(pool)
      used = 0
    }
    const id = uuidV7(clock(), pool.subarray(used, used + chanceBytes))
    used += chanceBytes
    return id
  }
}
