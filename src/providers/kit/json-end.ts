/** Follows JSON text piece by piece, and reads none of it twice. */
export interface JsonEnd {
  read(piece: string): void
  /** Whether what was read is one object or list, whole, as far as its brackets tell. */
  isWhole(): boolean
}

export const jsonEnd = (): JsonEnd => {
  let depth = 0
  let inString = false
  let escaped = false
  let state: 'OPEN' | 'WHOLE' | 'OTHER' = 'OPEN'

  const readSign = (sign: string): void => {
    if (inString) {
      if (escaped) escaped = false
      else if (sign === '\\') escaped = true
      else if (sign === '"') inString = false
      return
    }
    if (sign.trim() === '') return
    if (sign === '{' || sign === '[') depth++
    // Something stands before the brackets or behind them.
    if (depth === 0 || state === 'WHOLE') state = 'OTHER'
    else if (sign === '"') inString = true
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
