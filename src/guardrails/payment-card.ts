import type { Detector, Finding } from '../core/guardrail.ts'
import {
  digitsEnd,
  type Extent,
  gapAt,
  isDigit,
  isGap,
  isHexLetter,
  isLoose,
  isSpelledGap,
  isTight,
} from './digit-groups.ts'
import { isFirstDigit, mayBegin, passesLuhn } from './issuers.ts'
import { readable } from './readable.ts'

/**
 * Numbers of payment cards: 12 to 19 digits of a known issuer whose check digit is right, in one piece, in the
 * groups in which cards print them, or spelled digit by digit. Groups that other signs separate than spaces and
 * dashes count where they stand alone, for columns of numbers look like them. Not within a longer run of digits, a
 * decimal fraction or a hexadecimal number. Holds back 100 characters at the most.
 */
export const paymentCard: Detector = readable({
  kind: 'PAYMENT_CARD',
  find: text => (anyDigit.test(text) ? walk(text, 'WHOLE').findings : []),
  unsettled: text =>
    anyDigit.test(text) ? walk(text, 'GROWING').unsettled : contextOf(text, text.length, 0),
})

const anyDigit = /\d/

/** No card has fewer digits. */
const fewest = 12

/** So many digits in a row are more than any card has. */
const tooMany = 20

/** So many single digits in a row are more than any card with one before it has. */
const tooManySpelled = 22

