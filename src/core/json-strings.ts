/** Reads JSON text piece by piece and knows whether it is within a string. */
export const followStrings = (): { read(text: string): void; inString(): boolean } => {
  let inString = false
  let escaped = false
  return {
    read(text) {
      for (const sign of text) {
        if (escaped) escaped = false
        else if (sign === '\\') escaped = inString
        else if (sign === '"') inString = !inString
      }
    },
    inString: () => inString,
  }
}
