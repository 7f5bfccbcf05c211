import type { Detector, Finding } from '../core/guardrail.ts'
import { digitsEnd, type Extent, isDigit } from './digit-groups.ts'
import { type DigitGroups, numberIn } from './phone-formats.ts'
import { readable } from './readable.ts'

/**
 * Telephone numbers: international ones, national ones where they are grouped as such, and others behind a word that
 * announces them; with the extension that follows. Not within words, longer numbers, dates or decimals. Holds back 100
 * characters at the most: a number that may go on, or a word that may announce one.
 */
export const phone: Detector = readable({
  kind: 'PHONE',
  find: text => walk(text, 'WHOLE').findings,
  unsettled: text => walk(text, 'GROWING').unsettled,
})

/** No number has more digits; `00` and 15 of E.164. */
const mostDigits = 17

/** No number with its extension is longer, however it is written. */
const longestNumber = 64

/** Goes from group to group of digits. */
const walk = (text: string, extent: Extent): { findings: Finding[]; unsettled: number } => {
  const findings: Finding[] = []
  const digit = /\d/g
  let behind = 0
  while (digit.test(text)) {
    const first = digit.lastIndex - 1
    const start = startOf(text, first, behind)
    const end = digitsEnd(text, first, text.length)
    if (extent === 'GROWING' && mayGoOn(text, start))
      return {
        findings,
        // Of a group that is too long for any number its last digits show that.
        unsettled: end - first > mostDigits ? end - mostDigits - 1 : contextOf(text, start, behind),
      }
    const found = numberAt(text, { start, first, behind })
    if (found) findings.push({ ...found, kind: 'PHONE', score: 1 })
    digit.lastIndex = found?.end ?? end
    behind = found?.end ?? behind
  }
  return { findings, unsettled: announcedFrom(text, text.length, behind) ?? trailing(text, behind) }
}

/** The signs that may stand right before the first digit belong to the number. */
const startOf = (text: string, first: number, behind: number): number => {
  let start = first
  while (start > Math.max(behind, first - 2) && isOpening(text[start - 1])) start--
  return start
}

const isOpening = (sign: string | undefined): boolean => sign === '+' || sign === '('

/** The number that begins at `start`, with its extension; undefined if there is none. */
const numberAt = (
  text: string,
  { start, first, behind }: { readonly start: number; readonly first: number; readonly behind: number },
): Pick<Finding, 'start' | 'end'> | undefined => {
  if (start > behind && joins.test(text[start - 1] ?? '')) return undefined
  const announced = announcedFrom(text, start, behind) !== undefined
  if (!announced && start === first && !mayBegin(text, first)) return undefined
  const { ends, ...groups } = groupsAt(text, first)
  const opening = text.slice(start, first)
  const closes = groups.gaps[0]?.startsWith(')') === true
  const count = numberIn({
    ...groups,
    plus: opening.includes('+'),
    bracketed: opening.includes('(') && closes,
    announced,
  })
  const end = ends[count - 1]
  if (end === undefined) return undefined
  extension.lastIndex = end
  const whole = extension.test(text) ? extension.lastIndex : end
  if (goesOn(text, whole)) return undefined
  return { start: start + openedAt(opening, closes ? 'FIRST_GROUP' : 'ELSEWHERE'), end: whole }
}

/**
 * Whether a number may begin here that neither a sign nor a word introduces: with a 0, with three digits, or with a 1 before
 * three. Of columns of numbers this leaves out most at once.
 */
const mayBegin = (text: string, first: number): boolean => {
  const end = digitsEnd(text, first, text.length)
  if (text[first] === '0' || end - first === 3) return true
  if (end - first > 1 || text[first] !== '1') return false
  gap.lastIndex = end
  gap.test(text)
  const next = gap.lastIndex
  return next > end && digitsEnd(text, next, next + 4) - next === 3
}

/** Which of the signs before the digits is the number's first: a parenthesis may be around all of it. */
const openedAt = (opening: string, closes: 'FIRST_GROUP' | 'ELSEWHERE'): number => {
  if (closes === 'FIRST_GROUP' && opening.includes('(')) return opening === '((' ? 1 : 0
  const plus = opening.lastIndexOf('+')
  return plus === -1 ? opening.length : plus
}

