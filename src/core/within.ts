/** What `work` comes to, or an error if that takes longer. The work itself is not stopped. */
export const within = <T>(milliseconds: number, work: Promise<T>): Promise<T> => {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const late = (): void => reject(new Error(`no answer within ${milliseconds} ms`))
  // Where the event loop was held up, the answer may lie in the socket: it is read between timers and immediates.
  const timer = setTimeout(() => setImmediate(late), milliseconds)
  work.then(resolve, reject)
  return promise.finally(() => clearTimeout(timer))
}
