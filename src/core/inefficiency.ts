import type { Period } from './chargeback.ts'
import type { Model } from './model.ts'

/**
 * UNUSED_MODEL: declared, and nobody asks for it. DEARER_DEPLOYMENT: what it was asked for would have cost less at
 * another deployment of the same model. REPEATED_CALLS: a cache would have served them. BOILERPLATE_PROMPT: most of what
 * it sends is the same each time.
 */
export type InefficiencyKind = 'UNUSED_MODEL' | 'DEARER_DEPLOYMENT' | 'REPEATED_CALLS' | 'BOILERPLATE_PROMPT'

/** Money that need not have been spent. */
export interface Inefficiency {
  readonly kind: InefficiencyKind
  /** Public name. */
  readonly model: string
  /** The dear one, and the one that is cheaper. */
  readonly deployment?: string
  readonly cheaper?: string
  /** Name of the prompt's template. */
  readonly prompt?: string
  /** Calls that it is about. */
  readonly requests: number
  readonly spentNanos: bigint
  /** What would have been saved; 0 where nothing is spent on it. */
  readonly savedNanos: bigint
  /** How that was computed, for people. */
  readonly computed: string
}

export interface Inefficiencies {
  /** What of these models was not worth its money, the most money first. */
  report(
    tenant: string,
    about: { readonly period: Period; readonly models: readonly Model[] },
  ): Promise<readonly Inefficiency[]>
}

/** Calls of one model that asked what had just been answered. */
export interface RepeatedCalls {
  readonly model: string
  /** Name of the prompt's template that asked it. */
  readonly prompt?: string
  readonly requests: number
  readonly costNanos: bigint
}

/** Looks at single calls, so it is to be asked of no more than a million of them. The dearest first. */
export type RepeatsReader = (tenant: string, period: Period) => Promise<readonly RepeatedCalls[]>
