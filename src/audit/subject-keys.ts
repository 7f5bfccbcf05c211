import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'

/** So many unpredictable bytes. */
export type Random = (bytes: number) => Uint8Array

/** Seals what is said of a person with a key of the person's own, and that key with one that the gateway keeps. */
export interface SubjectKeys {
  /** By which a person is found again without a name being kept: the same for the same words, of one tenant. */
  lookup(tenant: string, kind: 'address' | 'subject', words: string): Uint8Array
  /** A new key, sealed. */
  create(): Uint8Array
  /** `context` is bound to the text: it opens only with the same. In base64. */
  seal(sealedKey: Uint8Array, text: string, context: string): string
  /** Undefined if it was not sealed like this. */
  open(sealedKey: Uint8Array, box: string, context: string): string | undefined
}

/** `indexKey` and `wrappingKey` are 32 secret bytes each. */
export const createSubjectKeys = (about: {
  readonly indexKey: Uint8Array
  readonly wrappingKey: Uint8Array
  readonly random: Random
}): SubjectKeys => {
  const { indexKey, wrappingKey, random } = about
  const unwrapped = (sealed: Uint8Array): Buffer | undefined => decrypt(wrappingKey, Buffer.from(sealed), '')
  return {
    lookup: (tenant, kind, words) =>
      createHmac('sha256', indexKey).update(`${kind}\0${tenant}\0${words}`).digest().subarray(0, 16),
    create: () => encrypt(wrappingKey, Buffer.from(random(32)), { context: '', random }),
    seal(sealedKey, text, context) {
      const key = unwrapped(sealedKey)
      if (!key) throw new Error('The key of a subject was sealed with another WEIR_MASTER_KEY than this one')
      return encrypt(key, Buffer.from(text), { context, random }).toString('base64')
    },
    open(sealedKey, box, context) {
      const key = unwrapped(sealedKey)
      return key && decrypt(key, Buffer.from(box, 'base64'), context)?.toString()
    },
  }
}

const cipher = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

/** The initialisation vector, the tag, and what was encrypted. */
const encrypt = (
  key: Uint8Array,
  text: Buffer,
  { context, random }: { readonly context: string; readonly random: Random },
): Buffer => {
  const iv = random(ivBytes)
  const sealing = createCipheriv(cipher, key, iv).setAAD(Buffer.from(context))
  const sealed = Buffer.concat([sealing.update(text), sealing.final()])
  return Buffer.concat([iv, sealing.getAuthTag(), sealed])
}

const decrypt = (key: Uint8Array, box: Buffer, context: string): Buffer | undefined => {
  if (box.length < ivBytes + tagBytes) return undefined
  const opening = createDecipheriv(cipher, key, box.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(context))
    .setAuthTag(box.subarray(ivBytes, ivBytes + tagBytes))
  try {
    return Buffer.concat([opening.update(box.subarray(ivBytes + tagBytes)), opening.final()])
  } catch {
    return undefined
  }
}
