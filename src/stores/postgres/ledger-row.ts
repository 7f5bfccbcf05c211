import type { Principal } from '../../core/principal.ts'
import type { CallRecord } from '../../core/record.ts'

/**
 * A finished call as one line of JSON: what the journal keeps and what the database takes, which makes columns of its keys
 * later (`ledger.take_in`, migration 0057). The keys are short because what a row costs goes by its length.
 */
export const encodeRow = (record: CallRecord): string => {
  const { principal, usage, subject, costNanos } = record
  const row = {
    id: record.id,
    at: whole(record.startedAt),
    t: principal.tenant,
    k: keptCredential(principal),
    tm: principal.team,
    ap: principal.application,
    u: principal.user,
    op: record.operation,
    api: record.api,
    m: record.model,
    p: record.provider,
    d: record.deployment,
    s: record.stream || undefined,
    pr: record.prompt?.template,
    pv: record.prompt?.version,
    c: record.cached || undefined,
    it: tokens(usage.inputTokens),
    cit: tokens(usage.cachedInputTokens) || undefined,
    cwt: tokens(usage.cacheWriteTokens) || undefined,
    ot: tokens(usage.outputTokens),
    rt: tokens(usage.reasoningTokens) || undefined,
    src: usage.source,
    cn: costNanos === undefined ? undefined : `${costNanos < mostNanos ? costNanos : mostNanos}`,
    ms: record.latencyMs,
    ft: record.timeToFirstTokenMs,
    o: record.outcome,
    po: record.providerOutcome,
    e: record.errorCode,
    r: record.reason,
    fr: record.finishReason,
    tg: distinct(record.tags),
    st: subject?.type,
    si: subject?.id,
    ss: record.sessionId,
    ca: record.clientAddress,
    a: record.attempts,
    v: record.verdicts.length > 0 ? record.verdicts : undefined,
    rf: record.reroutedFrom,
    pa: record.parent,
    cp: record.price,
    q: record.question,
  }
  const line = JSON.stringify(row)
  if (line.length > longestLine) return JSON.stringify(row, shortened)
  return line.includes('\\u') ? JSON.stringify(row, storable) : line
}

/**
 * What is kept of the credential. The id of a token is made of its user's name, which stands in a column of its own: what
 * is here is sealed into the audit chain as it is, and nobody could be forgotten in it.
 */
const keptCredential = ({ id, token }: Principal): string => (token ? `${token.identityProvider}:` : id)

const distinct = (tags: readonly string[]): readonly string[] | undefined => {
  if (tags.length === 0) return undefined
  return tags.length === 1 ? tags : [...new Set(tags)]
}

/** Some ten times what a row takes that has everything. A row beyond it would hold up the others. */
const longestLine = 32_768
const longestText = 256
const longestList = 64

const whole = (value: number): number => (Number.isFinite(value) ? Math.round(value) : 0)

/** More than any model takes or gives; sums of millions of these fit into 64 bits. */
const mostTokens = 1e12

/** What 64 bits hold. What costs more was said by a provider that is out of its mind, and would be in no report at all. */
const mostNanos = 2n ** 63n - 1n

const tokens = (count: number): number => whole(Math.min(count, mostTokens))

/** The text as PostgreSQL can hold it: without U+0000 and halves of surrogate pairs. */
export const storableText = (text: string): string => text.replaceAll('\0', '\ufffd').toWellFormed()

const storable = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? storableText(value) : value

/** What is too long to be told whole is told in its beginning. */
const shortened = (key: string, value: unknown): unknown => {
  if (typeof value === 'string') return storable(key, value.slice(0, longestText))
  return Array.isArray(value) ? value.slice(0, longestList) : value
}
