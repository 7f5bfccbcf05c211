import type { Json } from './message.ts'
import type { ListRange } from './organisation.ts'
import type { Attempt, GuardrailVerdict } from './record.ts'

/**
 * What an event is about. ACT: something was changed. CALL: a policy has decided a call. DENIAL: somebody was refused
 * what is no call. SIGN_IN: credentials were refused. LEDGER: calls of the ledger were made part of the chain.
 */
export type AuditKind = 'ACT' | 'CALL' | 'DENIAL' | 'SIGN_IN' | 'LEDGER'

/** What became of it. REROUTED: another deployment than the first has answered. */
export type AuditVerdict = 'ALLOWED' | 'DENIED' | 'BLOCKED' | 'REDACTED' | 'FLAGGED' | 'REROUTED'

/** Who did it. OPERATOR: someone of the tenant that runs the gateway; SYSTEM: the gateway itself. */
export interface AuditActor {
  readonly kind: 'API_KEY' | 'TOKEN' | 'OPERATOR' | 'SYSTEM' | 'UNKNOWN'
  /** Id of the API key. */
  readonly credential?: string
  readonly team?: string
  readonly application?: string
  /** Personal: name of the credential. */
  readonly name?: string
  /** Personal. */
  readonly user?: string
  /** Personal: where from. */
  readonly address?: string
}

/** What an act has changed of one thing: of an update, the columns that differ. Secrets are masked. */
export interface AuditChange {
  /** What kind of thing, such as `team`. */
  readonly entity: string
  readonly id?: string
  readonly action: 'CREATED' | 'READ' | 'UPDATED' | 'DELETED'
  /** Personal: name of the user whose it is. */
  readonly user?: string
  readonly before?: { readonly [column: string]: Json }
  readonly after?: { readonly [column: string]: Json }
}

/** An event before it is part of a chain. */
export interface AuditDraft {
  readonly tenant: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly kind: AuditKind
  readonly operation: string
  readonly verdict: AuditVerdict
  /** The code of the refusal. */
  readonly code?: string
  readonly reason?: string
  readonly model?: string
  readonly call?: string
  /** How often, where one event stands for many. */
  readonly count?: number
  readonly actor: AuditActor
  readonly changes?: readonly AuditChange[]
  readonly verdicts?: readonly GuardrailVerdict[]
  readonly attempts?: readonly Attempt[]
  readonly forgets?: true
  /** The calls that it makes part of the chain. */
  readonly ledger?: LedgerStatement
}

/** What an event says of calls of the ledger. */
export interface LedgerStatement {
  /** Root of the Merkle tree (RFC 9162, section 2.1.1) over the leaves of the calls, in hexadecimal. */
  readonly root: string
  readonly size: number
}

/** An event of a tenant's chain. */
export interface AuditEvent extends Omit<AuditDraft, 'changes' | 'forgets'> {
  readonly id: string
  /** Its number in the chain, from 1 on and without gaps. */
  readonly sequence: number
  readonly changes: readonly AuditChange[]
  /** Whether personal data of the event cannot be read any more, because somebody was to be forgotten. */
  readonly erased: boolean
  /** The text that was hashed, in which personal data is sealed. */
  readonly record: string
  /** SHA-256 in hexadecimal. */
  readonly hash: string
}

/** A signed statement on a part of the chain. */
export interface AuditCheckpoint {
  readonly tenant: string
  readonly number: number
  readonly first: number
  readonly last: number
  /** The text that was signed. */
  readonly record: string
  /** Ed25519, in base64. */
  readonly signature: string
  /** 32 bytes in base64. */
  readonly publicKey: string
}

/** That an event is one of those that a checkpoint covers (RFC 9162, section 2.1.3). */
export interface AuditProof {
  readonly event: AuditEvent
  /** Its place among the events of the checkpoint, from 0 on, and how many there are. */
  readonly index: number
  readonly size: number
  /** Hashes of the sibling subtrees, from the leaf to the root, in hexadecimal. */
  readonly path: readonly string[]
  readonly checkpoint: AuditCheckpoint
  /** That a call is one of those that the event has made part of the chain; absent: the event itself was asked for. */
  readonly call?: CallProof
}

