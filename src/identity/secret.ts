import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** Source of chance: so many unpredictable bytes. */
export type Random = (bytes: number) => Uint8Array

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const shape = /^weir_[0-9A-Za-z]{49}$/
const prefixLength = 12

/**
 * A new secret: `weir_`, 256 random bits as 43 characters of base 62, and their CRC-32 as 6. No character breaks
 * a double click, the prefix lets scanners find leaked keys, and the checksum lets us refuse most strings unseen.
 */
export const newSecret = (random: Random): string => {
  const body = base62(BigInt(`0x${Buffer.from(random(32)).toString('hex')}`))
  return `weir_${body}${checksum(body)}`
}

/** Whether a string can be one of our secrets: prefix, length, alphabet, checksum. Says nothing of its existence. */
export const isSecret = (text: string): boolean =>
  shape.test(text) && checksum(text.slice(5, 48)) === text.slice(48)

/**
 * The SHA-256 that is kept of a secret, in hexadecimal (which is four times as fast as bytes). One round is enough,
 * as nobody guesses 256 random bits.
 */
export const hashOf = (secret: string): string => hash('sha256', secret, 'hex')

/** The characters that a key is recognised by in lists: `weir_3fGhK2p`. The other 212 bits stay secret. */
export const prefixOf = (secret: string): string => secret.slice(0, prefixLength)

const base62 = (number: bigint): string => {
  let rest = number
  let text = ''
  while (text.length < 43) {
    text = alphabet.charAt(Number(rest % 62n)) + text
    rest /= 62n
  }
  return text
}

// Without big integers: this one runs on each call.
const checksum = (body: string): string => {
  let rest = crc32(body)
  let text = ''
  while (text.length < 6) {
    text = alphabet.charAt(rest % 62) + text
    rest = Math.floor(rest / 62)
  }
  return text
}
