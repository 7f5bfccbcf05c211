/** Whether this is all of the text, or more may follow. */
export type Extent = 'WHOLE' | 'GROWING'

/** Where the digits end that begin at `start`, `limit` at the latest. */
export const digitsEnd = (text: string, start: number, limit: number): number => {
  let end = start
  while (end < limit && isDigit(text, end)) end++
  return end
}

export const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}

export const isHexLetter = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at) | 32
  return code >= 97 && code <= 102
}

const maxTight = 3

/** Units of the gap between two groups of digits that begins at `at`, 0 if there is none. */
export const gapAt = (text: string, at: number): number => {
  const code = text.charCodeAt(at)
  if (code === 13) return at + 1 === text.length ? 1 : text[at + 1] === '\n' ? 2 : 0
  if (code === 9 || code === 10 || code === 46 || code === 47 || code === 95) return 1
  let end = at
  while (end <= at + maxTight && isTightSign(text, end)) end++
  return end > at + maxTight ? 0 : end - at
}

const isTightSign = (text: string, at: number): boolean => text[at] === ' ' || text[at] === '-'

/** Spaces and dashes. */
export const isTight = (gap: string): boolean => gap !== '' && isTightSign(gap, 0)

/** One sign that also separates other things than the groups of a number. */
export const isLoose = (gap: string): boolean => gap !== '' && !isTightSign(gap, 0) && isGap(gap)

/** What stands between the digits of a number that is spelled, all on one line. */
export const isSpelledGap = (gap: string): boolean => isGap(gap) && gap > '\r'

/** Whether all of it is one gap, or the beginning of one. */
export const isGap = (gap: string): boolean => gap !== '' && gapAt(gap, 0) === gap.length
