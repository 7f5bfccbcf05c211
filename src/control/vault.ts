import { createCipheriv, createDecipheriv, hash, hkdfSync } from 'node:crypto'

/** What a secret belongs to: sealed for one place, it opens in no other. */
export interface SecretPlace {
  readonly tenant: string
  readonly kind: string
  readonly name: string
  readonly key: string
}

/** Where what the gateway's own keys are derived from is kept. */
export const rootPlace: SecretPlace = { tenant: '', kind: 'GATEWAY', name: 'weir', key: 'root secret' }

/** Seals secrets for the database, and opens them again. */
export interface Vault {
  seal(secret: string, place: SecretPlace): string
  /** Throws an Error of one line, without anything secret, if no key of ours opens it or it belongs elsewhere. */
  open(sealed: string, place: SecretPlace): string
  /** The same secret under the present master key; undefined if it is there already. Throws as `open` does. */
  rewrap(sealed: string, place: SecretPlace): string | undefined
}

/**
 * An envelope is `1.<key id>.<wrapped data key>.<sealed text>`, both parts in base64url by AES-256-GCM (NIST SP
 * 800-38D): 12 bytes of nonce, the ciphertext, 16 bytes of tag. Each secret has a data key of its own, wrapped by a
 * key that is derived from the master key: to change the master key, only data keys are wrapped anew. `previous` are
 * master keys that opened earlier envelopes.
 */
export const createVault = (about: {
  readonly masterKey: string
  readonly previous?: readonly string[]
  readonly random: (bytes: number) => Uint8Array
}): Vault => {
  const { random } = about
  const [present, ...earlier] = [about.masterKey, ...(about.previous ?? [])].map(wrappingKey)
  if (!present) throw new Error('There is no master key')
  const keys = new Map([...earlier, present].map(key => [key.id, key]))

  const opened = (sealed: string, place: SecretPlace) => {
    const [format, id = '', wrapped = '', text = ''] = sealed.split('.')
    const key = keys.get(id)
    if (format !== '1' || !key)
      throw new Error(
        `${inWords(place)} was sealed with another master key (${id}); set WEIR_MASTER_KEY to the one that all gateways of this database have, or WEIR_MASTER_KEY_PREVIOUS to the earlier one`,
      )
    try {
      const dataKey = decrypt(key.secret, wrapped, bound('data key', place))
      return {
        dataKey,
        text,
        isPresent: key === present,
        secret: decrypt(dataKey, text, bound('secret', place)),
      }
    } catch (cause) {
      throw new Error(`${inWords(place)} was changed in the database or belongs elsewhere`, { cause })
    }
  }

  const wrap = (dataKey: Uint8Array, text: string, place: SecretPlace): string =>
    `1.${present.id}.${encrypt(present.secret, { text: dataKey, nonce: random(12), bound: bound('data key', place) })}.${text}`

  return {
    seal(secret, place) {
      const dataKey = random(32)
      const text = encrypt(dataKey, {
        text: Buffer.from(secret),
        nonce: random(12),
        bound: bound('secret', place),
      })
      return wrap(dataKey, text, place)
    },
    open: (sealed, place) => opened(sealed, place).secret.toString(),
    rewrap(sealed, place) {
      const { dataKey, text, isPresent } = opened(sealed, place)
      return isPresent ? undefined : wrap(dataKey, text, place)
    },
  }
}

/** The key that wraps data keys, and the name that envelopes call it by, which tells nothing of it. */
const wrappingKey = (masterKey: string) => {
  const secret = new Uint8Array(hkdfSync('sha256', masterKey, '', 'weir secrets', 32))
  return { secret, id: hash('sha256', secret, 'hex').slice(0, 12) }
}

/** Names hold no line breaks, so no two places look alike. */
const bound = (what: string, { tenant, kind, name, key }: SecretPlace): Buffer =>
  Buffer.from(['weir', what, tenant, kind, name, key].join('\n'))

const inWords = ({ kind, name, key }: SecretPlace): string =>
  `The ${key} of the ${kind.toLowerCase().replaceAll('_', ' ')} \`${name}\``

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

const encrypt = (
  key: Uint8Array,
  { text, nonce, bound }: { readonly text: Uint8Array; readonly nonce: Uint8Array; readonly bound: Buffer },
): string => {
  const sealing = createCipheriv(cipher, key, nonce).setAAD(bound)
  return Buffer.concat([nonce, sealing.update(text), sealing.final(), sealing.getAuthTag()]).toString(
    'base64url',
  )
}

const decrypt = (key: Uint8Array, sealed: string, bound: Buffer): Buffer => {
  const bytes = Buffer.from(sealed, 'base64url')
  const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(bound)
    .setAuthTag(bytes.subarray(-tagBytes))
  return Buffer.concat([opening.update(bytes.subarray(nonceBytes, -tagBytes)), opening.final()])
}
