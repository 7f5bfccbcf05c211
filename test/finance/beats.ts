/** Beats that come when a test says so. */
export const handBeats = () => {
  let due = Promise.withResolvers<void>()
  let waiting = Promise.withResolvers<void>()
  return {
    beat: () => {
      waiting.resolve()
      return due.promise
    },
    /** Lets the next beat come, and resolves when all that it set off is done. */
    async next() {
      await waiting.promise
      waiting = Promise.withResolvers()
      const { resolve } = due
      due = Promise.withResolvers()
      resolve()
      await waiting.promise
    },
  }
}
