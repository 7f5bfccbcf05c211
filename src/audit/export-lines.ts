import type { AuditCheckpoint, AuditEvent } from '../core/audit.ts'
import type { AuditEntry } from '../core/audit-store.ts'
import { canonical } from './canonical.ts'

/** What an export begins with. */
export interface ExportHeader {
  readonly tenant: string
  /** The sequence numbers between which it holds every event; `through` is below `first` if there is none. */
  readonly first: number
  readonly through: number
  /** The key that the last checkpoint is signed with. */
  readonly publicKey: string
}

export const exportType = 'weir audit export 1'

export const headerLine = (header: ExportHeader): string => `${canonical({ type: exportType, ...header })}\n`

/** The text that was hashed stands in the line as it is. */
export const eventLine = ({ record, hash }: Pick<AuditEntry | AuditEvent, 'record' | 'hash'>): string =>
  `{"event":${record},"hash":"${hash}"}\n`

/** And that of a call, behind the event that holds it; `text` is empty where the ledger has lost the call. */
export const callLine = ({
  id,
  text,
  personal,
  leaf,
}: {
  readonly id: string
  readonly text: string
  readonly personal: string
  readonly leaf: string
}): string => `{"call":${text || 'null'},"personal":"${personal}","leaf":"${leaf}","id":"${id}"}\n`

/** So does the text that was signed. */
export const checkpointLine = ({ record, publicKey, signature }: AuditCheckpoint): string =>
  `{"checkpoint":${record},"publicKey":"${publicKey}","signature":"${signature}"}\n`

export const eventLineShape = /^\{"event":(\{.*\}),"hash":"([0-9a-f]{64})"\}$/
export const callLineShape =
  /^\{"call":(\{.*\}|null),"personal":"((?:[0-9a-f]{64})?)","leaf":"([0-9a-f]{64})","id":"([0-9a-f-]{36})"\}$/
export const checkpointLineShape =
  /^\{"checkpoint":(\{.*\}),"publicKey":"([A-Za-z0-9+/]{43}=)","signature":"([A-Za-z0-9+/]{86}==)"\}$/
