import type pg from 'pg'
import type { Spec } from '../../core/declaration.ts'
import { nanosFromUsd } from '../../core/money.ts'
import type { TierHistory, TierState } from '../../core/tier.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'

interface Row {
  readonly kind: 'TIER' | 'TIER_ASSIGNMENT'
  readonly name: string
  readonly since: Date
  readonly spec: Spec
  readonly in_use: boolean
}

/** Reads what tiers have cost and who had which, which a trigger keeps (migration 0042). */
export const createTierHistory =
  (pool: pg.Pool): TierHistory =>
  async tenant => {
    const { rows } = await reachable(() =>
      withinTenant(pool, tenant, client =>
        client.query<Row>(
          // One that is gone, and another in its place: what is in use counts.
          'SELECT kind, name, since, spec, in_use FROM tier_change WHERE tenant = $1 ORDER BY since, in_use, declaration',
          [tenant],
        ),
      ),
    )
    return rows.map(stateOf)
  }

const stateOf = ({ kind, name, since, spec, in_use: inUse }: Row): TierState => {
  const { tier, team, application, pricePerMonthUsd } = spec
  const price = typeof pricePerMonthUsd === 'string' ? nanosFromUsd(pricePerMonthUsd) : undefined
  return kind === 'TIER'
    ? { kind, name, since: since.getTime(), ...(price !== undefined && { pricePerMonthNanos: price }) }
    : {
        kind,
        since: since.getTime(),
        ...(typeof team === 'string'
          ? { holder: { kind: 'TEAM', name: team } }
          : { holder: { kind: 'APPLICATION', name: String(application) } }),
        ...(inUse && { tier: String(tier) }),
      }
}
