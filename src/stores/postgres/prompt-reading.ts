import type pg from 'pg'
import type { LabelledModule } from '../../core/prompt-version.ts'

/** What labels stand at, by tenant. */
export type LabelledModules = ReadonlyMap<string, readonly LabelledModule[]>

/** Reads what labels stand at; from the second time on only of tenants where that has changed since, which are told. */
export type ReadPrompts = (
  client: pg.ClientBase,
) => Promise<{ readonly labelled: LabelledModules; readonly moved: readonly string[] }>

interface LabelledRow extends Omit<LabelledModule, 'shares'> {
  readonly tenant: string
  readonly shares: LabelledModule['shares'] | null
}

/** The client must be the owner's, with `weir.system` on: it sees every tenant. */
export const createPromptReading = (): ReadPrompts => {
  const known = new Map<string, readonly LabelledModule[]>()
  const seen = new Map<string, string>()
  return async client => {
    const { rows: revisions } = await client.query<{ tenant: string; revision: string }>(
      'SELECT tenant, revision FROM prompt_revision',
    )
    const moved = revisions.filter(({ tenant, revision }) => seen.get(tenant) !== revision)
    if (moved.length === 0) return { labelled: known, moved: [] }
    const tenants = moved.map(({ tenant }) => tenant)
    const { rows } = await client.query<LabelledRow>(
      // The version that was in force before is one of those that callers may still ask for.
      `SELECT l.tenant, l.name AS label, v.template, v.number AS version, v.sdl,
         (SELECT json_agg(json_build_object('version', share.version, 'weight', share.weight, 'sdl', of.sdl))
           FROM jsonb_to_recordset(l.shares) AS share(version integer, weight integer)
           JOIN prompt_version of ON of.tenant = l.tenant AND of.template = l.template AND of.number = share.version) AS shares
       FROM (
         SELECT tenant, template, name, version, shares FROM prompt_label
         UNION ALL SELECT tenant, template, '@before', trail[cardinality(trail)], NULL FROM prompt_label
           WHERE name = 'production' AND cardinality(trail) > 0
       ) l
       JOIN prompt_version v ON v.tenant = l.tenant AND v.template = l.template AND v.number = l.version
       JOIN prompt_template t ON t.tenant = l.tenant AND t.name = l.template
       WHERE l.tenant = ANY($1) AND v.state <> 'RETIRED' ORDER BY t.id, l.name`,
      [tenants],
    )
    const modules = Map.groupBy(rows, ({ tenant }) => tenant)
    for (const { tenant, revision } of moved) {
      const labelled = modules.get(tenant) ?? []
      known.set(
        tenant,
        labelled.map(({ label, template, version, sdl, shares }) => ({
          label,
          template,
          version,
          sdl,
          ...(shares && { shares }),
        })),
      )
      seen.set(tenant, revision)
    }
    return { labelled: known, moved: tenants }
  }
}