/** Right before a number these make it part of something else. */
const joins = /[A-Za-z0-9_./-]/

/** Whether what stands at `end` makes the number before it part of something longer. */
const goesOn = (text: string, end: number): boolean =>
  /[A-Za-z0-9_]/.test(text[end] ?? '') || (/[./-]/.test(text[end] ?? '') && isDigit(text, end + 1))

const extension = /[ ,]? ?(?:x|ext\.?|extension) ?\d{1,6}(?!\d)/iy

const gap = /\)?(?: ?[./-] ?| )?\(?/y

/** The groups that follow each other, as far as a number may reach. */
const groupsAt = (
  text: string,
  first: number,
): Pick<DigitGroups, 'digits' | 'sizes' | 'gaps'> & { readonly ends: readonly number[] } => {
  const sizes: number[] = []
  const ends: number[] = []
  const gaps: string[] = []
  let digits = ''
  for (let at = first; ; ) {
    const end = digitsEnd(text, at, text.length)
    sizes.push(end - at)
    ends.push(end)
    digits += text.slice(at, Math.min(end, at + mostDigits + 1))
    gap.lastIndex = end
    gap.test(text)
    if (digits.length > mostDigits || gap.lastIndex <= end || !isDigit(text, gap.lastIndex))
      return { digits, sizes, gaps, ends }
    at = gap.lastIndex
    gaps.push(text.slice(end, at))
  }
}

/** Whether everything from here on may still be one number and its extension. */
const mayGoOn = (text: string, start: number): boolean =>
  text.length - start <= longestNumber && open.test(text.slice(start))

const open =
  /^[\d +()./-]*(?:,? ?(?:x|e|ex|ext\.?|exten?|extens|extensi|extensio|extension)? ?\d{0,6}[./-]?)?$/i

/** Words that announce a number, in the languages that most texts are in. */
const words = [
  ...['phone', 'telephone', 'tel', 'mobile', 'mob', 'cell', 'fax', 'call', 'dial', 'sms', 'whatsapp', 'ring'],
  ...['telefon', 'telefono', 'teléfono', 'telefone', 'téléphone', 'handy', 'mobil', 'celular', 'portable'],
  ...['desk', 'reach', 'answering', 'телефон', 'тел'],
]
const beginnings: ReadonlySet<string> = new Set(
  words.flatMap(word => Array.from(word, (_, at) => word.slice(0, at + 1))),
)
/** Signs of words in Latin, Greek and Cyrillic; others are written without spaces, or announce nothing. */
const inWord = '[A-Za-z0-9_\\u00c0-\\u024f\\u0370-\\u052f]'
const announcing = new RegExp(`(?<!${inWord})(?:${words.join('|')})(?!${inWord})[^\\d]{0,16}$`, 'i')
const lastWord = new RegExp(`(?<!${inWord})${inWord}{1,12}$`)
const endsInWord = new RegExp(`${inWord}$`)

/** Where the word begins that announces what stands at `at`; undefined if none does. */
const announcedFrom = (text: string, at: number, behind: number): number | undefined => {
  const least = Math.max(behind, at - 40)
  // No digit stands between the word and the number; one before the word makes it another word.
  let from = at
  while (from > least && !isDigit(text, from - 1)) from--
  from = Math.max(least, from - 1)
  const match = announcing.exec(text.slice(from, at))
  return match ? from + match.index : undefined
}

/** The place with what stands before it and decides about a number there. */
const contextOf = (text: string, start: number, behind: number): number =>
  announcedFrom(text, start, behind) ??
  (start > behind && joins.test(text[start - 1] ?? '') ? start - 1 : start)

/** From where the end of the text may come to be a number's, or the word before one. */
const trailing = (text: string, behind: number): number => {
  const end = text.length
  const word = lastWord.exec(text.slice(Math.max(behind, end - 40)))?.[0]
  if (word !== undefined && beginnings.has(word.toLowerCase())) return end - word.length
  if (end > behind && endsInWord.test(text.slice(-1))) return end - 1
  return contextOf(text, startOf(text, end, behind), behind)
}
