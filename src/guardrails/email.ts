import type { Detector, Finding } from '../core/guardrail.ts'
import { readable } from './readable.ts'

/** Octets of an address and of its local part (RFC 5321, 4.5.3.1), and of a label of a domain (RFC 1035, 2.3.4). */
const maxAddress = 254
const maxLocal = 64
const maxLabel = 63

/**
 * Addresses as people write them: a local part without quotes, and a domain of two labels or more whose last one
 * has letters. Letters of scripts that are written with spaces count; in Chinese or Thai text an address begins
 * and ends where the script does. Holds back 254 characters at the most, usually the last word.
 */
export const email: Detector = readable({
  kind: 'EMAIL',
  find: text => (text.includes('@') ? walk(text).findings : []),
  unsettled: text => (text.includes('@') ? walk(text).unsettled : localStart(text, text.length, 0)),
})

/** Goes from `@` to `@`. What belongs to an address is part of no other. */
const walk = (text: string): { findings: Finding[]; unsettled: number } => {
  const findings: Finding[] = []
  let unsettled: number | undefined
  let taken = 0
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at, taken)
    if (start === at) continue
    const domain = domainAt(text, at + 1, maxAddress - (at + 1 - start))
    if (domain.open) unsettled = start
    if (domain.end === undefined || imageAtScale.test(text.slice(at, domain.end))) continue
    findings.push({ start, end: domain.end, kind: 'EMAIL', score: 1 })
    taken = domain.end
  }
  return { findings, unsettled: unsettled ?? localStart(text, text.length, taken) }
}

/** `icon@2x.png` is a file. */
const imageAtScale = /^@\dx\.(?:png|jpe?g|gif|webp|svg|avif)$/i

/** Where the local part begins that ends at `end`; `end` if there is none. */
const localStart = (text: string, end: number, from: number): number => {
  const least = Math.max(from, end - maxLocal)
  let start = end
  while (start > least && isLocal(text.charCodeAt(start - 1))) start--
  while (start < end && !isFirst(text.charCodeAt(start))) start++
  return start
}

/**
 * Where the longest domain ends that begins at `from`, undefined if there is none, and whether text that follows
 * may change that.
 */
const domainAt = (text: string, from: number, limit: number): { end: number | undefined; open: boolean } => {
  let end: number | undefined
  let label = from
  let onlyLetters = true
  for (let at = from; at < from + limit; at++) {
    if (at === text.length) return { end, open: true }
    const code = text.charCodeAt(at)
    if (code === dot) {
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

const dot = 46
const hyphen = 45

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
