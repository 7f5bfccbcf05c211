import { pulled, type Said } from './pulled.ts'

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
  /** What was made of the item before the fault leaves first. */
  const spoil = (error: unknown, out: readonly Out[]): readonly Out[] => {
    fault = { error }
    return out
  }
  return pulled<IteratorResult<In>, Out>({
    next: () => (fault ? refuse(fault.error) : items.next()),
    read(item): Said<Out> | Promise<Said<Out>> {
      if (item.done) return undefined
      const out: Out[] = []
      try {
        const splitting = split(item.value, out)
        return splitting
          ? splitting.then(
              () => out,
              error => spoil(error, out),
            )
          : out
      } catch (error) {
        return spoil(error, out)
      }
    },
    failed(error) {
      throw fault ? error : seen(error)
    },
    leave: () => items.return?.(),
  })
}
