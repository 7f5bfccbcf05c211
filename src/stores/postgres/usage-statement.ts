import type { LedgerDimension, UsageQuery } from '../../core/usage.ts'
import { storableText } from './ledger-row.ts'
import {
  byDay,
  byHour,
  callersByDay,
  markedByHour,
  type UsageLevel,
  type UsagePart,
  usageParts,
} from './usage-parts.ts'

/** What a dimension is called in SQL, but for subjects, whose columns the tables do not have in common. */
const columns: { readonly [dimension in Exclude<LedgerDimension, 'SUBJECT'>]: string } = {
  API_KEY: '"api_key"',
  APPLICATION: '"application"',
  DEPLOYMENT: '"deployment"',
  MODEL: '"model"',
  OPERATION: '"operation"',
  OUTCOME: '"outcome"',
  PROMPT: '"prompt"',
  PROMPT_VERSION: `("prompt" || '@' || "prompt_version")`,
  PROVIDER: '"provider"',
  TAG: '"tag"',
  TEAM: '"team"',
  USER: '"user"',
}

/**
 * What a row of a roll-up adds up, and what one call adds. A call counts as unpriced if it used tokens whose
 * price is not known: a refused one used none.
 */
export const sums = {
  requests: '1',
  cache_hits: 'cached::int',
  unpriced:
    '(cost_nanos IS NULL AND input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens > 0)::int',
  input_tokens: 'input_tokens',
  cached_input_tokens: 'cached_input_tokens',
  cache_write_tokens: 'cache_write_tokens',
  output_tokens: 'output_tokens',
  reasoning_tokens: 'reasoning_tokens',
  cost_nanos: 'coalesce(cost_nanos, 0)',
} as const

/** The most rows that a report can have; statements give one more, so that it shows. */
export const mostRows = 10_000

/** Tags and subjects are in a roll-up of those calls alone that have any. */
const marks = ['TAG', 'SUBJECT'] as const
/** Who calls, and for what, is in only one of the roll-ups by day. */
const callers = ['API_KEY', 'APPLICATION', 'PROMPT', 'PROMPT_VERSION', 'TEAM', 'USER'] as const

/** Which calls a source adds up, and whether as if they had no tags and no subject. */
interface Source {
  readonly parts: readonly UsagePart[]
  readonly only: 'ALL' | 'MARKED'
  readonly shown: 'MARKS' | 'NO_MARKS'
}

/**
 * The statement that answers a query, which reads single calls only where its time begins or ends within an hour.
 * A query of no time at all has none.
 */
export const usageStatement = (
  query: UsageQuery<LedgerDimension>,
  now: number,
): { readonly text: string; readonly values: readonly unknown[] } => {
  const values: unknown[] = [query.tenant]
  const bind = (value: unknown): string => `$${values.push(value)}`
  const entries = Object.entries(query.where) as (readonly [LedgerDimension, readonly string[]])[]
  const wanted = entries.map(([name, texts]) => [name, bind(texts.map(storableText))] as const)
  const unit = query.interval?.toLowerCase()
  const beginning = unit === undefined ? `${bind(new Date(query.from))}::timestamptz` : undefined

  /** A column each, as lists of texts take longer to group. */
  const groups = query.groupBy.map((_, index) => `value_${index}`)

  const select = (part: UsagePart, { only, shown }: Source): string => {
    const ofCalls = part.table === 'call'
    const time = ofCalls ? 'started_at' : part.table.endsWith('_day') ? 'day' : 'hour'
    const subject = ofCalls ? `("subject_type" || ':' || "subject_id")` : '"subject"'
    const shownAs = (name: LedgerDimension): string => {
      if (name === 'SUBJECT') return shown === 'MARKS' ? subject : 'NULL'
      return name === 'TAG' && shown === 'NO_MARKS' ? 'NULL' : columns[name]
    }
    const filters = wanted.map(([name, place]) => {
      if (name === 'SUBJECT') return `${subject} = ANY(${place}::text[])`
      // A call has one tag of the list, or is looked at tag by tag because tags are what it is grouped by.
      const byCall = name === 'TAG' && !query.groupBy.includes('TAG')
      return byCall ? `tags && ${place}::text[]` : `${columns[name]} = ANY(${place}::text[])`
    })
    const measures = Object.entries(sums).map(
      ([name, ofCall]) => `${part.sign === 1 ? '' : '-'}(${ofCalls ? ofCall : name}) AS ${name}`,
    )
    const byTag = query.groupBy.includes('TAG') && shown === 'MARKS'
    const conditions = [
      'tenant = $1',
      `${time} >= ${bind(new Date(part.from))}`,
      `${time} < ${bind(new Date(part.to))}`,
      ...(ofCalls && only === 'MARKED' ? [`(tags <> '{}' OR subject_type IS NOT NULL)`] : []),
      ...filters,
    ]
    const selected = [
      `${beginning ?? `date_trunc('${unit}', ${time}, 'UTC')`} AS start`,
      ...query.groupBy.map((name, index) => `${shownAs(name)}::text AS ${groups[index]}`),
      'outcome',
      ...measures,
    ]
    return `SELECT ${selected.join(', ')}
      FROM ledger.${part.table} ${byTag ? 'LEFT JOIN LATERAL unnest(tags) AS tag ON true' : ''}
      WHERE ${conditions.join(' AND ')}`
  }

  const selects = sourcesOf(query, now).flatMap(source => source.parts.map(part => select(part, source)))
  const text = `
    SELECT start, ARRAY[${groups.join(', ')}]::text[] AS values, ${Object.keys(sums)
      .map(name => `sum(${name}) AS ${name}`)
      .join(', ')},
      coalesce(sum(requests) FILTER (WHERE outcome = 'FAILED'), 0) AS failures,
      coalesce(sum(requests) FILTER (WHERE outcome = 'REFUSED'), 0) AS refusals
    FROM (${selects.join(' UNION ALL ')}) AS part
    GROUP BY ${['start', ...groups].join(', ')} HAVING sum(requests) > 0
    ORDER BY start, sum(cost_nanos) DESC, values LIMIT ${mostRows + 1}`
  return { text, values }
}

const sourcesOf = (query: UsageQuery<LedgerDimension>, now: number): readonly Source[] => {
  const { from, to, groupBy, where, interval } = query
  const isAbout = (names: readonly LedgerDimension[]): boolean =>
    names.some(name => groupBy.includes(name) || where[name] !== undefined)
  const parts = (levels: readonly UsageLevel[]) => usageParts({ from, to, now }, levels)
  const levels = interval === 'HOUR' ? byHour : isAbout(callers) ? callersByDay : byDay
  if (!isAbout(marks)) return [{ parts: parts(levels), only: 'ALL', shown: 'MARKS' }]
  const marked: Source = { parts: parts(markedByHour), only: 'MARKED', shown: 'MARKS' }
  if (marks.some(name => where[name] !== undefined)) return [marked]
  // The others are all that there are, without those that have marks.
  const without = marked.parts.map(part => ({ ...part, sign: part.sign === 1 ? -1 : 1 }) as const)
  return [
    { parts: parts(levels), only: 'ALL', shown: 'NO_MARKS' },
    { parts: without, only: 'MARKED', shown: 'NO_MARKS' },
    marked,
  ]
}
