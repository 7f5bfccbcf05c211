import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto'

/** So many unpredictable bytes. */
export type Random = (bytes: number) => Uint8Array

/** Seals what is said of a person with a key of the person's own, and that key with one that the gateway keeps. */
export interface SubjectKeys {
  /**
   * By which a person is found again without a name being kept: the same for the same words, of one tenant. The first
   * is the one to keep; under the others it may have been kept before.
   */
  lookups(tenant: string, kind: 'address' | 'subject', words: string): readonly [Uint8Array, ...Uint8Array[]]
  /** A new key, sealed. */
  create(): Uint8Array
  /** Undefined if it was sealed with another secret than those that are known. */
  unseal(sealedKey: Uint8Array): SubjectKey | undefined
}

/** Seals what is said of one person. `context` is bound to a text: it opens only with the same. */
export interface SubjectKey {
  /** In base64. */
  seal(text: string, context: string): string
  /** Undefined if it was not sealed like this. */
  open(box: string, context: string): string | undefined
  /** 32 bytes in hexadecimal that follow from the key and the text, and that nobody finds without the key. */
  mark(text: string): string
}

/** What lookups are made with and keys are sealed with: 32 secret bytes each. */
export interface SubjectSecrets {
  readonly indexKey: Uint8Array
  readonly wrappingKey: Uint8Array
}

/** `previous` are secrets that were in use before, with which what was kept then is still found and opened. */
export const createSubjectKeys = (
  about: SubjectSecrets & { readonly previous?: readonly SubjectSecrets[]; readonly random: Random },
): SubjectKeys => {
  const { previous = [], random } = about
  // Keys as the library keeps them: made of bytes for each use, they cost more than the use.
  const present = opened(about)
  const all = [present, ...previous.map(opened)]
  return {
    lookups(tenant, kind, words) {
      const under = ({ indexKey }: OpenedSecrets): Uint8Array =>
        createHmac('sha256', indexKey).update(`${kind}\0${tenant}\0${words}`).digest().subarray(0, 16)
      return [under(present), ...all.slice(1).map(under)]
    },
    create: () => encrypt(present.wrappingKey, Buffer.from(random(32)), { context: '', random }),
    unseal(sealedKey) {
      for (const { wrappingKey } of all) {
        const bytes = decrypt(wrappingKey, Buffer.from(sealedKey), '')
        if (bytes) return subjectKey(createSecretKey(bytes), random)
      }
      return undefined
    },
  }
}

interface OpenedSecrets {
  readonly indexKey: KeyObject
  readonly wrappingKey: KeyObject
}

const opened = ({ indexKey, wrappingKey }: SubjectSecrets): OpenedSecrets => ({
  indexKey: createSecretKey(indexKey),
  wrappingKey: createSecretKey(wrappingKey),
})

const subjectKey = (key: KeyObject, random: Random): SubjectKey => ({
  seal: (text, context) => encrypt(key, Buffer.from(text), { context, random }).toString('base64'),
  open: (box, context) => decrypt(key, Buffer.from(box, 'base64'), context)?.toString(),
  mark: text => createHmac('sha256', key).update(text).digest('hex'),
})

const cipher = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

/** The initialisation vector, the tag, and what was encrypted. */
const encrypt = (
  key: KeyObject,
  text: Buffer,
  { context, random }: { readonly context: string; readonly random: Random },
): Buffer => {
  const iv = random(ivBytes)
  const sealing = createCipheriv(cipher, key, iv).setAAD(Buffer.from(context))
  const sealed = Buffer.concat([sealing.update(text), sealing.final()])
  return Buffer.concat([iv, sealing.getAuthTag(), sealed])
}

const decrypt = (key: KeyObject, box: Buffer, context: string): Buffer | undefined => {
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
