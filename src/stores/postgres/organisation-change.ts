import type pg from 'pg'
import { withinTenant } from './tenancy.ts'

/** The number of the lock of the organisation of the tenant `$1`. */
export const organisationLock = `hashtextextended('weir.organisation ' || $1, 0)`

/**
 * As `withinTenant`, but changes of one tenant's organisation come one after the other: what one of them has looked
 * at stays so until it is done.
 */
export const changingOrganisation = <T>(
  pool: pg.Pool,
  tenant: string,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> =>
  withinTenant(pool, tenant, async client => {
    await client.query(`SELECT pg_advisory_xact_lock(${organisationLock})`, [tenant])
    return work(client)
  })
