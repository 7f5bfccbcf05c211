import type { Detector } from '../core/guardrail.ts'
import { ampersand, backslash, percent, type Sequence, sequenceAt } from './sequences.ts'
import { invisible, itself, standsFor } from './signs.ts'

/**
 * Lets a detector see a text as a reader sees it: JSON escapes, percent codes and HTML's references decoded, also
 * those that were encoded again; look-alikes of ASCII as what they look like, invisible signs left out. What it
 * finds is told in positions of the original. Plain text passes at the cost of one scan; memory is bounded by a
 * small multiple of the text.
 */
export const readable = ({ kind, find, unsettled }: Detector): Detector => {
  // Used again for each text, because what JavaScript allocates outside of its heap is dear.
  const usual = createRoom(usualUnits)
  const view = (text: string): View => read(text, text.length > usualUnits ? createRoom(text.length) : usual)
  return {
    kind,
    find(text) {
      if (!tricky.test(text)) return find(text)
      const { shown, starts, lengths } = view(text)
      return find(shown).map(finding => ({
        ...finding,
        start: starts[finding.start] ?? 0,
        end: (starts[finding.end - 1] ?? 0) + (lengths[finding.end - 1] ?? 0),
      }))
    },
    unsettled(text) {
      if (!tricky.test(text)) return unsettled(text)
      const { shown, starts, openAt, openFrom } = view(text)
      const settled = shown.slice(0, openAt)
      const at = unsettled(settled)
      return at < settled.length ? (starts[at] ?? 0) : openFrom
    },
  }
}

/** Where a view is made: its text in UTF-16 and as bytes, and where that comes from. */
interface Room extends Pick<View, 'starts' | 'lengths'> {
  readonly units: Uint16Array
  readonly bytes: Buffer
}

const createRoom = (size: number): Room => {
  const units = new Uint16Array(size)
  return {
    units,
    bytes: Buffer.from(units.buffer),
    starts: new Uint32Array(size),
    lengths: new Uint8Array(size),
  }
}

/** Texts come in stretches that are shorter. */
const usualUnits = 32_768

/** A text as it reads, until the next one is read. */
interface View {
  readonly shown: string
  /** Where each unit of `shown` begins in the original, and how many units it takes there. */
  readonly starts: Uint32Array
  readonly lengths: Uint8Array
  /** Where, here and in the original, a sequence begins that the end cuts in two; the lengths if there is none. */
  readonly openAt: number
  readonly openFrom: number
}

const read = (original: string, { units, bytes, starts, lengths }: Room): View => {
  let size = 0
  let hidden = 0
  let openAt: number | undefined
  let openFrom = original.length
  let length = 1
  for (let at = 0; at < original.length; at += length) {
    let unit = original.charCodeAt(at)
    let meaning = standsFor(unit)
    length = 1
    const sequence = sequenceFrom(original, at, unit)
    if (sequence === 'OPEN') {
      if (openAt === undefined) {
        openAt = size
        openFrom = at
      }
    } else if (sequence) {
      length = sequence.length
      meaning = standsFor(sequence.code)
      if (sequence.code <= 0xffff) unit = sequence.code
      else if (meaning === itself) length = 1
    }
    // Invisible signs beyond a few separate like any other sign, so that what is held back stays bounded.
    hidden = meaning === invisible && hidden < maxHidden ? hidden + 1 : 0
    if (hidden > 0) continue
    units[size] = meaning === itself || meaning === invisible ? unit : meaning
    starts[size] = at
    lengths[size] = length
    size++
  }
  const shown = bytes.toString('utf16le', 0, size * 2)
  return { shown, starts, lengths, openAt: openAt ?? size, openFrom }
}

const maxHidden = 32

const sequenceFrom = (text: string, at: number, unit: number): Sequence | 'OPEN' | undefined => {
  if (unit === backslash || unit === percent || unit === ampersand) return sequenceAt(text, at)
  if ((unit & 0xfc00) !== 0xd800) return undefined
  if (at === text.length - 1) return 'OPEN'
  const code = text.codePointAt(at) ?? unit
  return code > 0xffff ? { code, length: 2 } : undefined
}

/**
 * Signs that do not stand for themselves: backslashes, invisible ones, digits, spaces and dashes besides those of
 * ASCII, compatibility forms, the first half of a pair; and what is or may become a percent code or a reference.
 */
const tricky =
  /[\\[\p{Nd}--[0-9]]\p{Default_Ignorable_Code_Point}[\p{Cc}--[\t\n\v\f\r]][\p{Zs}--[ ]]\u2010-\u2015\u2212\u2024\u2070-\u209c\u00b2\u00b3\u00b9\u2460-\u24ff\ufe50-\ufe6f\uff01-\uff5e\u{1d400}-\u{1d7ff}\ud800-\udbff]|%(?:25|40|2[0DEFdef]|5[Ff]|0[9ADad]|[0245]?$)|&(?:#|amp;|commat;|period;|nbsp;|[a-z]{0,6}$)/v
