/**
 * Work for many names, of which one piece for a name goes on at a time. Who asks while it goes on gets the piece that
 * follows, which sees all that was there when it was asked for; however many ask, that is one piece.
 */
export const oneAtATime = (work: (name: string) => Promise<void>): ((name: string) => Promise<void>) => {
  const going = new Map<string, { readonly done: Promise<void>; next?: Promise<void> }>()
  const start = (name: string): Promise<void> => {
    const done = work(name).finally(() => {
      if (going.get(name)?.done === done) going.delete(name)
    })
    going.set(name, { done })
    return done
  }
  return name => {
    const piece = going.get(name)
    if (!piece) return start(name)
    piece.next ??= piece.done.then(
      () => start(name),
      () => start(name),
    )
    return piece.next
  }
}
