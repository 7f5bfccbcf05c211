import type { Json } from '../../core/message.ts'

/** The value as a text; undefined if it is nested deeper than that can be written, which a parser does not mind. */
export const jsonText = (value: Json): string | undefined => {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
