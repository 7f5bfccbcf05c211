import type { Principal } from './principal.ts'
import type { Quota } from './quota.ts'

/** Whose calls go first where a provider is saturated. */
export type Priority = 'CRITICAL' | 'HIGH' | 'NORMAL' | 'LOW'

/** A plan: what quotas, priority and price teams and applications have that are assigned to it. */
export interface Tier {
  readonly name: string
  readonly description?: string
  readonly priority: Priority
  /** In nano-dollars. */
  readonly pricePerMonthNanos?: bigint
  /** What is added to the price of each call, in hundredths of a per cent of it; a discount is below 0. */
  readonly adjustmentBasisPoints?: number
  /** Of everyone who is assigned to it, each with counters of their own. Their scopes name no one. */
  readonly quotas: readonly Quota[]
}

/** Who is assigned to a tier: a team, or an application. */
export interface TierAssignment {
  readonly tier: string
  readonly team?: string
  readonly application?: string
}

/** The tiers of teams and applications by `holderKey`. */
export type TierBook = ReadonlyMap<string, Tier>

/** By what a team or application is found in a book; names mean something within a tenant only. */
export const holderKey = (kind: 'team' | 'application', tenant: string, name: string): string =>
  `${kind} ${tenant}//${name}`

/** The tier of the application, else that of the nearest team that has one. */
export const tierOf = (principal: Principal, book: TierBook | undefined): Tier | undefined => {
  if (!book || book.size === 0) return undefined
  const { tenant, application, team, teams } = principal
  const own = application === undefined ? undefined : book.get(holderKey('application', tenant, application))
  if (own) return own
  for (const name of teams ?? (team === undefined ? [] : [team])) {
    const tier = book.get(holderKey('team', tenant, name))
    if (tier) return tier
  }
  return undefined
}

/** Since when (milliseconds since 1970) a tier has cost something, or somebody has had one. */
export type TierState =
  | {
      readonly kind: 'TIER'
      readonly name: string
      readonly since: number
      readonly pricePerMonthNanos?: bigint
    }
  | {
      readonly kind: 'TIER_ASSIGNMENT'
      readonly since: number
      readonly holder: TierHolder
      /** Absent: none any more. */
      readonly tier?: string
    }

export interface TierHolder {
  readonly kind: 'TEAM' | 'APPLICATION'
  readonly name: string
}

/** All that there ever was, oldest first. */
export type TierHistory = (tenant: string) => Promise<readonly TierState[]>
