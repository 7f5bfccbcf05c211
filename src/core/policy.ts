import type { Meter, QuotaWindow } from './quota.ts'

/** What the SDL says about one operation: its directives, read once at boot. */
export interface Policy {
  readonly operation: string
  /** @requireRole: roles that the principal must hold, all of them. */
  readonly roles: readonly string[]
  /** @quota: whether quotas govern the operation. */
  readonly quota: boolean
  /** @quota with limits of its own: what all callers of one tenant may use of the operation together. */
  readonly limits?: readonly PolicyLimit[]
  /** @redact: kinds masked in both directions besides those of the guardrails in force; absent: not governed. */
  readonly redact?: { readonly kinds: readonly string[] }
  /** @cacheResponse: how long an answer may be served again; a model's own setting wins. */
  readonly cache?: { readonly ttlSeconds?: number }
}

/** A limit that the SDL itself sets. */
export interface PolicyLimit {
  readonly meter: Meter
  /** Calls, tokens, or nano-dollars where the meter is COST. */
  readonly limit: bigint
  readonly window: QuotaWindow
}
