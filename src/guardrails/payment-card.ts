import type { Detector, Finding } from '../core/guardrail.ts'
import { mayBegin, passesLuhn } from './issuers.ts'
import { readable } from './readable.ts'

/**
 * Numbers of payment cards: 12 to 19 digits of a known issuer whose check digit is right, in one piece, in the
 * groups in which cards print them, or spelled digit by digit; one space or dash between groups. Not within a
 * longer run of digits, a decimal fraction or an identifier. Holds back 41 characters at the most.
 */
export const paymentCard: Detector = readable({
  kind: 'PAYMENT_CARD',
  find: text => walk(text, 'WHOLE').findings,
  unsettled: text => walk(text, 'GROWING').unsettled,
})

/** Whether this is all of the text, or more may follow. */
type Extent = 'WHOLE' | 'GROWING'

/** So many digits in a row are more than any card has. */
const tooMany = 20

/** Goes from group to group of digits. */
const walk = (text: string, extent: Extent): { findings: Finding[]; unsettled: number } => {
  const findings: Finding[] = []
  const digit = /\d/g
  let spelled: number[] = []
  let behind = 0
  for (let match = digit.exec(text); match; match = digit.exec(text)) {
    const start = match.index
    const joined = start === behind + 1 && isSeparator(text, behind)
    if (!joined) spelled = []
    const end = digitsEnd(text, start, text.length)
    const alone = end === start + 1
    const growing = extent === 'GROWING' && mayGrow(text, end)
    const found =
      growing || (alone ? spelled.length === 0 : layoutsFrom.has(end - start))
        ? cardAt(text, start, extent)
        : 'NONE'
    if (typeof found === 'object') {
      findings.push({ start, end: found.end, kind: 'PAYMENT_CARD', score: 1 })
      spelled = []
      digit.lastIndex = behind = found.end
      continue
    }
    spelled = alone ? [...spelled.slice(1 - tooMany), start] : []
    const pending = found === 'PENDING' || growing
    if (pending || (alone && extent === 'GROWING' && isSeparator(text, end) && end + 1 === text.length))
      return { findings, unsettled: Math.max(contextOf(text, spelled[0] ?? start), end - tooMany * 2) }
    digit.lastIndex = behind = end
  }
  return { findings, unsettled: isLetter(text, text.length - 1) ? text.length - 1 : text.length }
}

/** Sizes of the groups in which card numbers are written, those of many digits first. */
const layouts: readonly (readonly number[])[] = [
  [19],
  [4, 4, 4, 4, 3],
  [6, 13],
  [18],
  [17],
  [16],
  [4, 4, 4, 4],
  [8, 8],
  [15],
  [4, 6, 5],
  [4, 4, 4, 3],
  [14],
  [4, 6, 4],
  [4, 4, 4, 2],
  [13],
  [4, 4, 4, 1],
  [12],
  [4, 4, 4],
  ...Array.from({ length: 8 }, (_, fewer) => Array<number>(19 - fewer).fill(1)),
]

const digitsOf = (layout: readonly number[]): number => layout.reduce((sum, size) => sum + size, 0)

/** The same by the size of the first group. */
const layoutsFrom: ReadonlyMap<number, readonly (readonly number[])[]> = Map.groupBy(
  layouts,
  ([first = 0]) => first,
)

/** The card number that begins at `start`. PENDING: what follows may still make one of it. */
const cardAt = (
  text: string,
  start: number,
  extent: Extent,
): { readonly end: number } | 'PENDING' | 'NONE' => {
  const groups = groupsAt(text, start, extent)
  const growing = groups.open === 'LAST_GROUP' && groups.sizes.length === 1
  for (const layout of growing ? layouts : (layoutsFrom.get(groups.sizes[0] ?? 0) ?? [])) {
    const end = fit(layout, groups)
    if (end === 'NONE') continue
    const length = digitsOf(layout)
    const digits = groups.digits.slice(0, length)
    if (!mayBegin(digits, length)) continue
    if (end === 'PENDING') return end
    if (passesLuhn(digits) && standsFree(text, start, end)) return { end }
  }
  return 'NONE'
}

/** Groups of digits with one separator between them, up to the digit that is one too many. */
interface Groups {
  readonly digits: string
  readonly sizes: readonly number[]
  readonly ends: readonly number[]
  /** What more text may change: the last group's size, or whether one more follows. */
  readonly open: 'LAST_GROUP' | 'NEXT_GROUP' | 'NOTHING'
}

const groupsAt = (text: string, start: number, extent: Extent): Groups => {
  const sizes: number[] = []
  const ends: number[] = []
  let digits = ''
  for (let at = start; ; ) {
    const end = digitsEnd(text, at, at + tooMany - digits.length)
    digits += text.slice(at, end)
    sizes.push(end - at)
    ends.push(end)
    if (digits.length === tooMany) return { digits, sizes, ends, open: 'NOTHING' }
    if (extent === 'GROWING' && mayGrow(text, end)) return { digits, sizes, ends, open: 'LAST_GROUP' }
    if (!isSeparator(text, end)) return { digits, sizes, ends, open: 'NOTHING' }
    if (extent === 'GROWING' && end + 1 === text.length) return { digits, sizes, ends, open: 'NEXT_GROUP' }
    if (!isDigit(text, end + 1)) return { digits, sizes, ends, open: 'NOTHING' }
    at = end + 1
  }
}

/** Where the layout ends if the groups have its sizes. */
const fit = (layout: readonly number[], { sizes, ends, open }: Groups): number | 'PENDING' | 'NONE' => {
  const last = sizes.length - 1
  for (let position = 0; position < layout.length; position++) {
    const size = layout[position] ?? 0
    const actual = sizes[position]
    if (actual === undefined) return open === 'NEXT_GROUP' ? 'PENDING' : 'NONE'
    if (open === 'LAST_GROUP' && position === last) return actual <= size ? 'PENDING' : 'NONE'
    if (actual !== size) return 'NONE'
  }
  if (layout[0] === 1) {
    const next = sizes[layout.length]
    if (next === undefined && open === 'NEXT_GROUP') return 'PENDING'
    if (next === 1) return open === 'LAST_GROUP' && layout.length === last ? 'PENDING' : 'NONE'
  }
  return ends[layout.length - 1] ?? 'NONE'
}

/** Not the fraction of a decimal, nor its whole part, nor between letters as in an identifier. */
const standsFree = (text: string, start: number, end: number): boolean =>
  !(isLetter(text, start - 1) && isLetter(text, end)) &&
  !(text[start - 1] === '.' && isDigit(text, start - 2)) &&
  !(text[end] === '.' && isDigit(text, end + 1))

/** The start of the number with the signs before it that `standsFree` looks at. */
const contextOf = (text: string, start: number): number => {
  if (isLetter(text, start - 1)) return start - 1
  return text[start - 1] === '.' && isDigit(text, start - 2) ? start - 2 : start
}

/** Whether a group that ends here touches the end of the text, or a dot there that may become a decimal one. */
const mayGrow = (text: string, end: number): boolean =>
  end === text.length || (end === text.length - 1 && text[end] === '.')

const digitsEnd = (text: string, start: number, limit: number): number => {
  let end = start
  while (end < limit && isDigit(text, end)) end++
  return end
}

const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}

const isSeparator = (text: string, at: number): boolean => text[at] === ' ' || text[at] === '-'

const isLetter = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at) | 32
  return code >= 97 && code <= 122
}
