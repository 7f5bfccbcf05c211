import type { Json } from '../../core/message.ts'

/** As much of a JSON text as is there. */
export interface PartialJson {
  readonly json: Json
  /** Whether the last text in it may go on. */
  readonly isOpen: boolean
}

/**
 * Reads a JSON text that breaks off, from its first brace on: what is complete, and the beginning of a text value.
 * Numbers, words and keys count when something follows them. Undefined if there is nothing yet, or no JSON.
 */
export const partialJson = (source: string): PartialJson | undefined => {
  const start = source.indexOf('{')
  if (start === -1) return undefined
  /** What closes everything that is open, the innermost first. */
  let closing = ''
  let isKey = false
  let sound = { end: start, closing }
  let at = start
  while (at < source.length) {
    const sign = source[at] ?? ''
    if (sign === '"') {
      const end = textEnd(source, at)
      if (end === undefined)
        return isKey
          ? parsed(source.slice(start, sound.end) + sound.closing, false)
          : parsed(`${source.slice(start, wholeEnd(source, at))}"${closing}`, true)
      at = end
      if (!isKey) sound = { end, closing }
      continue
    }
    word.lastIndex = at
    if (word.test(source)) {
      at = word.lastIndex
      if (at < source.length) sound = { end: at, closing }
      continue
    }
    at++
    if (sign === '{' || sign === '[') closing = (sign === '{' ? '}' : ']') + closing
    if (sign === '}' || sign === ']') closing = closing.slice(1)
    if (sign === ',' || sign === '{' || sign === '[') isKey = closing[0] === '}'
    if (sign === ':') isKey = false
    if ('{[}]'.includes(sign)) sound = { end: at, closing }
    if (closing === '') break
  }
  return parsed(source.slice(start, sound.end) + sound.closing, false)
}

const word = /[-+.\w]+/y

/** Where the text ends that begins at `at`, its quote included. */
const textEnd = (source: string, at: number): number | undefined => {
  for (let next = at + 1; next < source.length; next++) {
    if (source[next] === '\\') next++
    else if (source[next] === '"') return next + 1
  }
  return undefined
}

/** Where the text that breaks off is still whole: not within an escape, nor between the halves of a pair. */
const wholeEnd = (source: string, at: number): number => {
  let end = at + 1
  while (end < source.length) {
    broken.lastIndex = end
    if (broken.test(source)) return end
    end += source[end] === '\\' ? 2 : 1
  }
  return end
}

const broken = /(?:\\(?:u[\da-f]{0,3})?|\\ud[89ab][\da-f]{2}(?:\\(?:u[\da-f]{0,3})?)?|[\ud800-\udbff])$/iy

const parsed = (text: string, isOpen: boolean): PartialJson | undefined => {
  try {
    return { json: JSON.parse(text), isOpen }
  } catch {
    return undefined
  }
}
