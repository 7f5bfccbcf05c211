import { followStrings } from '../../core/json-strings.ts'

/** Follows JSON text piece by piece, and reads none of it twice. */
export interface JsonEnd {
  read(piece: string): void
  /** Whether what was read is one object or list, whole, as far as its brackets tell. */
  isWhole(): boolean
}

export const jsonEnd = (): JsonEnd => {
  const strings = followStrings()
  let depth = 0
  let state: 'OPEN' | 'WHOLE' | 'OTHER' = 'OPEN'

  const readSign = (sign: string): void => {
    const isInString = strings.inString()
    strings.read(sign)
    if (isInString || sign.trim() === '') return
    if (sign === '{' || sign === '[') depth++
    // Something stands before the brackets or behind them.
    if (depth === 0 || state === 'WHOLE') state = 'OTHER'
    else if ((sign === '}' || sign === ']') && --depth === 0) state = 'WHOLE'
  }

  return {
    read(piece) {
      if (state === 'OTHER') return
      for (const sign of piece) readSign(sign)
    },
    isWhole: () => state === 'WHOLE',
  }
}
