/** How many bytes of chance an id takes. */
export const chanceBytes = 10

/**
 * A UUID of version 7 (RFC 9562, section 5.7): 48 bits of time in milliseconds since 1970, then ten bytes of chance,
 * so that ids sort by the time of their making and rows that are written together lie together.
 */
export const uuidV7 = (at: number, chance: Uint8Array): string => {
  const time = at.toString(16).padStart(12, '0')
  const digits = Buffer.from(chance.buffer, chance.byteOffset, chanceBytes).toString('hex')
  // The variant is the two bits 10, so its digit is one of 8, 9, a, b.
  const variant = (8 + (Number.parseInt(digits.charAt(3), 16) & 3)).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digits.slice(0, 3)}-${variant}${digits.slice(4, 7)}-${digits.slice(7, 19)}`
}
