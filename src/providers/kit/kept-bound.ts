import { answerLimits } from './answer-reader.ts'
import { endless } from './json.ts'

/** What a piece costs to keep beside its text: the entry of a list or a map. */
const pieceChars = 64

/** Counts what is kept: so many characters, in so many new pieces. */
export type Keep = (chars: number, pieces: number) => void

/**
 * Counts what a decoder keeps for the end of one answer while no chunk tells of it. Throws MALFORMED_ANSWER beyond what an
 * answer may have: many small pieces take far more memory than the body that they came in.
 */
export const keptBound = (): Keep => {
  let kept = 0
  return (chars, pieces) => {
    kept += chars + pieces * pieceChars
    if (kept > answerLimits.answerChars)
      throw endless(answerLimits.answerChars, 'characters for the end of its answer')
  }
}
