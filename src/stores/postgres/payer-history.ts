import type pg from 'pg'
import type { PayerHistory } from '../../core/chargeback.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'

interface Row {
  readonly kind: 'TEAM' | 'APPLICATION'
  readonly name: string
  readonly since: Date
  readonly parent: string | null
  readonly cost_centre: string | null
}

/** Reads what teams and applications have said of who pays, which triggers keep (migration 0041). */
export const createPayerHistory =
  (pool: pg.Pool): PayerHistory =>
  async tenant => {
    const { rows } = await reachable(() =>
      withinTenant(pool, tenant, client =>
        client.query<Row>(
          'SELECT kind, name, since, parent, cost_centre FROM payer WHERE tenant = $1 ORDER BY since, kind, name',
          [tenant],
        ),
      ),
    )
    return rows.map(({ kind, name, since, parent, cost_centre }) => ({
      kind,
      name,
      since: since.getTime(),
      ...(parent !== null && { parent }),
      ...(cost_centre !== null && { costCentre: cost_centre }),
    }))
  }
