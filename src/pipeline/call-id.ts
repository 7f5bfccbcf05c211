import type { Clock } from '../core/ports.ts'

/** Fills bytes with chance. */
export type Random = (bytes: Uint8Array) => void

const ahead = 256
const bytesEach = 10

/**
 * Makes UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of time, then chance, so that ids sort by time and rows
 * that are written together lie together. Chance is fetched for many ids at once, which costs a tenth.
 */
export const createCallIds = ({ clock, random }: { clock: Clock; random: Random }): (() => string) => {
  const pool = new Uint8Array(ahead * bytesEach)
  let used = pool.length
  return () => {
    if (used === pool.length) {
      random(pool)
      used = 0
    }
    const chance = Buffer.from(pool.buffer, used, bytesEach).toString('hex')
    used += bytesEach
    const time = clock().toString(16).padStart(12, '0')
    // The variant is the two bits 10, so its digit is one of 8, 9, a, b.
    const variant = (8 + (Number.parseInt(chance.charAt(3), 16) & 3)).toString(16)
    return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-${variant}${chance.slice(4, 7)}-${chance.slice(7, 19)}`
  }
}
