import type { Chargeback, ChargebackDimension, ChargebackRow } from '../core/chargeback.ts'
import { usdFromNanos } from '../core/money.ts'
import { noSums, totalTokensOf } from './usage-sums.ts'

const names: { readonly [dimension in ChargebackDimension]: string } = {
  COST_CENTRE: 'cost_centre',
  TEAM: 'team',
  APPLICATION: 'application',
  MODEL: 'model',
}

const measures: readonly (readonly [string, (row: ChargebackRow) => string])[] = [
  ['requests', row => `${row.requests}`],
  ['input_tokens', row => `${row.inputTokens}`],
  ['cached_input_tokens', row => `${row.cachedInputTokens}`],
  ['cache_write_tokens', row => `${row.cacheWriteTokens}`],
  ['output_tokens', row => `${row.outputTokens}`],
  ['reasoning_tokens', row => `${row.reasoningTokens}`],
  ['total_tokens', row => `${totalTokensOf(row)}`],
  ['unpriced_requests', row => `${row.unpriced}`],
  ['cost_usd', row => usdFromNanos(row.costNanos)],
]

/** A header, one line a row, and behind them one for each tier that is charged; each ended by CR LF, as RFC 4180 has it. */
export const chargebackCsv = ({ from, to, groupBy, rows, tiers }: Chargeback): string => {
  const period = [new Date(from).toISOString(), new Date(to).toISOString()]
  const header = [
    'period_from',
    'period_to',
    ...groupBy.map(name => names[name]),
    ...measures.map(([name]) => name),
    'tier',
    'tier_holder',
    'tier_days',
  ]
  const values = (group: ChargebackRow['group']) => groupBy.map(name => cell(group[name] ?? ''))
  const lines = rows.map(row => [
    ...period,
    ...values(row.group),
    ...measures.map(([, of]) => of(row)),
    ...['', '', ''],
  ])
  const ofTiers = tiers.map(({ group, tier, holder, days, costNanos }) => [
    ...period,
    ...values(group),
    ...measures.map(([, of]) => of({ ...noSums, group, costNanos })),
    cell(tier),
    cell(`${holder.kind.toLowerCase()}:${holder.name}`),
    `${days}`,
  ])
  return [header, ...lines, ...ofTiers].map(line => `${line.join(',')}\r\n`).join('')
}

/**
 * Spreadsheets take a cell for a formula that begins so (owasp.org/www-community/attacks/CSV_Injection), also in its
 * full-width form; behind an apostrophe it is text.
 */
const formula = /^[=+\-@\t\r\n＝＋－＠]/

const cell = (text: string): string => {
  const safe = formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe
}
