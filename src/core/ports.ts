import type { Chunk } from './chunk.ts'
import type { CallRecord, Outcome } from './record.ts'
import type { Input } from './request.ts'

/** Milliseconds since 1970. The only source of time; tests pass their own. */
export type Clock = () => number

/** Keeps one row a call. */
export interface Ledger {
  /** Resolves when the row is durable: on the database's disk, or in the local journal while that is away. */
  append(record: CallRecord): Promise<void>
}

/** Keeps whole answers for a while. Keys already hold the tenant and everything else that the answer depends on. */
export interface ResponseCache {
  get(key: string): Promise<readonly Chunk[] | undefined>
  set(key: string, chunks: readonly Chunk[], ttlMs: number): Promise<void>
}

/** Counts tokens. Never holds the event loop for long, whatever the text. */
export interface TokenCounter {
  /** At least as many tokens as any tokenizer would find; costs next to nothing. */
  upperBound(text: string): number
  /** Exact for the model's tokenizer where that is public, else the closest one. */
  count(text: string, model: string): Promise<number>
}

/** Counts the tokens of what is sent and of what comes back. `model` is the id at the provider. */
export interface TokenMeasure {
  /** At least as many tokens as the provider will count; costs next to nothing. */
  inputUpperBound(input: Input, model: string): number
  countInput(input: Input, model: string): Promise<TokenCount>
  countOutput(text: string, model: string): Promise<TokenCount>
  /** The count, or the upper bound where it cannot be had in time or the provider counts otherwise: never fewer than it will. */
  boundInput(input: Input, model: string): Promise<number>
}

/** How many tokens, and whether a tokenizer went over the real text. */
export interface TokenCount {
  readonly tokens: number
  readonly source: 'COUNTED' | 'ESTIMATED'
}

/** Structured log: an event's name, and fields without secrets. */
export interface Log {
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  error(fields: LogFields, message: string): void
}

export type LogFields = { readonly [name: string]: unknown }

/** A finished call as the ledger keeps it: everything of its record but who it was that found it. */
export type StoredCall = Omit<CallRecord, 'principal' | 'question'> & {
  readonly tenant: string
  readonly apiKey?: string
  readonly team?: string
  readonly application?: string
  readonly user?: string
}

/** Which calls a list holds: those that fulfil all that is said here. */
export interface CallFilter {
  readonly user?: string
  readonly team?: string
  readonly application?: string
  readonly apiKey?: string
  readonly model?: string
  readonly operation?: string
  readonly address?: string
  readonly outcome?: Outcome
  readonly code?: string
  /** Milliseconds since 1970, inclusive. */
  readonly from?: number
  /** Exclusive. */
  readonly to?: number
}

/** Reads finished calls. */
export interface CallReader {
  /** Those of the tenant that exist, in no order. */
  find(tenant: string, ids: readonly string[]): Promise<readonly StoredCall[]>
  /** Newest first, `limit` at most, those behind the key `after`: the start of a call and its id, joined by a dot. */
  list(
    tenant: string,
    range: { readonly limit: number; readonly after?: string; readonly filter: CallFilter },
  ): Promise<readonly StoredCall[]>
}

/** What may be used once, by all gateways together. */
export interface Once {
  /** Whether nobody has taken the word within so many milliseconds. Throws where that cannot be told. */
  take(word: string, keepMs: number): Promise<boolean>
}
