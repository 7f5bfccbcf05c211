import type { UsageDimension, UsageInterval, UsageQuery, UsageRow } from '../../../core/usage.ts'
import { callerOf } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { globalId, readGlobalId } from '../global-id.ts'
import { invalidInput } from '../invalid-input.ts'
import { money } from '../money.ts'

const day = 86_400_000

/** The shortest that an interval can be, in milliseconds. */
const lengths: { readonly [interval in UsageInterval]: number } = {
  HOUR: 3_600_000,
  DAY: day,
  MONTH: 28 * day,
}

/** What a tenant has used. */
export const usage: contract.Resolvers = {
  Query: {
    usage: async (_root, { filter, groupBy, interval }, context) => {
      const { services } = context
      const dimensions = groupBy ?? []
      if (dimensions.length > 4) throw invalidInput('groupBy', 'must hold 4 dimensions at most')
      const repeated = dimensions.find((dimension, index) => dimensions.indexOf(dimension) < index)
      if (repeated)
        throw invalidInput('groupBy', `must hold each dimension once, and holds ${repeated} twice`)
      // A call of this very millisecond counts too.
      const to = filter?.to ?? services.clock() + 1
      const from = filter?.from ?? to - 30 * day
      if (from >= to) throw invalidInput('filter.from', 'must be before `to`')
      if (interval && (to - from) / lengths[interval] > 1000)
        throw invalidInput('interval', 'must divide the time from `from` to `to` into 1,000 parts at most')
      const rows = await services.usage.report({
        tenant: callerOf(context).tenant,
        from,
        to,
        where: conditionsOf(filter?.where ?? []),
        groupBy: dimensions,
        ...(interval && { interval }),
      })
      if (rows.length > 10_000)
        throw invalidInput('groupBy', 'makes more than 10,000 rows: narrow the filter')
      return { from, to, interval: interval ?? null, rows: rows.map(row => rowShape(row, dimensions)) }
    },
  },
}

const conditionsOf = (conditions: readonly contract.UsageCondition[]): UsageQuery['where'] => {
  const where: { [dimension in UsageDimension]?: readonly string[] } = {}
  for (const [index, { dimension, values }] of conditions.entries()) {
    const path = `filter.where[${index}]`
    if (where[dimension]) throw invalidInput(path, `repeats the dimension ${dimension}`)
    if (values.length < 1 || values.length > 100)
      throw invalidInput(`${path}.values`, 'must hold 1 to 100 items')
    where[dimension] =
      dimension === 'API_KEY' ? values.map(value => keyIdOf(value, `${path}.values`)) : values
  }
  return where
}

const keyIdOf = (value: string, path: string): string => {
  const known = readGlobalId(value)
  if (known?.type !== 'ApiKey') throw invalidInput(path, 'must be global ids of API keys')
  return known.id
}

const rowShape = (row: UsageRow, dimensions: readonly UsageDimension[]) => ({
  start: row.start,
  group: dimensions.map(dimension => {
    const value = row.group[dimension] ?? null
    return { dimension, value: dimension === 'API_KEY' && value !== null ? globalId('ApiKey', value) : value }
  }),
  totals: {
    requests: row.requests,
    failures: row.failures,
    refusals: row.refusals,
    cacheHits: row.cacheHits,
    unpriced: row.unpriced,
    inputTokens: row.inputTokens,
    cachedInputTokens: row.cachedInputTokens,
    cacheWriteTokens: row.cacheWriteTokens,
    outputTokens: row.outputTokens,
    reasoningTokens: row.reasoningTokens,
    totalTokens:
      row.inputTokens + row.cachedInputTokens + row.cacheWriteTokens + row.outputTokens + row.reasoningTokens,
    cost: money(row.costNanos),
  },
})
