import type { Deployment } from './provider.ts'

export type Capability = 'COMPLETION' | 'EMBEDDING' | 'TOOLS' | 'IMAGE_INPUT' | 'JSON_SCHEMA' | 'REASONING'

export type Lifecycle = 'PREVIEW' | 'ACTIVE' | 'DEPRECATED' | 'RETIRED'

/** A public name that callers ask for, and who serves it. */
export interface Model {
  /** The public name, unique within the gateway. */
  readonly name: string
  readonly description?: string
  readonly capabilities: ReadonlySet<Capability>
  readonly lifecycle: Lifecycle
  /** Tokens of input and output together that the model can hold, where known. */
  readonly contextWindow?: number
  /** The most tokens of one answer, where known. */
  readonly maxOutputTokens?: number
  readonly deployments: readonly Deployment[]
  /** Whether calls without a known price pass; refused by default. */
  readonly unpriced: 'REFUSE' | 'ALLOW'
  /** How long an answer may be served again; absent: the operation's `@cacheResponse` decides. */
  readonly cacheTtlSeconds?: number
  /** What the caller's token has to show besides its roles. API keys never do. */
  readonly requires?: StepUp
  /** To what the person must have agreed whom a call is about; absent: to nothing. */
  readonly requiresConsent?: string
  /** Where it was declared; absent: the catalogue, or the gateway itself, has it. */
  readonly declared?: { readonly origin: 'FILE' | 'API'; readonly id: string; readonly version: number }
}

/** A stronger sign-in: of each list that is there, one value at least. */
export interface StepUp {
  readonly amr?: readonly string[]
  readonly acr?: readonly string[]
}
