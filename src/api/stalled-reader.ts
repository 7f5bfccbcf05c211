import type { ServerResponse } from 'node:http'

/**
 * Resolves when the client has taken what was written, when it has left, or when `signal` aborts. A client that does
 * not take it within `stalledMs` is cut off, which ends its call as its leaving does.
 */
export const drained = (
  response: ServerResponse,
  { signal, stalledMs }: { readonly signal: AbortSignal; readonly stalledMs: number },
): Promise<void> => {
  if (response.destroyed) return Promise.resolve()
  const { promise, resolve } = Promise.withResolvers<void>()
  const stalled = setTimeout(cutOff, stalledMs, response)
  const done = (): void => {
    clearTimeout(stalled)
    response.off('drain', done)
    response.off('close', done)
    signal.removeEventListener('abort', done)
    resolve()
  }
  response.on('drain', done)
  response.on('close', done)
  signal.addEventListener('abort', done)
  return promise
}

/** Ends an answer. A client that does not take the rest of it within `stalledMs` is cut off. */
export const endWithin = (response: ServerResponse, text: string, stalledMs: number): void => {
  if (response.destroyed) return
  const stalled = setTimeout(cutOff, stalledMs, response)
  response.once('close', () => clearTimeout(stalled))
  response.end(text)
}

/** With a reset: after a mere close, the system would go on offering what is left to who does not read it. */
const cutOff = (response: ServerResponse): void => {
  response.socket?.resetAndDestroy()
}