/** Goes from group to group of digits. */
const walk = (text: string, extent: Extent): { findings: Finding[]; unsettled: number } => {
  const findings: Finding[] = []
  const digit = /\d/g
  /** Where the single digits begin that this one follows. */
  let spelled: number[] = []
  let behind = 0
  let free = 0
  while (digit.test(text)) {
    const start = digit.lastIndex - 1
    if (spelled.length > 0 && !isSpelledGap(text.slice(behind, start))) spelled = []
    const end = digitsEnd(text, start, text.length)
    const alone = end === start + 1
    const growing = extent === 'GROWING' && mayGrow(text, end)
    const place = { text, start, free, extent, spelledBefore: spelled.length }
    const found =
      growing || (alone ? spelled.length < 2 : layoutsFrom.has(end - start)) ? cardAt(place) : 'NONE'
    if (typeof found === 'object') {
      findings.push({ start, end: found.end, kind: 'PAYMENT_CARD', score: 1 })
      spelled = []
      digit.lastIndex = behind = free = found.end
      continue
    }
    spelled = alone ? [...spelled.slice(1 - tooManySpelled), start] : []
    const followed = alone && extent === 'GROWING' && isGap(text.slice(end))
    if (found === 'PENDING' || growing || followed)
      // Of a group that is too long for any card its last digits show that.
      return {
        findings,
        unsettled: end - start > tooMany ? end - tooMany : contextOf(text, spelled[0] ?? start, free),
      }
    digit.lastIndex = behind = end
  }
  return { findings, unsettled: contextOf(text, text.length, free) }
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

/** Where a number is looked for. */
interface Place {
  readonly text: string
  readonly start: number
  /** What stands before it belongs to another number. */
  readonly free: number
  readonly extent: Extent
  /** How many single digits stand before it. */
  readonly spelledBefore: number
}

/** The card number that begins at `start`. PENDING: what follows may still make one of it. */
const cardAt = (place: Place): { readonly end: number } | 'PENDING' | 'NONE' => {
  if (!isFirstDigit(place.text[place.start])) return 'NONE'
  const groups = groupsAt(place)
  if (groups.digits.length < fewest && groups.open === 'NOTHING') return 'NONE'
  const growing = groups.open === 'LAST_GROUP' && groups.sizes.length === 1
  for (const layout of growing ? layouts : (layoutsFrom.get(groups.sizes[0] ?? 0) ?? [])) {
    const length = digitsOf(layout)
    const digits = groups.digits.slice(0, length)
    if (!mayBegin(digits, length)) continue
    const end = fit(layout, groups, place)
    if (end === 'PENDING') return end
    if (end !== 'NONE' && passesLuhn(digits) && standsFree(layout, end, place)) return { end }
  }
  return 'NONE'
}

/** Groups of digits with gaps between them, up to the digit that is one too many. */
interface Groups {
  readonly digits: string
  readonly sizes: readonly number[]
  readonly ends: readonly number[]
  readonly gaps: readonly string[]
  /** What more text may change: the last group's size, or whether one more follows. */
  readonly open: 'LAST_GROUP' | 'NEXT_GROUP' | 'NOTHING'
}

const groupsAt = ({ text, start, extent }: Place): Groups => {
  const sizes: number[] = []
  const ends: number[] = []
  const gaps: string[] = []
  let digits = ''
  for (let at = start; ; ) {
    const end = digitsEnd(text, at, at + tooMany - digits.length)
    digits += text.slice(at, end)
    sizes.push(end - at)
    ends.push(end)
    if (digits.length === tooMany) return { digits, sizes, ends, gaps, open: 'NOTHING' }
    if (extent === 'GROWING' && mayGrow(text, end)) return { digits, sizes, ends, gaps, open: 'LAST_GROUP' }
    const gap = gapAt(text, end)
    if (gap === 0) return { digits, sizes, ends, gaps, open: 'NOTHING' }
    at = end + gap
    if (extent === 'GROWING' && at === text.length) return { digits, sizes, ends, gaps, open: 'NEXT_GROUP' }
    if (!isDigit(text, at)) return { digits, sizes, ends, gaps, open: 'NOTHING' }
    gaps.push(text.slice(end, at))
  }
}

/** Where the layout ends if the groups have its sizes and gaps. */
const fit = (layout: readonly number[], groups: Groups, place: Place): number | 'PENDING' | 'NONE' => {
  const { sizes, ends, open } = groups
  const last = sizes.length - 1
  const gaps = groups.gaps.slice(0, layout.length - 1)
  const spelled = layout.length > 1 && layout[0] === 1
  if (spelled ? !isSpelling(layout, gaps, place) : !isPrint(gaps, place)) return 'NONE'
  for (let position = 0; position < layout.length; position++) {
    const size = layout[position] ?? 0
    const actual = sizes[position]
    if (actual === undefined) return open === 'NEXT_GROUP' ? 'PENDING' : 'NONE'
    if (open === 'LAST_GROUP' && position === last) return actual <= size ? 'PENDING' : 'NONE'
    if (actual !== size) return 'NONE'
  }
  const end = ends[layout.length - 1] ?? 0
  if (spelled) {
    const next = sizes[layout.length]
    if (next === undefined && open === 'NEXT_GROUP') return 'PENDING'
    if (next === 1 && isSpelledGap(groups.gaps[layout.length - 1] ?? ''))
      return open === 'LAST_GROUP' && layout.length === last ? 'PENDING' : 'NONE'
  } else if (isLoose(gaps[0] ?? '')) return endOfLoose(end, gaps[0] ?? '', place)
  return end
}

/** Digit by digit; with one more digit before only in the usual lengths. */
const isSpelling = (layout: readonly number[], gaps: readonly string[], { spelledBefore }: Place): boolean =>
  (spelledBefore === 0 || layout.length === 15 || layout.length === 16) && gaps.every(isSpelledGap)

/** Between printed groups stand spaces and dashes, or one other sign throughout that joins no more groups. */
const isPrint = (gaps: readonly string[], { text, start, free }: Place): boolean => {
  const [first = ''] = gaps
  if (!isLoose(first)) return gaps.every(isTight)
  const before = start - first.length
  return (
    gaps.every(gap => gap === first) &&
    !(before > free && text.startsWith(first, before) && isDigit(text, before - 1))
  )
}

const endOfLoose = (end: number, gap: string, { text, extent }: Place): number | 'PENDING' | 'NONE' => {
  const next = end + gap.length
  if (extent === 'GROWING' && next >= text.length && gap.startsWith(text.slice(end))) return 'PENDING'
  return text.startsWith(gap, end) && isDigit(text, next) ? 'NONE' : end
}

/** Not between hexadecimal letters, and in one piece neither the fraction of a decimal nor its whole part. */
const standsFree = (layout: readonly number[], end: number, { text, start, free }: Place): boolean =>
  !(isHexLetter(text, start - 1) && isHexLetter(text, end)) &&
  (layout.length > 1 ||
    (!(text[start - 1] === '.' && start - 1 > free && isDigit(text, start - 2)) &&
      !(text[end] === '.' && isDigit(text, end + 1))))

/** The place with the signs before it that decide about a number there: a letter, or a gap and what it joins. */
const contextOf = (text: string, start: number, free: number): number => {
  if (start > free && isHexLetter(text, start - 1)) return start - 1
  const gap = text[start - 1] === '\n' && text[start - 2] === '\r' ? start - 2 : start - 1
  if (gap <= free || !isLoose(text.slice(gap, start)) || !isDigit(text, gap - 1)) return start
  // Two digits, because no number begins with a group of two.
  return gap - 1 > free && isDigit(text, gap - 2) ? gap - 2 : gap - 1
}

/** Whether a group that ends here touches the end of the text, or a dot there that may become a decimal one. */
const mayGrow = (text: string, end: number): boolean =>
  end === text.length || (end === text.length - 1 && text[end] === '.')
