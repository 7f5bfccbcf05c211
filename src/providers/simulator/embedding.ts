import { unsupported } from '../kit/body.ts'
import { fingerprint } from './fingerprint.ts'
import { tokensIn } from './tokens.ts'

const usualDimensions = 256
const maxDimensions = 4096
/** In how many dimensions a word leaves its trace. */
const traces = 8

/**
 * A vector of length 1, always the same for the same text: each word adds to a few dimensions, so that texts with
 * words in common are near each other.
 */
export const embed = (text: string, dimensions = usualDimensions): readonly number[] => {
  if (dimensions > maxDimensions)
    throw unsupported(`The simulator embeds in ${maxDimensions} dimensions at the most`)
  const vector = Array<number>(dimensions).fill(0)
  for (const token of tokensIn(text))
    for (let trace = 0; trace < traces; trace++) {
      const hash = fingerprint(`${trace} ${token.trim().toLowerCase()}`)
      const dimension = (hash >>> 1) % dimensions
      vector[dimension] = (vector[dimension] ?? 0) + (hash & 1 ? 1 : -1)
    }
  const length = Math.hypot(...vector)
  if (length > 0) return vector.map(value => value / length)
  return vector.map((_, dimension) => (dimension === 0 ? 1 : 0))
}
