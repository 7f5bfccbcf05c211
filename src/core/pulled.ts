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

/**
 * The stream of what is pulled. Every chunk of every call passes some of these, so an item costs one promise: a
 * generator takes three turns of the microtask queue for it, and an async function a frame that is kept alive.
 */
export const pulled = <T>({ pull, leave }: Source<T>): AsyncIterableIterator<T> => {
  let items: readonly T[] = []
  let taken = 0
  let pending: Promise<IteratorResult<T>> | undefined
  let over = false

  // Only where there is one.
  const take = (): IteratorResult<T> => ({ done: false, value: items[taken++] as T })

  const came = (next: readonly T[] | undefined): IteratorResult<T> | Promise<IteratorResult<T>> => {
    if (next?.length === 0) return behindNothing().then(came, failed)
    if (!next) {
      over = true
      return end
    }
    items = next
    taken = 0
    return take()
  }
  const behindNothing = async (): Promise<readonly T[] | undefined> => {
    let next = await pull()
    while (next?.length === 0) next = await pull()
    return next
  }
  const failed = (error: unknown): never => {
    over = true
    throw error
  }

  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next() {
      if (taken < items.length) pending = Promise.resolve(take())
      else pending = over ? Promise.resolve(end) : pull().then(came, failed)
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
