import type { Act } from './act.ts'
import type { AuditCheckpoint, AuditDraft, AuditFilter, AuditReportRow } from './audit.ts'
import type { Json } from './message.ts'
import type { ListRange } from './organisation.ts'
import type { StoredCall } from './ports.ts'

/** What waits for its place in a chain. */
export type AuditPending = { readonly at: number } & (
  | {
      readonly source: 'CHANGE'
      /** Rows that were changed together have the same. */
      readonly transaction: string
      readonly act?: Act
      readonly relation: string
      readonly before?: AuditRow
      readonly after?: AuditRow
    }
  | { readonly source: 'NOTE'; readonly draft: AuditDraft }
  | {
      readonly source: 'CALL'
      readonly call: StoredCall
      /** Name of the API key. */
      readonly credentialName?: string
    }
)

/** A row of any table. */
export type AuditRow = { readonly [column: string]: Json }

/** Where a chain ends. */
export interface AuditHead {
  /** 0: there is no event yet. */
  readonly sequence: number
  /** Of the last event, in hexadecimal. */
  readonly hash: string
  /** Up to where checkpoints cover it. */
  readonly covered: number
  /** Number of the last checkpoint; 0: there is none. */
  readonly checkpoint: number
  /** Since when an event waits for a checkpoint, in milliseconds since 1970. */
  readonly uncoveredSince?: number
}

/** An event as it is kept: its text, its hash, and what of it is searched for. */
export interface AuditEntry {
  readonly sequence: number
  readonly id: string
  readonly at: number
  readonly kind: string
  readonly operation: string
  readonly verdict: string
  readonly code?: string
  readonly model?: string
  readonly call?: string
  readonly credential?: string
  readonly team?: string
  readonly application?: string
  /** Id of the subject that did it, and of all that it is about. */
  readonly actor?: string
  readonly about: readonly string[]
  readonly addressMark?: Uint8Array
  readonly record: string
  /** In hexadecimal. */
  readonly hash: string
}

/** Whom personal data is about. `key` is sealed; absent: it is destroyed. */
export interface AuditSubject {
  readonly id: string
  readonly key?: Uint8Array
}

/** Who called and from where, which is hashed apart. */
export interface CallPerson {
  readonly id: string
  readonly user?: string
  readonly clientAddress?: string
  readonly sessionId?: string
}

/** A call, as it is hashed. */
export interface SealableCall extends CallPerson {
  /** What is hashed in the open; empty: the ledger has no such call. */
  readonly text: string
}

/** A call that waits for its event, with the SHA-256 of its text in hexadecimal. */
export interface UnsealedCall extends CallPerson {
  readonly textHash: string
  readonly startedAt: number
}

/** A leaf of a seal, in hexadecimal, and the call as it stands in the ledger now. */
export interface SealedCall {
  readonly sequence: number
  readonly leaf: string
  /** Empty where nobody is named. */
  readonly personal: string
  readonly call: SealableCall
}

/** A chain in a transaction in which nobody else appends to it. */
export interface AuditChain {
  readonly head: AuditHead
  /** The oldest that wait, which wait no more. */
  take(limit: number): Promise<readonly AuditPending[]>
  /**
   * The subject of each, found by any of its lookups, by the hexadecimal digits of the first; made by `create` where
   * there is none.
   */
  subjects(
    wanted: readonly (readonly [Uint8Array, ...Uint8Array[]])[],
    create: () => Required<AuditSubject>,
  ): Promise<ReadonlyMap<string, Required<AuditSubject>>>
  append(entries: readonly AuditEntry[]): Promise<void>
  /** The oldest calls that no event holds, `least` of them or some more if there are as many; they wait no more. */
  takeCalls(least: number): Promise<readonly UnsealedCall[]>
  /** Keeps the leaves of the event of this sequence number. */
  addSeal(
    sequence: number,
    leaves: readonly {
      readonly id: string
      readonly startedAt: number
      readonly personal: string
      readonly leaf: string
    }[],
  ): Promise<void>
  /** Hashes of the events from `first` on, in hexadecimal. */
  hashesFrom(first: number): Promise<readonly string[]>
  lastCheckpoint(): Promise<AuditCheckpoint | undefined>
  addCheckpoint(checkpoint: AuditCheckpoint): Promise<void>
}

/** Which entries to read: `filter`, with everything that names a person replaced by what stands for it. */
export interface AuditQuery extends Omit<AuditFilter, 'user' | 'subject' | 'address'> {
  readonly actorLookups?: readonly Uint8Array[]
  readonly subjectLookups?: readonly Uint8Array[]
  readonly addressMarks?: readonly Uint8Array[]
}

