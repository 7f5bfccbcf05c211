import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto'
import type { AuditCheckpoint } from '../core/audit.ts'
import { canonical } from './canonical.ts'
import { rootOf } from './merkle.ts'

/** What a checkpoint says of a part of a chain. */
export interface CheckpointStatement {
  readonly tenant: string
  readonly number: number
  readonly first: number
  readonly last: number
  /** Root of the tree over the hashes of the events, and the hash of the last of them. */
  readonly root: string
  readonly head: string
  /** SHA-256 of the statement before; of the first one, empty. */
  readonly previous: string
  /** RFC 3339. */
  readonly at: string
}

/** Signs checkpoints. */
export interface Signer {
  /** 32 bytes in base64. */
  readonly publicKey: string
  sign(text: string): string
}

/** The Ed25519 key pair (RFC 8032) of 32 secret bytes. */
export const createSigner = (seed: Uint8Array): Signer => {
  const key = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  return {
    publicKey: rawKey(createPublicKey(key)).toString('base64'),
    sign: text => sign(null, Buffer.from(text), key).toString('base64'),
  }
}

/** A signed checkpoint over events that follow each other, the last of which has the hash `leaves.at(-1)`. */
export const createCheckpoint = (
  about: Omit<CheckpointStatement, 'root' | 'head' | 'last'> & { readonly leaves: readonly string[] },
  signer: Signer,
): AuditCheckpoint => {
  const { leaves, ...rest } = about
  const last = about.first + leaves.length - 1
  const statement = { ...rest, last, root: rootOf(leaves), head: leaves.at(-1) ?? '' }
  const record = canonical({ type: checkpointType, ...statement })
  const { tenant, number, first } = about
  return { tenant, number, first, last, record, signature: signer.sign(record), publicKey: signer.publicKey }
}

/** Whether the holder of the key's other half has signed this text. */
export const isSigned = (text: string, signature: string, publicKey: string): boolean => {
  try {
    const key = createPublicKey({
      key: Buffer.concat([spkiPrefix, Buffer.from(publicKey, 'base64')]),
      format: 'der',
      type: 'spki',
    })
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

/** The hash by which a checkpoint is named in the next one. */
export const checkpointHash = (record: string): string => hash('sha256', record, 'hex')

export const checkpointType = 'weir audit checkpoint 1'

// RFC 8410, sections 4 and 7: what stands before the 32 bytes of a key.
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')

const rawKey = (key: KeyObject): Buffer =>
  key.export({ format: 'der', type: 'spki' }).subarray(spkiPrefix.length)
