import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** Server-sent events on their way to one client. */
export interface EventStream {
  /** Undefined while the client keeps up; else resolves when it has caught up, or left. */
  send(events: string): Promise<void> | undefined
  end(events: string): void
}

/**
 * Sends the status and headers, and from then on a comment whenever nothing was sent for `keepAliveMs`, so that
 * no proxy takes a thinking model for a dead connection.
 */
export const openEventStream = (
  response: ServerResponse,
  headers: OutgoingHttpHeaders,
  keepAliveMs: number,
): EventStream => {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    ...headers,
  })
  const keepAlive = setTimeout(() => {
    if (!response.writableNeedDrain) response.write(': keep-alive\n\n')
    keepAlive.refresh()
  }, keepAliveMs)
  response.once('close', () => clearTimeout(keepAlive))
  if (response.destroyed) clearTimeout(keepAlive)
  return {
    send(events) {
      if (response.destroyed) return undefined
      keepAlive.refresh()
      return response.write(events) ? undefined : drained(response)
    },
    end(events) {
      clearTimeout(keepAlive)
      response.end(events)
    },
  }
}

const drained = (response: ServerResponse): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const done = (): void => {
    response.off('drain', done)
    response.off('close', done)
    resolve()
  }
  response.on('drain', done)
  response.on('close', done)
  return promise
}
