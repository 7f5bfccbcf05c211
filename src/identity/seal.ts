import { createCipheriv, createDecipheriv } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Random } from './secret.ts'

/** Seals texts for somebody who keeps them for us, such as a browser, and can neither read nor change them. */
export interface Seal {
  /** Letters, digits, `-` and `_`; looks different each time. */
  seal(text: string): string
  /** Undefined for whatever was not sealed here for the same purpose. */
  open(sealed: string): string | undefined
}

const nonceBytes = 12
const tagBytes = 16

/**
 * By AES-256-GCM (NIST SP 800-38D): 12 bytes of nonce, 16 bytes of tag, the ciphertext of the compressed text. `key` are
 * 32 secret bytes for this purpose alone.
 */
export const createSeal = ({ key, random }: { readonly key: Uint8Array; readonly random: Random }): Seal => ({
  seal(text) {
    const nonce = random(nonceBytes)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    const parts = [cipher.update(deflateRawSync(text)), cipher.final()]
    return Buffer.concat([nonce, cipher.getAuthTag(), ...parts]).toString('base64url')
  },
  open(sealed) {
    const bytes = Buffer.from(sealed, 'base64url')
    if (bytes.length <= nonceBytes + tagBytes) return undefined
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    })
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
    try {
      const parts = [decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]
      return inflateRawSync(Buffer.concat(parts)).toString()
    } catch {
      return undefined
    }
  },
})
