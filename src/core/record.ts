import type { FinishReason, Usage } from './chunk.ts'
import type { ErrorCode } from './error.ts'
import type { Direction } from './guardrail.ts'
import type { Principal } from './principal.ts'
import type { PriceSource } from './provider.ts'
import type { Api, Subject } from './request.ts'
import type { Warning } from './sale.ts'

/**
 * What is known of one call. `trace` creates it and appends it to the ledger when the call ends; in between,
 * each field is written by the one stage that is named beside it, and read by nobody who decides anything.
 */
export interface CallRecord {
  readonly id: string
  /** Id of the call that it is a step of. */
  readonly parent?: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly operation: string
  readonly api: Api
  readonly principal: Principal
  readonly stream: boolean
  /** The template that was called, and which version of it. */
  readonly prompt?: { readonly template: string; readonly version: number }
  readonly tags: readonly string[]
  readonly subject?: Subject
  readonly sessionId?: string
  readonly clientAddress?: string

  /** authorize: what the caller ought to know; absent: nothing. */
  warnings?: readonly Warning[]
  /** dispatch: every deployment that was asked, in order. */
  attempts: Attempt[]
  /** guard: every finding, in both directions. */
  verdicts: GuardrailVerdict[]
  /** edit: why the answer could not be changed as its prompt says; absent: it could, or needed no change. */
  misfit?: string
  /** cache: whether a stored answer was served. */
  cached: boolean
  /** cache: a keyed digest of what was asked, where an earlier answer would have done as well. */
  question?: string
  /** meter: what the provider will bill. */
  usage: Usage
  /** The public name that the caller asked for; meter: the one that a quota has sent the call to. */
  model: string
  /** meter: what the caller asked for, where a quota has sent the call to a cheaper model. */
  reroutedFrom?: string
  /** meter: at the price of the day; absent where the model has none. */
  costNanos?: bigint
  /** meter: what it was charged by; absent where nothing was charged or nobody knows the price. */
  price?: ChargedPrice
  /** meter: how the provider's stream ended, whatever the caller was told. */
  providerOutcome?: 'FINISHED' | 'FAILED' | 'CANCELLED'

  /** trace: the rest. */
  provider?: string
  deployment?: string
  finishReason?: FinishReason
  outcome?: Outcome
  errorCode?: ErrorCode
  /** Why a policy has refused the call, in the words that the caller was told. */
  reason?: string
  latencyMs?: number
  timeToFirstTokenMs?: number
}

/** The price of a call. Amounts are texts of nano-dollars for a million tokens, first tier, before the adjustment. */
export interface ChargedPrice {
  readonly source: PriceSource
  /** Of the price book: which version. */
  readonly version?: string
  readonly input: string
  readonly output: string
  readonly cachedInput?: string
  readonly cacheWrite?: string
  /** What the caller's tier has added, in hundredths of a per cent. */
  readonly adjustmentBasisPoints?: number
}

/** How a call ended for its caller. REFUSED: by a policy; FAILED: by a fault. */
export type Outcome = 'FINISHED' | 'FAILED' | 'CANCELLED' | 'REFUSED'

/** One deployment asked once. */
export interface Attempt {
  readonly provider: string
  readonly deployment: string
  readonly outcome: 'ANSWERED' | 'FAILED' | 'CANCELLED'
  readonly latencyMs: number
  /** HTTP status of a failed one, where there was an answer. */
  readonly status?: number
  /** The provider's error code or our word for it; never its message, which may hold a secret. */
  readonly code?: string
}

/** What a guardrail found and did. The text that it found is never kept. */
export interface GuardrailVerdict {
  readonly guardrail: string
  readonly kind: string
  readonly direction: Direction
  readonly action: 'REDACT' | 'BLOCK' | 'FLAG'
  readonly count: number
}
