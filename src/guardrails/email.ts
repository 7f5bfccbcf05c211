import type { Detector, Finding } from '../core/guardrail.ts'
import { readable } from './readable.ts'

/** Octets of an address and of its local part (RFC 5321, 4.5.3.1), and of a label of a domain (RFC 1035, 2.3.4). */
const maxAddress = 254
const maxLocal = 64
const maxLabel = 63

/** The longest address of a host in brackets. */
const maxLiteral = 47

/**
 * Addresses as people write them: a local part, in quotes or not, and a domain of two labels or more whose last one
 * has letters, or the address of a host in brackets (RFC 5321, 4.1.3). Letters of scripts that are written with
 * spaces count; in Chinese or Thai text an address begins and ends where the script does. Holds back 254 characters
 * at the most, usually the last word.
 */
export const email: Detector = readable({
  kind: 'EMAIL',
  find: text => (text.includes('@') ? walk(text).findings : []),
  unsettled: text => (text.includes('@') ? walk(text).unsettled : pendingStart(text, 0)),
})

/** Goes from `@` to `@`. What belongs to an address is part of no other. */
const walk = (text: string): { findings: Finding[]; unsettled: number } => {
  const findings: Finding[] = []
  let unsettled: number | undefined
  let taken = 0
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const start =
      text.charCodeAt(at - 1) === quote ? quotedStart(text, at, taken) : localStart(text, at, taken)
    if (start === at) continue
    const domain = domainAt(text, at + 1, maxAddress - (at + 1 - start))
    if (domain.open) unsettled = start
    if (domain.end === undefined || imageAtScale.test(text.slice(at, domain.end))) continue
    findings.push({ start, end: domain.end, kind: 'EMAIL', score: 1 })
    taken = domain.end
  }
  return { findings, unsettled: unsettled ?? pendingStart(text, taken) }
}

/** `icon@2x.png` is a file. */
const imageAtScale = /^@\dx\.(?:png|jpe?g|gif|webp|svg|avif)$/i

/** Where the local part begins that ends at `end`; `end` if there is none. */
const localStart = (text: string, end: number, from: number): number =>
  firstOf(text, runStart(text, end, Math.max(from, end - maxLocal)), end)

/** The same of a local part in quotes, which hold no signs but those that are allowed without. */
const quotedStart = (text: string, end: number, from: number): number => {
  const start = runStart(text, end - 1, Math.max(from, end - maxLocal))
  return start < end - 1 && start > from && text.charCodeAt(start - 1) === quote ? start - 1 : end
}

/** From where the end of the text may become a local part. */
const pendingStart = (text: string, from: number): number => {
  const end = text.length
  const quoted = text.charCodeAt(end - 1) === quote ? quotedStart(text, end, from) : end
  if (quoted < end) return quoted
  const start = runStart(text, end, Math.max(from, end - maxLocal))
  return start > from && text.charCodeAt(start - 1) === quote ? start - 1 : firstOf(text, start, end)
}

const firstOf = (text: string, from: number, end: number): number => {
  let start = from
  while (start < end && !isFirst(text.charCodeAt(start))) start++
  return start
}

const runStart = (text: string, end: number, least: number): number => {
  let start = end
  while (start > least && isLocal(text.charCodeAt(start - 1))) start--
  return start
}

/**
 * Where the longest domain ends that begins at `from`, undefined if there is none, and whether text that follows
 * may change that.
 */
const domainAt = (text: string, from: number, limit: number): { end: number | undefined; open: boolean } => {
  if (text.charCodeAt(from) === bracket) return literalAt(text, from, Math.min(limit, maxLiteral))
  let end: number | undefined
  let label = from
  let onlyLetters = true
  for (let at = from; at < from + limit; at++) {
    if (at === text.length) return { end, open: true }
    const code = text.charCodeAt(at)
    if (code === dot || (end === undefined && isWideDot(code))) {
      if (at === label || text.charCodeAt(at - 1) === hyphen) break
      label = at + 1
      onlyLetters = true
      continue
    }
    if (at - label === maxLabel) break
    const letter = isLetter(code)
    if (code === hyphen ? at === label : !letter && !isDigit(code)) break
    onlyLetters &&= letter
    if (label === from || code === hyphen) continue
    if (onlyLetters ? at > label : at > label + 3 && /^xn--/i.test(text.slice(label, label + 4))) end = at + 1
  }
  return { end, open: false }
}

/** The address of a host in brackets: IPv4, or IPv6 in hexadecimal groups. */
const literalAt = (text: string, from: number, limit: number): { end: number | undefined; open: boolean } => {
  let end = from + 1
  while (end < from + limit && isLiteral(text.charCodeAt(end))) end++
  if (end === text.length) return { end: undefined, open: end < from + limit }
  return { end: hostInBrackets.test(text.slice(from, end + 1)) ? end + 1 : undefined, open: false }
}

const hostInBrackets =
  /^\[(?:\d{1,3}(?:\.\d{1,3}){3}|(?:IPv6:)?(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{0,4}|\d{1,3}(?:\.\d{1,3}){3}))\]$/i

const quote = 34
const bracket = 91
const dot = 46
const hyphen = 45

/** Chinese and Japanese full stops, which browsers and mailers read as dots of a domain (UTS #46, 2.3). */
const isWideDot = (code: number): boolean => code === 0x3002 || code === 0xff61

/** A digit, a letter, a dot or a colon. */
const isLiteral = (code: number): boolean =>
  code === dot || (code < 128 && (code === 58 || isDigit(code) || isLetter(code)))

const isDigit = (code: number): boolean => code >= 48 && code <= 57

const isLetter = (code: number): boolean =>
  code < 128
    ? (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
    : spacedLetter.test(String.fromCharCode(code))

/** Letters of scripts that put spaces between words. */
const spacedLetter =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Devanagari}\p{M}]/u

/** An address as people write it begins with a letter, a digit or an underscore. */
const isFirst = (code: number): boolean => code === 95 || isDigit(code) || isLetter(code)

/** Of RFC 5322's other signs those that addresses have and that seldom stand right before one in text or code. */
const isLocal = (code: number): boolean =>
  isFirst(code) || (code < 128 && "!#$%&'+-.~".includes(String.fromCharCode(code)))
