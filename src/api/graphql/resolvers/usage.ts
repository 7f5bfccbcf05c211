import { accessOf, meets } from '../../../core/access.ts'
import { GatewayError } from '../../../core/error.ts'
import type {
  LiveUsageQuery,
  UsageDimension,
  UsageInterval,
  UsageQuery,
  UsageRow,
} from '../../../core/usage.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { readGlobalId } from '../global-id.ts'
import { invalidInput } from '../invalid-input.ts'
import { groupShape, totalsShape } from '../usage-shape.ts'

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
      const dimensions = dimensionsOf(groupBy)
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
  Subscription: {
    usageUpdated: {
      subscribe: (_root, { filter, groupBy }, context) => {
        const { tenant } = callerOf(context)
        const dimensions = dimensionsOf(groupBy)
        if (filter?.to != null) throw invalidInput('filter.to', 'must be absent: what is live has no end')
        const now = context.services.clock()
        const from = filter?.from ?? now - (now % day)
        if (from > now) throw invalidInput('filter.from', 'must not be in the future')
        const where = conditionsOf(filter?.where ?? [])
        return usageUpdates({ tenant, from, where, groupBy: dimensions }, context)
      },
    },
  },
}

async function* usageUpdates(query: LiveUsageQuery, context: GraphqlContext) {
  const { services, signal } = context
  for await (const { rows, totals, delta, ...times } of services.live.usage(query, signal)) {
    mustBeAnalyst(context)
    const shown = rows.map(row => ({
      group: groupShape(row.group, query.groupBy),
      totals: totalsShape(row.totals),
      delta: totalsShape(row.delta),
    }))
    yield {
      usageUpdated: { ...times, totals: totalsShape(totals), delta: totalsShape(delta), rows: shown },
    }
  }
}

/** Roles can be taken while somebody listens. Throws FORBIDDEN. */
const mustBeAnalyst = (context: GraphqlContext): void => {
  const principal = callerOf(context)
  const access = accessOf(principal, context.services.snapshot(principal.tenant))
  if (!meets(access, 'ANALYST', { operation: 'usageUpdated' }))
    throw new GatewayError('FORBIDDEN', '`usageUpdated` needs the role ANALYST; ask an admin for it')
}

/** Throws INVALID_INPUT. */
const dimensionsOf = (groupBy: readonly UsageDimension[] | null | undefined): readonly UsageDimension[] => {
  const dimensions = groupBy ?? []
  if (dimensions.length > 4) throw invalidInput('groupBy', 'must hold 4 dimensions at most')
  const repeated = dimensions.find((dimension, index) => dimensions.indexOf(dimension) < index)
  if (repeated) throw invalidInput('groupBy', `must hold each dimension once, and holds ${repeated} twice`)
  return dimensions
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
  group: groupShape(row.group, dimensions),
  totals: totalsShape(row),
})
