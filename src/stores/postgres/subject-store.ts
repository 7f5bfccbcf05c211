import type pg from 'pg'
import type { AuditRow, SubjectStore } from '../../core/audit-store.ts'
import { createCallReader } from './call-reader.ts'
import { changingOrganisation } from './directory.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'

/** Keeps persons in the database, through connections for which row-level security holds. */
export const createSubjectStore = (pool: pg.Pool): SubjectStore => ({
  account: (tenant, user) =>
    reachable(() =>
      withinTenant(pool, tenant, async client => {
        const rows = async (table: string, column: string) =>
          (
            await client.query<{ row: AuditRow }>(
              `SELECT to_jsonb(t) AS row FROM ${table} AS t WHERE tenant = $1 AND ${column} = $2`,
              [tenant, user],
            )
          ).rows.map(({ row }) => row)
        return { users: await rows('"user"', 'name'), apiKeys: await rows('api_key', '"user"') }
      }),
    ),

  calls: (tenant, user, range) => createCallReader(pool).list(tenant, { ...range, filter: { user } }),

  erase: (tenant, { user, lookups, pseudonym, at }) =>
    reachable(() =>
      changingOrganisation(pool, tenant, async client => {
        await client.query(
          'SELECT audit.forget(id) FROM audit.subject WHERE tenant = $1 AND lookup = ANY($2::bytea[])',
          [tenant, lookups.map(lookup => Buffer.from(lookup))],
        )
        const calls = await client.query<{ calls: string }>('SELECT ledger.rename_user($1, $2) AS calls', [
          user,
          pseudonym,
        ])
        // A key refers to its user by name, so it lets go of the old one first.
        const keys = await client.query<{ id: string }>(
          `UPDATE api_key SET "user" = NULL, name = $3, revoked_at = coalesce(revoked_at, $4)
           WHERE tenant = $1 AND "user" = $2 RETURNING id`,
          [tenant, user, pseudonym, new Date(at)],
        )
        const account = await client.query(
          `UPDATE "user" SET name = $3, title = $3, email = NULL, version = version + 1, archived_at = coalesce(archived_at, $4)
           WHERE tenant = $1 AND name = $2`,
          [tenant, user, pseudonym, new Date(at)],
        )
        if (account.rowCount)
          await client.query('UPDATE api_key SET "user" = $2 WHERE tenant = $1 AND id = ANY($3::text[])', [
            tenant,
            pseudonym,
            keys.rows.map(({ id }) => id),
          ])
        return { calls: Number(calls.rows[0]?.calls ?? 0), account: account.rowCount === 1 }
      }),
    ),
})