/** Keeps the chains. Throws UNAVAILABLE while the database is away. */
export interface AuditStore {
  withChain<T>(tenant: string, work: (chain: AuditChain) => Promise<T>): Promise<T>
  /** Puts a draft among what waits. */
  note(draft: AuditDraft): Promise<void>
  /** Whose API keys begin with one of these texts. */
  keysBeginning(
    prefixes: readonly string[],
  ): Promise<readonly { readonly prefix: string; readonly tenant: string; readonly id: string }[]>
  /** Whether anything waits. */
  isWaiting(tenant: string): Promise<boolean>
  /** Where anything waits, or an event has waited for a checkpoint for longer than this. */
  tenantsWithWork(patienceMs: number): Promise<readonly string[]>
  /** Whether calls wait that no event holds. */
  isUnsealed(tenant: string): Promise<boolean>
  /** Where such calls have waited for longer than this. */
  tenantsWithUnsealed(patienceMs: number): Promise<readonly string[]>
  /** Number of the event that holds the call; undefined: none does. */
  sealing(tenant: string, call: string): Promise<number | undefined>
  /** The calls that these events hold, in their order. */
  sealed(tenant: string, sequences: readonly number[]): Promise<readonly SealedCall[]>
  /** Subjects by their lookups, by the hexadecimal digits of these. */
  subjectsBy(tenant: string, lookups: readonly Uint8Array[]): Promise<ReadonlyMap<string, AuditSubject>>
  /** Newest first, those before the sequence number `after`. */
  list(tenant: string, range: ListRange & { readonly query: AuditQuery }): Promise<readonly AuditEntry[]>
  /** Oldest first, those behind the sequence number `after`. */
  listFrom(
    tenant: string,
    range: { readonly after: number; readonly limit: number; readonly query: AuditQuery },
  ): Promise<readonly AuditEntry[]>
  /** Oldest first, those behind `after`, up to `through`. */
  segment(
    tenant: string,
    range: { readonly after: number; readonly through: number; readonly limit: number },
  ): Promise<readonly AuditEntry[]>
  find(tenant: string, ids: readonly string[]): Promise<readonly AuditEntry[]>
  /** Sequence number of the last event. */
  lastSequence(tenant: string): Promise<number>
  subjects(tenant: string, ids: readonly string[]): Promise<readonly AuditSubject[]>
  /** The checkpoint that covers the event, with the hashes of all events that it covers. */
  covering(
    tenant: string,
    sequence: number,
  ): Promise<{ readonly checkpoint: AuditCheckpoint; readonly hashes: readonly string[] } | undefined>
  checkpoints(tenant: string, range: ListRange): Promise<readonly AuditCheckpoint[]>
  /** The checkpoints that end from one sequence number to another, oldest first. */
  checkpointsBetween(
    tenant: string,
    range: { readonly from: number; readonly to: number },
  ): Promise<readonly AuditCheckpoint[]>
  /** The sequence numbers of the first and the last event in a time. */
  span(
    tenant: string,
    time: { readonly from?: number; readonly to?: number },
  ): Promise<{ readonly first: number; readonly last: number } | undefined>
  /** For how many days the tenant keeps its events; undefined: for ever. */
  retention(tenant: string): Promise<number | undefined>
  setRetention(tenant: string, days: number | undefined): Promise<void>
  report(
    tenant: string,
    time: { readonly from: number; readonly to: number },
  ): Promise<readonly AuditReportRow[]>
  /** Tenants that have events older than they keep them. */
  tenantsWithExpired(at: number): Promise<readonly string[]>
  /** Drops the events of the tenant's oldest checkpoint if all of them have expired; how many those were. */
  dropExpired(tenant: string, at: number): Promise<number>
}

/** Keeps what there is of a person besides the audit trail. */
export interface SubjectStore {
  /** The rows of the account, of its keys, and of all else that names the person, each with what it is. */
  account(tenant: string, user: string): Promise<readonly { readonly what: string; readonly row: AuditRow }[]>
  /** Newest first, those before the key `after`; the key of a call is its start and its id. */
  calls(tenant: string, user: string, range: ListRange): Promise<readonly StoredCall[]>
  /**
   * Destroys the key of the subject, revokes the person's API keys, takes its roles away, takes the account and the
   * quotas that it alone had out of use, keeps the mark of its name, and calls it by the pseudonym wherever it had a
   * name; all or nothing.
   */
  erase(
    tenant: string,
    about: {
      readonly user: string
      readonly lookups: readonly Uint8Array[]
      readonly mark: Uint8Array
      readonly pseudonym: string
      readonly at: number
    },
  ): Promise<{ readonly calls: number; readonly account: boolean }>
}
