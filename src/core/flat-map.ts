/**
 * Each item as what `split` makes of it: it adds to `out`, maybe nothing. What it had added before it threw leaves
 * first; then the stream is closed, and the error thrown. What the stream throws goes on as `seen` makes it. Without a generator, as chunks of every call pass here.
 */
export const flatMap = <In, Out>(
  stream: AsyncIterable<In>,
  split: (item: In, out: Out[]) => void | Promise<void>,
  seen: (error: unknown) => unknown = error => error,
): AsyncIterableIterator<Out> => {
  const items = stream[Symbol.asyncIterator]()
  let out: Out[] = []
  let taken = 0
  let fault: { readonly error: unknown } | undefined
  let pending: Promise<IteratorResult<Out>> | undefined
  let over = false

  const ready = (): IteratorResult<Out> | undefined => {
    if (taken === out.length) return undefined
    // There is one: see the line before.
    return { done: false, value: out[taken++] as Out }
  }

  const end = async (error: unknown): Promise<never> => {
    over = true
    await items.return?.().catch(() => undefined)
    throw error
  }

  const fail = (error: unknown): never => {
    over = true
    throw seen(error)
  }

  const pull = async (): Promise<IteratorResult<Out>> => {
    while (!over) {
      if (fault) return end(fault.error)
      const item = await items.next().catch(fail)
      if (item.done) break
      out = []
      taken = 0
      try {
        const splitting = split(item.value, out)
        if (splitting) await splitting
      } catch (error) {
        fault = { error }
      }
      const first = ready()
      if (first) return first
    }
    over = true
    return { done: true, value: undefined }
  }

  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next() {
      const next = ready()
      pending = next ? Promise.resolve(next) : pull()
      return pending
    },
    async return() {
      await pending?.catch(() => undefined)
      out = []
      taken = 0
      if (!over) await items.return?.()
      over = true
      return { done: true, value: undefined }
    },
  }
}
