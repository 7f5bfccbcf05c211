/** Where a stream comes from. One step at a time, and none once it has thrown or come to its end. */
export interface Source<In, Out> {
  readonly next: () => Promise<In>
  /** What a step says, maybe nothing; undefined behind the last. */
  readonly read: (step: In) => Said<Out> | Promise<Said<Out>>
  /** What is said where `next` has failed, if that can be told in the stream; else it throws. */
  readonly failed: (error: unknown) => Said<Out>
  /** The reader has left before the end, and no step is on its way. */
  readonly leave: () => unknown
}

export type Said<Out> = readonly Out[] | undefined

const end: IteratorReturnResult<undefined> = { done: true, value: undefined }

/**
 * The stream of what the steps say. Every chunk of every call passes some of these, so an item costs one promise: a
 * generator takes three turns of the microtask queue for it, and an async function a frame that is kept alive.
 */
export const pulled = <In, Out>({
  next,
  read,
  failed,
  leave,
}: Source<In, Out>): AsyncIterableIterator<Out> => {
  let items: readonly Out[] = []
  let taken = 0
  let pending: Promise<IteratorResult<Out>> | undefined
  let over = false

  // Only where there is one.
  const take = (): IteratorResult<Out> => ({ done: false, value: items[taken++] as Out })

  const give = (said: Said<Out>): IteratorResult<Out> | Promise<IteratorResult<Out>> => {
    if (said?.length === 0) return behindNothing()
    if (!said) {
      over = true
      return end
    }
    items = said
    taken = 0
    return take()
  }
  /** A loop, since promises that wait for each other would pile up. */
  const behindNothing = async (): Promise<IteratorResult<Out>> => {
    try {
      let said: Said<Out>
      do said = await next().then(read, failed)
      while (said?.length === 0)
      return give(said)
    } catch (error) {
      return spoil(error)
    }
  }
  const spoil = (error: unknown): never => {
    over = true
    throw error
  }
  const came = (step: In): IteratorResult<Out> | Promise<IteratorResult<Out>> => {
    try {
      const said = read(step)
      return said instanceof Promise ? said.then(give, spoil) : give(said)
    } catch (error) {
      return spoil(error)
    }
  }
  const lost = (error: unknown): IteratorResult<Out> | Promise<IteratorResult<Out>> => {
    try {
      return give(failed(error))
    } catch (fault) {
      return spoil(fault)
    }
  }

  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next() {
      if (taken < items.length) pending = Promise.resolve(take())
      else pending = over ? Promise.resolve(end) : next().then(came, lost)
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
