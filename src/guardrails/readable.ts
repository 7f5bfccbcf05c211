import type { Detector } from '../core/guardrail.ts'

/**
 * Lets a detector see a text as a reader sees it: JSON escapes (`\u0040`, also escaped again) and `%40` decoded,
 * look-alikes of ASCII folded by NFKC (UAX #15), digits of other scripts and dashes too, invisible characters
 * left out. What it finds is told in positions of the original. Plain text passes at the cost of one scan.
 */
export const readable = ({ kind, find, unsettled }: Detector): Detector => ({
  kind,
  find(text) {
    if (!tricky.test(text)) return find(text)
    const view = read(text)
    return find(view.text).map(finding => ({
      ...finding,
      start: originOf(view, finding.start).start,
      end: originOf(view, finding.end - 1).end,
    }))
  },
  unsettled(text) {
    if (!tricky.test(text)) return unsettled(text)
    const view = read(text)
    const settled = view.text.slice(0, view.settled)
    const at = unsettled(settled)
    return at < settled.length ? originOf(view, at).start : view.openFrom
  },
})

/** A text as it reads. */
interface View {
  readonly text: string
  /** What does not stand for itself, in order; everything between is as in the original. */
  readonly symbols: readonly Placed[]
  /** Units of `text` before a sequence that the end of the original cuts in two. */
  readonly settled: number
  /** Where that sequence begins in the original; its length if there is none. */
  readonly openFrom: number
}

interface Placed extends Symbol {
  /** Where it stands in the view, and where in the original. */
  readonly at: number
  readonly from: number
}

const read = (original: string): View => {
  const next = new RegExp(tricky, 'gv')
  const symbols: Placed[] = []
  let text = ''
  let read = 0
  let open: { readonly at: number; readonly from: number } | undefined
  let invisible = 0
  for (let match = next.exec(original); match; match = next.exec(original)) {
    const from = match.index
    if (from > read) invisible = 0
    text += original.slice(read, from)
    const symbol = symbolAt(original, from)
    // Invisible characters beyond a few separate like any other sign, so that what is held back stays bounded.
    const hidden = invisibleSign.test(symbol.shown) && invisible < maxInvisible
    invisible = hidden ? invisible + 1 : 0
    if (symbol.open) open ??= { at: text.length, from }
    if (hidden || symbol.length > 1 || symbol.shown !== original[from])
      symbols.push({ shown: hidden ? '' : symbol.shown, length: symbol.length, at: text.length, from })
    if (!hidden) text += symbol.shown
    next.lastIndex = read = from + symbol.length
  }
  text += original.slice(read)
  return { text, symbols, settled: open?.at ?? text.length, openFrom: open?.from ?? original.length }
}

/** What a unit of the view stands for in the original. */
const originOf = ({ symbols }: View, at: number): { readonly start: number; readonly end: number } => {
  let low = 0
  let high = symbols.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((symbols[middle]?.at ?? 0) <= at) low = middle + 1
    else high = middle
  }
  const symbol = symbols[low - 1]
  if (!symbol) return { start: at, end: at + 1 }
  const { from, length, shown } = symbol
  const into = at - symbol.at
  if (into >= shown.length)
    return { start: from + length + into - shown.length, end: from + length + into - shown.length + 1 }
  return shown.length === length
    ? { start: from + into, end: from + into + 1 }
    : { start: from, end: from + length }
}

interface Symbol {
  readonly shown: string
  /** Units that it takes in the original. */
  readonly length: number
  /** Whether it may be the beginning of a sequence that has not come whole. */
  readonly open?: boolean
}

const symbolAt = (text: string, at: number): Symbol => {
  const sign = text[at] ?? ''
  if (sign === '\\') return escapeAt(text, at)
  if (sign === '%') {
    if (text.startsWith('%40', at)) return { shown: '@', length: 3 }
    const left = text.length - at
    return { shown: sign, length: 1, open: left === 1 || (left === 2 && text[at + 1] === '4') }
  }
  if (!/[\ud800-\udbff]/.test(sign)) return { shown: fold(sign), length: 1 }
  if (at === text.length - 1) return { shown: sign, length: 1, open: true }
  const pair = String.fromCodePoint(text.codePointAt(at) ?? 0)
  return { shown: fold(pair), length: pair.length }
}

/** JSON within JSON doubles its backslashes: one to eight before the letter are read as one. */
const escapeAt = (text: string, at: number): Symbol => {
  wholeEscape.lastIndex = at
  const match = wholeEscape.exec(text)
  if (match?.[1])
    return { shown: fold(String.fromCharCode(Number.parseInt(match[1], 16))), length: match[0].length }
  if (match) return { shown: '\n', length: match[0].length }
  openEscape.lastIndex = at
  return { shown: '\\', length: 1, open: openEscape.test(text) }
}

const wholeEscape = /\\{1,8}(?:u([0-9a-fA-F]{4})|[nrtbf])/y
const openEscape = /\\{1,8}(?:u[0-9a-fA-F]{0,3})?$/y

/** The ASCII character that a sign stands for, else the sign. */
const fold = (sign: string): string => {
  if (dash.test(sign)) return '-'
  if (decimal.test(sign)) {
    const code = sign.codePointAt(0) ?? 0
    const zero = zeros.find(zero => code >= zero && code <= zero + 9)
    if (zero !== undefined) return String(code - zero)
  }
  const folded = sign.normalize('NFKC')
  return /^[ -~]$/.test(folded) ? folded : sign
}

/** The digits nought that NFKC does not fold: Arabic, Persian, N’Ko, and the scripts of India and South-East Asia. */
const zeros = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
  0x1040, 0x17e0, 0x1810,
]

const decimal = /^\p{Nd}$/u
const dash = /^[\u2010-\u2015\u2212]$/
const invisibleSign = /^\p{Default_Ignorable_Code_Point}$/u
const maxInvisible = 8

/**
 * Signs that do not stand for themselves: backslashes, invisible ones, digits, spaces and dashes besides those of
 * ASCII, compatibility forms, a half of a pair at the end; and what is or may become `%40`.
 */
const tricky =
  /[\\[\p{Nd}--[0-9]]\p{Default_Ignorable_Code_Point}[\p{Zs}--[ ]]\u2010-\u2015\u2212\u2024\u2070-\u209c\u00b2\u00b3\u00b9\u2460-\u24ff\ufe50-\ufe6f\uff01-\uff5e\u{1d400}-\u{1d7ff}\ud800-\udbff]|%(?:40|4?$)/v
