import type { TierHolder } from './tier.ts'
import type { UsageSums } from './usage.ts'

/** By what a chargeback is broken down. */
export type ChargebackDimension = 'COST_CENTRE' | 'TEAM' | 'APPLICATION' | 'MODEL'

/** Milliseconds since 1970; `from` inclusive, `to` exclusive. */
export interface Period {
  readonly from: number
  readonly to: number
}

export interface ChargebackRow extends UsageSums {
  /** The value of each dimension that was asked for; null where calls have none. */
  readonly group: { readonly [dimension in ChargebackDimension]?: string | null }
}

/** What a tenant has used within a period, and who pays for it. The rows add up to the ledger, to the nano-dollar. */
export interface Chargeback extends Period {
  readonly groupBy: readonly ChargebackDimension[]
  /** Dearest first. */
  readonly rows: readonly ChargebackRow[]
  readonly totals: UsageSums
  /** What the monthly prices of tiers come to, which no row holds; the most money first. */
  readonly tiers: readonly TierCharge[]
  /** Calls and tiers together. */
  readonly dueNanos: bigint
}

/** What a team or an application owes for a tier that it has had for some days. */
export interface TierCharge {
  /** As of a row; the model is null. */
  readonly group: ChargebackRow['group']
  readonly tier: string
  readonly holder: TierHolder
  readonly days: number
  readonly costNanos: bigint
}

/** A day of the calendar, which of its month it is, and how many these are. */
export interface CalendarDay extends Period {
  readonly day: number
  readonly daysInMonth: number
}

export interface Chargebacks {
  /** Throws INVALID_INPUT if it would have more than 10,000 rows. */
  report(
    tenant: string,
    about: {
      readonly period: Period
      readonly groupBy: readonly ChargebackDimension[]
      /** Whose days tiers are charged by; UTC if absent. */
      readonly timeZone?: string
    },
  ): Promise<Chargeback>
  /** The same as a table of comma-separated values (RFC 4180), without the totals. */
  csv(chargeback: Chargeback): string
  /** A month such as `2026-01` in a time zone; undefined if there is no such one. */
  month(month: string, timeZone: string): Period | undefined
}

/** What a team or an application has said since a moment (milliseconds since 1970) of who pays for it. */
export interface PayerState {
  readonly kind: 'TEAM' | 'APPLICATION'
  readonly name: string
  readonly since: number
  /** Name of the team that it was part of. */
  readonly parent?: string
  readonly costCentre?: string
}

/** All that was ever said, oldest first. */
export type PayerHistory = (tenant: string) => Promise<readonly PayerState[]>
