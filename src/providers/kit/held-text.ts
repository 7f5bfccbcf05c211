/** Text that comes in pieces and is of use only when it is whole: each character is copied once, however many pieces. */
export interface HeldText {
  /** In UTF-16 units. */
  length(): number
  add(piece: string): void
  /** All of it; nothing is held any more. */
  take(): string
}

export const heldText = (): HeldText => {
  let pieces: string[] = []
  let length = 0
  return {
    // A getter of its own would keep the object, and all that it knows of, for the slow garbage collection.
    length: () => length,
    add(piece) {
      pieces.push(piece)
      length += piece.length
    },
    take() {
      const text = pieces.join('')
      pieces = []
      length = 0
      return text
    },
  }
}
