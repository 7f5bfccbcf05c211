import type { EntityFilter, ListRange } from '../../core/organisation.ts'

/** The conditions of a list, with values from `$3` on: `$1` is the tenant, `$2` the limit. */
export const conditionsOf = (
  { after, filter }: Pick<ListRange, 'after'> & { readonly filter: EntityFilter },
  teamColumn: string | undefined,
): { readonly conditions: readonly string[]; readonly values: readonly unknown[] } => {
  const values: unknown[] = []
  const bind = (value: unknown): string => `$${values.push(value) + 2}`
  const conditions: string[] = []
  if (after !== undefined) conditions.push(`name > ${bind(after)}`)
  if (filter.search !== undefined) {
    const part = bind(filter.search)
    conditions.push(`(strpos(lower(name), lower(${part})) > 0 OR strpos(lower(title), lower(${part})) > 0)`)
  }
  if (filter.state !== undefined)
    conditions.push(`archived_at IS ${filter.state === 'ACTIVE' ? 'NULL' : 'NOT NULL'}`)
  if (filter.stages !== undefined)
    conditions.push(
      `CASE WHEN archived_at IS NULL THEN stage ELSE 'RETIRED' END = ANY(${bind(filter.stages)}::text[])`,
    )
  if (filter.team === null && teamColumn !== undefined) conditions.push(`${teamColumn} IS NULL`)
  else if (filter.team !== undefined && teamColumn !== undefined)
    conditions.push(`${teamColumn} = ${bind(filter.team)}`)
  return { conditions, values }
}
