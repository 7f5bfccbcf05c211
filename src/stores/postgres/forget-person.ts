import type pg from 'pg'
import type { SubjectStore } from '../../core/audit-store.ts'

/**
 * Calls somebody by a pseudonym wherever the tenant has the name, and takes out of use what would pass to whoever is
 * called so next. The client is in a transaction of the tenant.
 */
export const forgetPerson = async (
  client: pg.ClientBase,
  about: { readonly tenant: string } & Parameters<SubjectStore['erase']>[1],
): Promise<{ readonly calls: number; readonly account: boolean }> => {
  const { tenant, user, lookups, mark, pseudonym } = about
  const at = new Date(about.at)
  await client.query(
    'SELECT audit.forget(id) FROM audit.subject WHERE tenant = $1 AND lookup = ANY($2::bytea[])',
    [tenant, lookups.map(lookup => Buffer.from(lookup))],
  )
  await client.query(
    `INSERT INTO erased_user (tenant, mark, erased_at) VALUES ($1, $2, $3)
     ON CONFLICT (tenant, mark) DO UPDATE SET erased_at = excluded.erased_at`,
    [tenant, Buffer.from(mark), at],
  )
  const calls = await client.query<{ calls: string }>('SELECT ledger.rename_user($1, $2) AS calls', [
    user,
    pseudonym,
  ])
  await client.query(`DELETE FROM role_assignment WHERE tenant = $1 AND kind = 'USER' AND holder = $2`, [
    tenant,
    user,
  ])
  for (const statement of renaming) await client.query(statement, [tenant, user, pseudonym])
  // What the person has agreed to ends, and is on record of somebody whom nobody knows.
  await client.query(
    `UPDATE consent SET subject_id = $3, evidence = NULL, withdrawn_at = coalesce(withdrawn_at, $4)
     WHERE tenant = $1 AND subject_type = 'user' AND subject_id = $2`,
    [tenant, user, pseudonym, at],
  )
  await client.query(
    `UPDATE api_key SET maker_user_mark = NULL
     WHERE tenant = $1 AND maker_user_mark = sha256(convert_to($1::text || E'\\n' || $2::text, 'UTF8'))`,
    [tenant, user],
  )
  await client.query(
    `UPDATE declaration SET spec = jsonb_set(spec, '{scope,user}', to_jsonb($3::text)), version = version + 1,
       archived_at = coalesce(archived_at, $4)
     WHERE tenant = $1 AND kind = 'QUOTA' AND spec #>> '{scope,user}' = $2`,
    [tenant, user, pseudonym, at],
  )
  // A key refers to its user by name, so it lets go of the old one first.
  const keys = await client.query<{ id: string }>(
    `UPDATE api_key SET "user" = NULL, name = $3, revoked_at = coalesce(revoked_at, $4)
     WHERE tenant = $1 AND "user" = $2 RETURNING id`,
    [tenant, user, pseudonym, at],
  )
  const account = await client.query(
    `UPDATE "user" SET name = $3, title = $3, email = NULL, version = version + 1, archived_at = coalesce(archived_at, $4)
     WHERE tenant = $1 AND name = $2`,
    [tenant, user, pseudonym, at],
  )
  if (account.rowCount)
    await client.query('UPDATE api_key SET "user" = $2 WHERE tenant = $1 AND id = ANY($3::text[])', [
      tenant,
      pseudonym,
      keys.rows.map(({ id }) => id),
    ])
  return { calls: Number(calls.rows[0]?.calls ?? 0), account: account.rowCount === 1 }
}

/** Of what is written by somebody, the name of the key counts too, unless others have keys of that name. */
const names = `(SELECT $2::text UNION SELECT name FROM api_key AS own WHERE own.tenant = $1 AND own."user" = $2 AND NOT EXISTS (
  SELECT FROM api_key AS other WHERE other.tenant = $1 AND other.name = own.name AND other."user" IS DISTINCT FROM $2))`

/** The id of a token is made of the name: whose token it was, behind a colon. */
const renamedCredential = (column: string): string =>
  `CASE WHEN right(${column}, length($2::text) + 1) = ':' || $2 THEN left(${column}, -length($2::text)) || $3::text ELSE ${column} END`

/** By the tenant, the name, and the pseudonym. */
const renaming = [
  `UPDATE product_subscription SET requested_by_user = $3, requested_by = ${renamedCredential('requested_by')}
   WHERE tenant = $1 AND requested_by_user = $2`,
  `UPDATE product_subscription SET decided_by_user = $3, decided_by = ${renamedCredential('decided_by')}
   WHERE tenant = $1 AND decided_by_user = $2`,
  `UPDATE prompt_version SET author = $3 WHERE tenant = $1 AND author IN ${names}`,
  `UPDATE prompt_version SET author_user = $3, author_credential = ${renamedCredential('author_credential')}
   WHERE tenant = $1 AND author_user = $2`,
  `UPDATE prompt_review SET requested_by_user = $3, requested_by = ${renamedCredential('requested_by')}
   WHERE tenant = $1 AND requested_by_user = $2`,
  `UPDATE prompt_review SET decided_by_user = $3, decided_by = ${renamedCredential('decided_by')}
   WHERE tenant = $1 AND decided_by_user = $2`,
  `UPDATE prompt_label SET moved_by = $3 WHERE tenant = $1 AND moved_by IN ${names}`,
] as const
