/** Lower-case names and values of an answer's headers. */
export type Headers = { readonly [name: string]: string | undefined }

/** The longest wait that we take from a provider; some ask for days. */
export const maxRetryAfterMs = 3_600_000

/**
 * How long a provider asks us to wait, in milliseconds: from `retry-after-ms`, `retry-after` (RFC 9110, 10.2.3:
 * seconds or a date, which is read against the answer's own `date`), the resets of limits that are used up
 * (`x-ratelimit-reset-…`), or its message. Zero means that it does not know, like no word at all.
 */
export const retryAfterMs = (headers: Headers, message = ''): number | undefined => {
  const wait =
    positive(Number(headers['retry-after-ms'])) ??
    positive(Number(headers['retry-after']) * 1000) ??
    positive(Date.parse(headers['retry-after'] ?? '') - Date.parse(headers.date ?? '')) ??
    positive(resetOf(headers)) ??
    positive(
      durationMs(/(?:try again|retry)(?: in| after)? ((?:\d[\d.]* ?(?:[a-z]+)? ?)+)/i.exec(message)?.[1]),
    )
  return wait === undefined ? undefined : Math.min(Math.ceil(wait), maxRetryAfterMs)
}

const positive = (value: number): number | undefined =>
  Number.isFinite(value) && value > 0 ? value : undefined

/** The longest reset among the limits of which nothing remains. */
const resetOf = (headers: Headers): number =>
  Object.entries(headers).reduce((longest, [name, value]) => {
    const limit = /^x-ratelimit-reset(-.*)?$/.exec(name)
    if (!limit || headers[`x-ratelimit-remaining${limit[1] ?? ''}`] !== '0') return longest
    return Math.max(longest, untilReset(value, headers.date))
  }, 0)

/** A reset is a duration (`6m0s`, seconds), or a moment in seconds or milliseconds since 1970. */
const untilReset = (value: string | undefined, date: string | undefined): number => {
  const number = Number(value)
  if (!(number > 1e9)) return positive(durationMs(value)) ?? 0
  return positive((number > 1e11 ? number : number * 1000) - Date.parse(date ?? '')) ?? 0
}

const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['millisecond', 1],
  ['s', 1000],
  ['sec', 1000],
  ['second', 1000],
  ['m', 60_000],
  ['min', 60_000],
  ['minute', 60_000],
  ['h', 3_600_000],
  ['hour', 3_600_000],
  ['d', 86_400_000],
  ['day', 86_400_000],
])

/** `174ms`, `1m30.5s`, `114h18m0s`, `2 seconds`; a bare number counts seconds. NaN for anything else. */
const durationMs = (text: string | undefined): number => {
  const parts = [...(text ?? '').matchAll(/(\d+(?:\.\d+)?) ?([a-z]*)/gi)]
  if (parts.length === 0) return Number.NaN
  return parts.reduce((total, [, amount, unit = '']) => {
    const ms = unit === '' ? 1000 : unitMs.get(unit.toLowerCase().replace(/(?<=..)s$/, ''))
    return total + Number(amount) * (ms ?? 0)
  }, 0)
}
