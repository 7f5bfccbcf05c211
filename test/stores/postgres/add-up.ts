import { totalTokens } from '../../../src/core/chunk.ts'
import type { CallRecord } from '../../../src/core/record.ts'
import type { LedgerDimension, UsageQuery, UsageRow } from '../../../src/core/usage.ts'

/** The values that a call has in one dimension; several tags make it several rows. */
const valuesOf = (record: CallRecord, dimension: LedgerDimension): readonly (string | null)[] => {
  const { principal, subject } = record
  switch (dimension) {
    case 'MODEL':
      return [record.model]
    case 'PROVIDER':
      return [record.provider ?? null]
    case 'DEPLOYMENT':
      return [record.deployment ?? null]
    case 'OPERATION':
      return [record.operation]
    case 'PROMPT':
      return [record.prompt?.template ?? null]
    case 'PROMPT_VERSION':
      return [record.prompt ? `${record.prompt.template}@${record.prompt.version}` : null]
    case 'TEAM':
      return [principal.team ?? null]
    case 'APPLICATION':
      return [principal.application ?? null]
    case 'USER':
      return [principal.user ?? null]
    case 'API_KEY':
      return [principal.id]
    case 'OUTCOME':
      return [record.outcome ?? null]
    case 'TAG':
      return record.tags.length > 0 ? [...new Set(record.tags)] : [null]
    case 'SUBJECT':
      return [subject ? `${subject.type}:${subject.id}` : null]
  }
}

const startOf = (at: number, query: UsageQuery<LedgerDimension>): number => {
  const date = new Date(at)
  if (query.interval === 'HOUR') return date.setUTCMinutes(0, 0, 0)
  if (query.interval === 'DAY') return date.setUTCHours(0, 0, 0, 0)
  if (query.interval === 'MONTH') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
  return query.from
}

/** The report, computed in the simplest way from the records themselves. */
export const addUp = (
  records: readonly CallRecord[],
  query: UsageQuery<LedgerDimension>,
): readonly UsageRow[] => {
  const rows = new Map<string, UsageRow>()
  const wanted = (record: CallRecord) =>
    record.principal.tenant === query.tenant &&
    record.startedAt >= query.from &&
    record.startedAt < query.to &&
    Object.entries(query.where).every(([dimension, values]) =>
      valuesOf(record, dimension as LedgerDimension).some(value => value !== null && values?.includes(value)),
    )
  for (const record of records.filter(wanted)) {
    let groups: UsageRow['group'][] = [{}]
    for (const dimension of query.groupBy) {
      const values = valuesOf(record, dimension).filter(
        value =>
          dimension !== 'TAG' || query.where.TAG === undefined || query.where.TAG.includes(value ?? ''),
      )
      groups = groups.flatMap(group => values.map(value => ({ ...group, [dimension]: value })))
    }
    for (const group of groups) {
      const start = startOf(record.startedAt, query)
      const key = JSON.stringify([start, group])
      const { usage, costNanos } = record
      const row = rows.get(key)
      rows.set(key, {
        start,
        group,
        requests: (row?.requests ?? 0) + 1,
        failures: (row?.failures ?? 0) + (record.outcome === 'FAILED' ? 1 : 0),
        refusals: (row?.refusals ?? 0) + (record.outcome === 'REFUSED' ? 1 : 0),
        cacheHits: (row?.cacheHits ?? 0) + (record.cached ? 1 : 0),
        unpriced: (row?.unpriced ?? 0) + (costNanos === undefined && totalTokens(usage) > 0 ? 1 : 0),
        inputTokens: (row?.inputTokens ?? 0n) + BigInt(usage.inputTokens),
        cachedInputTokens: (row?.cachedInputTokens ?? 0n) + BigInt(usage.cachedInputTokens),
        cacheWriteTokens: (row?.cacheWriteTokens ?? 0n) + BigInt(usage.cacheWriteTokens),
        outputTokens: (row?.outputTokens ?? 0n) + BigInt(usage.outputTokens),
        reasoningTokens: (row?.reasoningTokens ?? 0n) + BigInt(usage.reasoningTokens),
        costNanos: (row?.costNanos ?? 0n) + (costNanos ?? 0n),
      })
    }
  }
  return [...rows.values()]
}

/** In an order of its own, to compare. */
export const sorted = (rows: readonly UsageRow[]): readonly UsageRow[] =>
  rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))

const keyOf = ({ start, group }: UsageRow): string => JSON.stringify([start, Object.entries(group).sort()])
