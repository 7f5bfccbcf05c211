/** Where a stream comes from. */
export interface Source<T> {
  /**
   * What comes next, maybe nothing yet; undefined behind the last. One at a time, and never again once it has thrown
   * or said undefined.
   */
  readonly pull: () => Promise<readonly T[] | undefined>
  /** The reader has left before the end, and no `pull` runs. */
  readonly leave: () => unknown
}

const end: IteratorReturnResult<undefined> = { done: true, value: undefined }

/** The stream of what is pulled. Without a generator, which takes three turns of the microtask queue for an item. */
export const pulled = <T>({ pull, leave }: Source<T>): AsyncIterableIterator<T> => {
  let items: readonly T[] = []
  let taken = 0
  let pending: Promise<IteratorResult<T>> | undefined
  let over = false

  const more = async (): Promise<IteratorResult<T>> => {
    try {
      for (let next = await pull(); next; next = await pull()) {
        if (next.length === 0) continue
        items = next
        taken = 0
        return take()
      }
    } catch (error) {
      over = true
      throw error
    }
    over = true
    return end
  }

  // Only where there is one.
  const take = (): IteratorResult<T> => ({ done: false, value: items[taken++] as T })

  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next() {
      if (taken < items.length) pending = Promise.resolve(take())
      else pending = over ? Promise.resolve(end) : more()
      return pending
    },
    async return() {
      // Its reader gets what it throws; here it only has to be over.
      await pending?.catch(() => undefined)
      items = []
      const isLeft = !over
      over = true
      if (isLeft) await leave()
      return end
    },
  }
}
