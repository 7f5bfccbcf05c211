/** A text in pieces that are each cheap to tokenize, and how many of its cuts may change the count. */
export interface Slices {
  readonly pieces: readonly string[]
  /** Cuts that are not at a boundary of the tokenizer's own. */
  readonly roughCuts: number
}

/**
 * tiktoken's time grows with the square of the longest run without a boundary: 100 KB of one character take
 * seconds. A slice of this length takes 5 ms at the worst (a run of Chinese), 1 ms as a run of ASCII, 0.2 ms as prose.
 */
export const maxSliceLength = 1024

/**
 * Cuts a text into slices of at most `maxSliceLength` UTF-16 units; linear. Where it can, it cuts between a letter
 * or digit and a space behind it: there the patterns of o200k_base and cl100k_base always end a piece, so that the
 * count stays exact. Elsewhere it cuts roughly, but never within a character.
 */
export const slicesOf = (text: string): Slices => {
  const pieces: string[] = []
  let roughCuts = 0
  let start = 0
  while (text.length - start > maxSliceLength) {
    const limit = start + maxSliceLength
    const boundary = lastBoundary(text, start, limit)
    if (boundary === undefined) roughCuts++
    const end = boundary ?? (isLowSurrogate(text, limit) ? limit - 1 : limit)
    pieces.push(text.slice(start, end))
    start = end
  }
  pieces.push(text.slice(start))
  return { pieces, roughCuts }
}

/** The last index above `start` and not above `limit` where a space follows a letter or digit. */
const lastBoundary = (text: string, start: number, limit: number): number | undefined => {
  for (let index = limit; index > start; index--)
    if (text[index] === ' ' && wordCharacter.test(text[index - 1] ?? '')) return index
  return undefined
}

const wordCharacter = /[\p{L}\p{N}]/u

const isLowSurrogate = (text: string, index: number): boolean => {
  const unit = text.charCodeAt(index)
  return unit >= 0xdc00 && unit <= 0xdfff
}