/** A leaf of the tree whose root an event holds. */
export interface CallProof {
  /** What of the call was hashed in the open; absent: it is no longer in the ledger. */
  readonly text?: string
  /** The hash of who called and from where, in hexadecimal; empty where the text tells. */
  readonly personal: string
  /** The leaf as it was when the call had ended. */
  readonly leaf: string
  /** Whether text and personal hash still make that leaf. */
  readonly isUnchanged: boolean
  readonly index: number
  readonly size: number
  readonly path: readonly string[]
}

/** Which events a list holds: those that fulfil all that is said here. */
export interface AuditFilter {
  readonly kind?: AuditKind
  readonly operation?: string
  readonly verdict?: AuditVerdict
  readonly code?: string
  readonly model?: string
  readonly call?: string
  readonly credential?: string
  readonly team?: string
  readonly application?: string
  /** Who did it. */
  readonly user?: string
  /** Who did it or whom it is about. */
  readonly subject?: string
  readonly address?: string
  /** Milliseconds since 1970, inclusive. */
  readonly from?: number
  /** Exclusive. */
  readonly to?: number
}

/** What was asked of a chain as text: whole segments between checkpoints, in pieces. */
export interface AuditExportRange {
  readonly from?: number
  readonly to?: number
  /** Where the piece before has ended. */
  readonly after?: string
}

/** A piece of an export: lines of JSON, each with its line feed. */
export interface AuditExport {
  readonly text: string
  /** Absent: this is the end. */
  readonly next?: string
}

/** Events of a time that are alike. */
export interface AuditReportRow extends Pick<AuditDraft, 'kind' | 'operation' | 'verdict' | 'code'> {
  readonly count: number
  /** How many different ones have caused them, as far as that is known. */
  readonly actors: number
}

/** How a person was forgotten. */
export interface Erasure {
  /** What the person is called from now on. */
  readonly pseudonym: string
  /** How many calls bear the pseudonym. */
  readonly calls: number
  readonly account: boolean
}

/** The rights of persons of whom something is held: users, by their names. */
export interface Subjects {
  /** Everything that is held on a person, in pieces. */
  export(tenant: string, about: { readonly user: string; readonly after?: string }): Promise<AuditExport>
  erase(tenant: string, user: string): Promise<Erasure>
}

/** The audit trail: one chain of events a tenant. */
export interface AuditTrail {
  /** Resolves when the event is on disk. */
  note(draft: AuditDraft): Promise<void>
  /** Newest first; the key of an event is its sequence number. */
  list(tenant: string, range: ListRange & { readonly filter: AuditFilter }): Promise<readonly AuditEvent[]>
  find(tenant: string, ids: readonly string[]): Promise<readonly AuditEvent[]>
  /** Events as they are appended, from now on, until `signal` aborts. */
  follow(
    tenant: string,
    about: { readonly filter: AuditFilter; readonly signal: AbortSignal },
  ): AsyncIterable<AuditEvent>
  /** Undefined if there is no such event. */
  prove(tenant: string, id: string): Promise<AuditProof | undefined>
  /** Undefined if no event speaks of such a call. */
  proveCall(tenant: string, id: string): Promise<AuditProof | undefined>
  /** Newest first; the key of a checkpoint is its number. */
  checkpoints(tenant: string, range: ListRange): Promise<readonly AuditCheckpoint[]>
  export(tenant: string, range: AuditExportRange): Promise<AuditExport>
  /** What has happened in a time, summed up, the most frequent first; 1,000 rows at most. */
  report(
    tenant: string,
    time: { readonly from: number; readonly to: number },
  ): Promise<readonly AuditReportRow[]>
  /** For how many days the tenant keeps its events; undefined: for ever. */
  retention(tenant: string): Promise<number | undefined>
  setRetention(tenant: string, days: number | undefined): Promise<void>
  readonly subjects: Subjects
}
