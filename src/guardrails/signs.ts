/** What a sign is to a reader, besides the code of the ASCII character that it stands for: 1 to 126. */
export const itself = 0
export const invisible = 127

/** What the sign with this code point stands for: an ASCII code, `itself` or `invisible`. */
export const standsFor = (code: number): number => {
  if (code < 0x10000) return basic[code] ?? itself
  return code >= 0x1d400 && code < 0x1d800 ? (mathematical[code - 0x1d400] ?? itself) : fold(code)
}

/**
 * Look-alikes of ASCII are folded by NFKC (UAX #15), and so are digits of other scripts and dashes. Characters
 * that show nothing are invisible, controls besides white space too.
 */
const fold = (code: number): number => {
  const sign = String.fromCodePoint(code)
  if (!different.test(sign)) return itself
  if (nothing.test(sign)) return invisible
  if (dash.test(sign)) return 0x2d
  if (decimal.test(sign)) {
    const zero = zeros.find(zero => code >= zero && code <= zero + 9)
    if (zero !== undefined) return 0x30 + code - zero
  }
  const folded = sign.normalize('NFKC')
  return /^[ -~]$/.test(folded) ? folded.charCodeAt(0) : itself
}

const nothing = /^[\p{Default_Ignorable_Code_Point}[\p{Cc}--[\t\n\v\f\r]]]$/v
const different =
  /^[\p{Default_Ignorable_Code_Point}[\p{Cc}--[\t\n\v\f\r]][\p{Nd}--[0-9]][\p{Zs}--[ ]]\u2010-\u2015\u2212\u2024\u2070-\u209c\u00b2\u00b3\u00b9\u2460-\u24ff\ufe50-\ufe6f\uff01-\uff5e\u{1d400}-\u{1d7ff}]$/v
const decimal = /^\p{Nd}$/u
const dash = /^[\u2010-\u2015\u2212]$/

/** The digits nought that NFKC does not fold: Arabic, Persian, N’Ko, and the scripts of India and South-East Asia. */
const zeros = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
  0x1040, 0x17e0, 0x1810,
]

/** Where the basic plane has signs that stand for something else. */
const ranges = [
  [0, 0x3200],
  [0xa600, 0xac00],
  [0xfe00, 0x10000],
] as const

const basic = new Uint8Array(0x10000)
for (const [from, to] of ranges) for (let code = from; code < to; code++) basic[code] = fold(code)

const mathematical = new Uint8Array(0x400)
for (let at = 0; at < mathematical.length; at++) mathematical[at] = fold(0x1d400 + at)
