import type pg from 'pg'
import type { PromptChanges, PromptStore } from '../../core/prompt-store.ts'
import type { PromptTest } from '../../core/prompt-test.ts'
import type { PromptModule, PromptTemplate, PromptVersion } from '../../core/prompt-version.ts'
import { chanceBytes, uuidV7 } from '../../core/uuid.ts'
import type { DirectoryOptions } from './directory.ts'
import { type TemplateRow, templateOf, type VersionRow, versionOf } from './prompt-rows.ts'
import { reachable } from './reachable.ts'
import { withinTenant } from './tenancy.ts'
import { createTurns } from './turns.ts'

const templates = `
  SELECT id, name, latest, approval, created_at, coalesce(
    (SELECT json_agg(label ORDER BY name) FROM prompt_label AS label
      WHERE label.tenant = prompt_template.tenant AND label.template = prompt_template.name), '[]') AS labels
  FROM prompt_template WHERE tenant = $1`

const columns = `id, template, number, sdl, semantic_version, change, changes, message, author, state, created_at,
  author_credential, author_user, author_application`

const versions = `${columns}, (SELECT to_jsonb(review) FROM prompt_review AS review
  WHERE review.tenant = prompt_version.tenant AND review.template = prompt_version.template
    AND review.number = prompt_version.number) AS review,
  (SELECT to_jsonb(run) FROM prompt_test_run AS run
    JOIN prompt_suite AS suite ON suite.tenant = run.tenant AND suite.template = run.template AND suite.changed_at <= run.at
    WHERE run.tenant = prompt_version.tenant AND run.template = prompt_version.template
      AND run.number = prompt_version.number) AS test_run`

