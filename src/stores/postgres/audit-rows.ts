import type { AuditCheckpoint } from '../../core/audit.ts'
import type { AuditEntry } from '../../core/audit-store.ts'

/** A row of `audit.event` as the driver gives it; what is only there to be searched for is not read. */
export interface EntryRow {
  readonly sequence: string
  readonly id: string
  readonly at: Date
  readonly kind: string
  readonly operation: string
  readonly verdict: string
  readonly about: readonly string[]
  readonly record: string
  readonly hash: Buffer
}

export const entryColumns = 'sequence, id, at, kind, operation, verdict, about, record, hash'

export const decodeEntry = (row: EntryRow): AuditEntry => ({
  ...row,
  sequence: Number(row.sequence),
  at: row.at.getTime(),
  hash: row.hash.toString('hex'),
})

/** A row of `audit.checkpoint`. */
export interface CheckpointRow {
  readonly tenant: string
  readonly number: string
  readonly first: string
  readonly last: string
  readonly record: string
  readonly signature: Buffer
  readonly public_key: Buffer
}

export const decodeCheckpoint = (row: CheckpointRow): AuditCheckpoint => ({
  tenant: row.tenant,
  number: Number(row.number),
  first: Number(row.first),
  last: Number(row.last),
  record: row.record,
  signature: row.signature.toString('base64'),
  publicKey: row.public_key.toString('base64'),
})
