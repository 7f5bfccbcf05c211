import { usdFromNanos } from '../../core/money.ts'
import type { CallRecord } from '../../core/record.ts'
import type { Warning } from '../../core/sale.ts'

/** What the gateway tells of a call beside its answer: all that is known by `now`, in milliseconds since 1970. */
export const answerHeaders = (record: CallRecord, now: number): Record<string, string> => {
  const { id, startedAt, provider, deployment, reroutedFrom, costNanos, cached, finishReason } = record
  const headers: Record<string, string> = {
    'x-weir-call-id': id,
    'x-weir-cached': String(cached),
    'openai-processing-ms': String(Math.max(now - startedAt, 0)),
  }
  if (provider !== undefined) headers['x-weir-provider'] = headerText(provider)
  if (deployment !== undefined) headers['x-weir-deployment'] = headerText(deployment)
  if (reroutedFrom !== undefined) headers['x-weir-rerouted-from'] = headerText(reroutedFrom)
  if (costNanos !== undefined && finishReason !== undefined)
    headers['x-weir-cost-usd'] = usdFromNanos(costNanos)
  if (record.warnings) warn(record.warnings, headers)
  return headers
}

/** Since when something is deprecated (RFC 9745), and every warning in words (299: RFC 7234, section 5.5.7). */
const warn = (warnings: readonly Warning[], headers: Record<string, string>): void => {
  const since = warnings.flatMap(({ deprecatedAt }) => deprecatedAt ?? [])
  if (since.length > 0) headers.deprecation = `@${Math.floor(Math.min(...since) / 1000)}`
  const texts = warnings.map(({ message }) => `299 weir "${headerText(message).replace(/["\\]/g, '')}"`)
  headers.warning = texts.join(', ')
}

/** Names are the administrator's words; what a header cannot hold is percent-encoded. */
const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/gu, encodeURIComponent)