/** Keeps prompts in the database. */
export const createPromptStore = ({ pool, clock, random }: DirectoryOptions): PromptStore => {
  // A change keeps a connection while a module is examined, and there are few for all tenants.
  const inTurn = createTurns({ atOnce: 2, mostWaiting: 50 })
  const read = <Row extends pg.QueryResultRow>(
    tenant: string,
    text: string,
    values: readonly unknown[],
  ): Promise<readonly Row[]> =>
    reachable(() =>
      withinTenant(pool, tenant, async client => (await client.query<Row>(text, [tenant, ...values])).rows),
    )

  return {
    async templates(tenant, { limit, after = '' }) {
      const text = `${templates} AND name > $2 ORDER BY name LIMIT $3`
      return (await read<TemplateRow>(tenant, text, [after, limit])).map(templateOf)
    },

    async named(tenant, names) {
      return (await read<TemplateRow>(tenant, `${templates} AND name = ANY($2)`, [names])).map(templateOf)
    },

    async templatesById(tenant, ids) {
      return (await read<TemplateRow>(tenant, `${templates} AND id = ANY($2)`, [ids])).map(templateOf)
    },

    async versionsById(tenant, ids) {
      const text = `SELECT ${versions} FROM prompt_version WHERE tenant = $1 AND id = ANY($2)`
      return (await read<VersionRow>(tenant, text, [ids])).map(versionOf)
    },

    async versions(tenant, { templates, limit, before = 2 ** 31 - 1 }) {
      const text = `
        SELECT item.* FROM unnest($2::text[]) AS page(of) CROSS JOIN LATERAL (
          SELECT ${versions} FROM prompt_version
          WHERE tenant = $1 AND template = page.of AND number < $3 ORDER BY number DESC LIMIT $4
        ) AS item ORDER BY number DESC`
      const rows = await read<VersionRow>(tenant, text, [templates, before, limit])
      return templates.map(name => rows.filter(({ template }) => template === name).map(versionOf))
    },

    async version(tenant, template, number) {
      const text = `SELECT ${versions} FROM prompt_version WHERE tenant = $1 AND template = $2 AND number = $3`
      const [row] = await read<VersionRow>(tenant, text, [template, number])
      return row && versionOf(row)
    },

    async waiting(tenant, { limit, after = '' }) {
      const text = `SELECT ${versions} FROM prompt_version WHERE tenant = $1 AND ($2 = '' OR id < $2)
        AND (template, number) IN (SELECT template, number FROM prompt_review WHERE tenant = $1 AND state = 'REQUESTED')
        ORDER BY id DESC LIMIT $3`
      return (await read<VersionRow>(tenant, text, [after, limit])).map(versionOf)
    },

    async demandsApproval(tenant, template) {
      const text = `SELECT FROM tenant WHERE name = $1 AND prompt_approval = 'REQUIRED' UNION ALL
        SELECT FROM prompt_template WHERE tenant = $1 AND name = $2 AND approval = 'REQUIRED'`
      return (await read(tenant, text, [template])).length > 0
    },

    async guarded(tenant, { words, besides, limit }) {
      const text = `SELECT v.template, v.number AS version, v.sdl FROM prompt_template t
        JOIN prompt_version v ON v.tenant = t.tenant AND v.template = t.name
        WHERE t.tenant = $1 AND t.approval = 'REQUIRED' AND t.name <> $2 AND v.state <> 'DRAFT' AND v.sdl ~ $3
        ORDER BY v.created_at DESC LIMIT $4`
      return read<PromptModule & pg.QueryResultRow>(tenant, text, [
        besides,
        `\\m(?:${words.join('|')})\\M`,
        limit,
      ])
    },

    async tests(tenant, template) {
      const text = 'SELECT tests FROM prompt_suite WHERE tenant = $1 AND template = $2'
      const [row] = await read<{ readonly tests: readonly PromptTest[] }>(tenant, text, [template])
      return row?.tests ?? []
    },

    changing: (tenant, work) =>
      inTurn(tenant, () =>
        reachable(() =>
          withinTenant(pool, tenant, async client => {
            await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('weir.prompts ' || $1, 0))`, [
              tenant,
            ])
            const newId = () => uuidV7(clock(), random(chanceBytes))
            return work(changesOf(client, tenant, { newId, now: clock }))
          }),
        ),
      ),
  }
}

const changesOf = (
  client: pg.ClientBase,
  tenant: string,
  { newId, now }: { readonly newId: () => string; readonly now: () => number },
): PromptChanges => {
  const query = async <Row extends pg.QueryResultRow>(
    text: string,
    ...values: readonly unknown[]
  ): Promise<readonly Row[]> => (await client.query<Row>(text, [tenant, ...values])).rows

  const template = async (name: string): Promise<PromptTemplate | undefined> => {
    const [row] = await query<TemplateRow>(`${templates} AND name = $2`, name)
    return row && templateOf(row)
  }

  return {
    template,

    async version(template, number) {
      const text = `SELECT ${versions} FROM prompt_version WHERE tenant = $1 AND template = $2 AND number = $3`
      const [row] = await query<VersionRow>(text, template, number)
      return row && versionOf(row)
    },

    async inForce() {
      return query<{ template: string; version: number; sdl: string }>(
        `SELECT v.template, v.number AS version, v.sdl FROM prompt_label l
         JOIN prompt_version v ON v.tenant = l.tenant AND v.template = l.template AND v.number = l.version
         JOIN prompt_template t ON t.tenant = l.tenant AND t.name = l.template
         WHERE l.tenant = $1 AND l.name = 'production' ORDER BY t.id`,
      )
    },

    async count() {
      const [row] = await query<{ count: number }>(
        'SELECT count(*)::int AS count FROM prompt_template WHERE tenant = $1',
      )
      return row?.count ?? 0
    },

    async add(version: PromptVersion) {
      await query(
        `INSERT INTO prompt_template (id, tenant, name, latest, created_at) VALUES ($2, $1, $3, $4, $5)
         ON CONFLICT (tenant, name) DO UPDATE SET latest = excluded.latest`,
        newId(),
        version.template,
        version.version,
        new Date(version.createdAt),
      )
      await query(
        `INSERT INTO prompt_version (tenant, ${columns})
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
        version.id,
        version.template,
        version.version,
        version.sdl,
        version.semanticVersion,
        version.change,
        version.changes,
        version.message ?? null,
        version.author,
        version.state,
        new Date(version.createdAt),
        version.authoredBy?.credential ?? null,
        version.authoredBy?.user ?? null,
        version.authoredBy?.application ?? null,
      )
    },

    async setLabel(template, { name, version, trail, shares, movedAt, movedBy }) {
      await query(
        `INSERT INTO prompt_label (tenant, template, name, version, trail, moved_at, moved_by, shares)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (tenant, template, name) DO UPDATE SET version = excluded.version, trail = excluded.trail,
           moved_at = excluded.moved_at, moved_by = excluded.moved_by, shares = excluded.shares`,
        template,
        name,
        version,
        trail,
        new Date(movedAt),
        movedBy,
        shares ? JSON.stringify(shares) : null,
      )
    },

    async removeLabel(template, name) {
      await query(
        'DELETE FROM prompt_label WHERE tenant = $1 AND template = $2 AND name = $3',
        template,
        name,
      )
    },

    async setTests(template, tests) {
      await query(
        `INSERT INTO prompt_suite (tenant, template, tests, changed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant, template) DO UPDATE SET tests = excluded.tests, changed_at = excluded.changed_at
           WHERE prompt_suite.tests <> excluded.tests`,
        template,
        JSON.stringify(tests),
        new Date(now()),
      )
    },

    async setTestRun(template, number, { passed, failed, at }) {
      await query(
        `INSERT INTO prompt_test_run (tenant, template, number, passed, failed, at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (tenant, template, number) DO UPDATE SET passed = excluded.passed, failed = excluded.failed,
           at = excluded.at`,
        template,
        number,
        passed,
        failed,
        new Date(at),
      )
    },

    async setReview(template, number, { state, reason, requestedBy, requestedAt, decision, revision }) {
      await query(
        `INSERT INTO prompt_review (tenant, template, number, state, reason, requested_by, requested_by_user,
           requested_by_application, requested_at, decision_reason, decided_by, decided_by_user, decided_at, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT (tenant, template, number) DO UPDATE SET state = excluded.state, reason = excluded.reason,
           requested_by = excluded.requested_by, requested_by_user = excluded.requested_by_user,
           requested_by_application = excluded.requested_by_application, requested_at = excluded.requested_at,
           decision_reason = excluded.decision_reason, decided_by = excluded.decided_by,
           decided_by_user = excluded.decided_by_user, decided_at = excluded.decided_at, revision = excluded.revision`,
        template,
        number,
        state,
        reason,
        requestedBy.credential,
        requestedBy.user ?? null,
        requestedBy.application ?? null,
        new Date(requestedAt),
        decision?.reason ?? null,
        decision?.by.credential ?? null,
        decision?.by.user ?? null,
        decision ? new Date(decision.at) : null,
        revision,
      )
    },

    async setApproval(template, approval) {
      await query(
        'UPDATE prompt_template SET approval = $3 WHERE tenant = $1 AND name = $2',
        template,
        approval,
      )
    },

    async setState(template, number, state) {
      await query(
        'UPDATE prompt_version SET state = $4 WHERE tenant = $1 AND template = $2 AND number = $3',
        template,
        number,
        state,
      )
    },
  }
}
