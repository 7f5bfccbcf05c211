/** What several signs stand for together: one code point. */
export interface Sequence {
  readonly code: number
  /** Units that it takes. */
  readonly length: number
}

export const backslash = 0x5c
export const percent = 0x25
export const ampersand = 0x26

/**
 * The sequence that begins with the backslash, percent sign or ampersand at `at`; OPEN if the end of the text may
 * cut one in two. Sequences are at most 40 units long.
 */
export const sequenceAt = (text: string, at: number): Sequence | 'OPEN' | undefined => {
  const sign = text.charCodeAt(at)
  if (sign === backslash) return escapeAt(text, at)
  return sign === percent ? percentAt(text, at) : referenceAt(text, at)
}

/** JSON within JSON doubles its backslashes: one to eight before the letter are read as one (RFC 8259, 7). */
const escapeAt = (text: string, at: number): Sequence | 'OPEN' | undefined => {
  let next = at + 1
  while (next < at + 8 && text.charCodeAt(next) === backslash) next++
  if (next === text.length) return 'OPEN'
  const sign = text[next] ?? ''
  if ('nrtbf'.includes(sign)) return { code: 0x0a, length: next + 1 - at }
  if (sign === '"' || sign === '/') return { code: sign.charCodeAt(0), length: next + 1 - at }
  if (sign !== 'u') return undefined
  const digits = hexDigits(text, next + 1, 4)
  if (digits === 4)
    return { code: Number.parseInt(text.slice(next + 1, next + 5), 16), length: next + 5 - at }
  return next + 1 + digits === text.length ? 'OPEN' : undefined
}

/**
 * Percent codes (RFC 3986, 2.1) of signs within or between what is looked for. Those of letters and digits are
 * left alone, so that a number behind a percent sign stays one.
 */
const percentAt = (text: string, at: number): Sequence | 'OPEN' | undefined => {
  let next = at + 1
  while (next < at + 7 && text.startsWith('25', next)) next += 2
  const pair = text.slice(next, next + 2).toLowerCase()
  if (pair.length < 2) return /^[0245]?$/.test(pair) ? 'OPEN' : undefined
  const code = percentCodes.get(pair)
  return code === undefined ? undefined : { code, length: next + 2 - at }
}

const percentCodes: ReadonlyMap<string, number> = new Map(
  ['09', '0a', '0d', '20', '2d', '2e', '2f', '40', '5f'].map(pair => [pair, Number.parseInt(pair, 16)]),
)

/** HTML's character references, by number or by name, also where the ampersand was encoded again. */
const referenceAt = (text: string, at: number): Sequence | 'OPEN' | undefined => {
  reference.lastIndex = at
  const match = reference.exec(text)
  if (!match) {
    openReference.lastIndex = at
    return openReference.test(text) ? 'OPEN' : undefined
  }
  const { decimal, hex, name } = match.groups ?? {}
  const code = name ? (names.get(name) ?? 0) : decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16)
  return code > 0x10ffff ? undefined : { code, length: match[0].length }
}

const names: ReadonlyMap<string, number> = new Map([
  ['commat', 0x40],
  ['period', 0x2e],
  ['nbsp', 0x20],
])

const reference =
  /&(?:amp;){0,3}(?:#(?<decimal>\d{1,7})(?:;|(?![\d;]|$))|#[xX](?<hex>[0-9a-fA-F]{1,6});|(?<name>commat|period|nbsp);)/y
const openReference = /&(?:amp;){0,3}(?:#(?:\d{0,7}|[xX][0-9a-fA-F]{0,6})|[a-z]{0,6})$/y

/** How many hexadecimal digits stand at `from`, of `most` looked at. */
const hexDigits = (text: string, from: number, most: number): number => {
  let count = 0
  while (count < most && /[0-9a-fA-F]/.test(text[from + count] ?? '')) count++
  return count
}
