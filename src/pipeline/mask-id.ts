/** The ids of one input or answer, masked so that equal ones stay equal and different ones differ. */
export interface MaskedIds {
  of(id: string): string
}

/**
 * An id that holds something to mask becomes `EMAIL_1`, `EMAIL_2`, …, in letters that every provider takes; others
 * stay. The numbers follow the order of the ids, so they are the same in every turn of a conversation.
 */
export const maskedIds = (mask: (text: string) => string): MaskedIds => {
  let altered: Map<string, string> | undefined
  return {
    of(id) {
      const masked = mask(id)
      if (masked === id) return id
      altered ??= new Map()
      const known = altered.get(id) ?? `${words(masked)}_${altered.size + 1}`
      altered.set(id, known)
      return known
    },
  }
}

const words = (masked: string): string => masked.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_|_$/g, '')
