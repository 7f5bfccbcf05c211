import { hash } from 'node:crypto'
import type { CallPerson } from '../core/audit-store.ts'
import { canonical } from './canonical.ts'
import type { SubjectKey } from './subject-keys.ts'

/** What an event says of the calls that it seals. */
export interface LedgerStatement {
  /** Root of the Merkle tree (RFC 9162, section 2.1.1) over the leaves of the calls. */
  readonly root: string
  readonly size: number
}

/** Who called and from where, as a hash that tells nothing once the person's key is destroyed. */
export const personalHash = (call: CallPerson, key: SubjectKey): string => {
  const { user, clientAddress, sessionId } = call
  const salt = key.mark(call.id)
  return hash('sha256', `${salt}${canonical({ user, clientAddress, sessionId })}`, 'hex')
}

/**
 * The leaf of a call: SHA-256 over a zero byte, the SHA-256 of its text, and the hash of what is personal. `textHash` is
 * of what `ledger.call_text` tells; `personal` is empty where that holds it all.
 */
export const leafOf = (textHash: string, personal: string): string =>
  hash('sha256', Buffer.from(`00${textHash}${personal}`, 'hex'), 'hex')

export const callLeaf = (text: string, personal: string): string =>
  leafOf(hash('sha256', text, 'hex'), personal)
