import type pg from 'pg'
import type { AuditRow, SubjectStore } from '../../core/audit-store.ts'
import { createCallReader } from './call-reader.ts'
import { forgetPerson } from './forget-person.ts'
import { changingOrganisation } from './organisation-change.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'

/** Keeps persons in the database, through connections for which row-level security holds. */
export const createSubjectStore = (pool: pg.Pool): SubjectStore => ({
  account: (tenant, user) =>
    reachable(() =>
      withinTenant(pool, tenant, async client => {
        const { rows } = await client.query<{ what: string; row: AuditRow }>(heldStatement, [tenant, user])
        return rows
      }),
    ),

  calls: (tenant, user, range) => createCallReader(pool).list(tenant, { ...range, filter: { user } }),

  erase: (tenant, about) =>
    reachable(() => changingOrganisation(pool, tenant, client => forgetPerson(client, { tenant, ...about }))),
})

/** Every row that names somebody, with what it is. Of prompts, not what they say. */
const heldStatement = [
  ['account', '"user"', 'name = $2', 'to_jsonb(t)'],
  ['apiKey', 'api_key', '"user" = $2', `to_jsonb(t) - 'secret_sha256' - 'maker_user_mark'`],
  ['consent', 'consent', `subject_type = 'user' AND subject_id = $2`, `to_jsonb(t) - 'revision'`],
  ['roleAssignment', 'role_assignment', `kind = 'USER' AND holder = $2`, 'to_jsonb(t)'],
  [
    'productSubscription',
    'product_subscription',
    'requested_by_user = $2 OR decided_by_user = $2',
    'to_jsonb(t)',
  ],
  ['quota', 'declaration', `kind = 'QUOTA' AND spec #>> '{scope,user}' = $2`, 'to_jsonb(t)'],
  ['promptVersion', 'prompt_version', 'author = $2 OR author_user = $2', `to_jsonb(t) - 'sdl'`],
  ['promptReview', 'prompt_review', 'requested_by_user = $2 OR decided_by_user = $2', 'to_jsonb(t)'],
  ['promptLabel', 'prompt_label', 'moved_by = $2', 'to_jsonb(t)'],
]
  .map(
    ([what, table, condition, row]) =>
      `SELECT '${what}' AS what, ${row} AS row FROM ${table} AS t WHERE tenant = $1 AND (${condition})`,
  )
  .join(' UNION ALL ')
