import { pulled } from './pulled.ts'

/**
 * Each item as what `split` makes of it: it adds to `out`, maybe nothing. What it had added before it threw leaves
 * first; then the stream is closed, and the error thrown. What the stream throws goes on as `seen` makes it.
 */
export const flatMap = <In, Out>(
  stream: AsyncIterable<In>,
  split: (item: In, out: Out[]) => void | Promise<void>,
  seen: (error: unknown) => unknown = error => error,
): AsyncIterableIterator<Out> => {
  const items = stream[Symbol.asyncIterator]()
  let fault: { readonly error: unknown } | undefined

  /** The fault of this side is what the reader has to see, also where the stream cannot be closed. */
  const refuse = async (error: unknown): Promise<never> => {
    await items.return?.().catch(() => undefined)
    throw error
  }
  return pulled<Out>({
    async pull() {
      if (fault) return refuse(fault.error)
      let item: IteratorResult<In>
      try {
        item = await items.next()
      } catch (error) {
        throw seen(error)
      }
      if (item.done) return undefined
      const out: Out[] = []
      try {
        const splitting = split(item.value, out)
        if (splitting) await splitting
      } catch (error) {
        fault = { error }
      }
      return out
    },
    leave: () => items.return?.(),
  })
}
