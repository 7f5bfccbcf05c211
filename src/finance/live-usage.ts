import { GatewayError } from '../core/error.ts'
import type {
  LiveUsageQuery,
  UsageChange,
  UsageReader,
  UsageReport,
  UsageRow,
  UsageSums,
} from '../core/usage.ts'
import { createPulse, type Pulse, type PulseOptions } from './pulse.ts'
import { differenceOf, isNothing, noSums, sumOf } from './usage-sums.ts'

export type UsagePulse = Pulse<LiveUsageQuery, UsageReport>

/** The most groups of a query that is followed. */
const mostGroups = 1_000
/** Each costs a look at the roll-ups once a beat, one after the other. */
const mostQueries = 200

/** What all gateways have put into the ledger, read again and again. */
export const createUsagePulse = ({
  usage,
  clock,
  beat,
  onFault,
}: Pick<PulseOptions<never, never>, 'beat'> & {
  readonly usage: UsageReader
  readonly clock: () => number
  readonly onFault: (error: unknown) => void
}): UsagePulse => {
  const report = async (query: LiveUsageQuery): Promise<UsageReport> => {
    // Beyond the present lies what other gateways, whose clocks are ahead, have written.
    const time = { from: query.from, to: clock() + 60_000 }
    const rows = await usage.report({ ...query, ...time })
    if (rows.length > mostGroups)
      throw new GatewayError(
        'INVALID_INPUT',
        `groupBy makes more than ${mostGroups} groups, too many to be followed: narrow the filter`,
        { path: 'groupBy' },
      )
    // A call with several tags is in several rows.
    const whole = query.groupBy.includes('TAG')
      ? await usage.report({ ...query, ...time, groupBy: [] })
      : rows
    return { at: clock(), rows, totals: whole.reduce<UsageSums>(sumOf, noSums) }
  }
  const keyOf = (query: LiveUsageQuery): string => JSON.stringify(query)
  return createPulse({
    keyOf,
    beat,
    most: mostQueries,
    async read(queries) {
      const reports = new Map<string, UsageReport>()
      for (const query of queries)
        try {
          reports.set(keyOf(query), await report(query))
        } catch (error) {
          // Who asks alone has just begun, and is told why it cannot be.
          if (queries.length === 1 && error instanceof GatewayError && error.code !== 'UNAVAILABLE')
            throw error
          onFault(error)
        }
      return reports
    },
  })
}

/** What has changed each time, beginning with all that there is. */
export async function* followUsage(
  pulse: UsagePulse,
  query: LiveUsageQuery,
  signal: AbortSignal,
): AsyncGenerator<UsageChange> {
  const key = JSON.stringify(query)
  let before: UsageReport | undefined
  for await (const reports of pulse.follow(() => [query], signal)) {
    const report = reports.get(key)
    if (!report) continue
    const known = new Map(before?.rows.map(row => [groupKey(row), row]))
    const rows = report.rows
      .map(row => ({
        group: row.group,
        totals: row,
        delta: differenceOf(row, before ? known.get(groupKey(row)) : row),
      }))
      .filter(({ delta }) => before === undefined || !isNothing(delta))
    const delta = differenceOf(report.totals, before ? before.totals : report.totals)
    if (before === undefined || rows.length > 0 || !isNothing(delta))
      yield { at: report.at, from: query.from, totals: report.totals, delta, rows }
    before = report
  }
}

const groupKey = ({ group }: UsageRow): string => JSON.stringify(group)
