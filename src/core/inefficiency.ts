import type { Period } from './chargeback.ts'
import type { Model } from './model.ts'

/**
 * UNUSED_MODEL: declared, and nobody asks for it. DEARER_DEPLOYMENT: what it was asked for would have cost less at
 * another deployment of the same model.
 */
export type InefficiencyKind = 'UNUSED_MODEL' | 'DEARER_DEPLOYMENT'

/** Money that need not have been spent. */
export interface Inefficiency {
  readonly kind: InefficiencyKind
  /** Public name. */
  readonly model: string
  /** The dear one, and the one that is cheaper. */
  readonly deployment?: string
  readonly cheaper?: string
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
