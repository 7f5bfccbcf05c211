import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { drained, endWithin } from '../stalled-reader.ts'

/** Server-sent events on their way to one client. */
export interface EventStream {
  /** Undefined while the client keeps up; else resolves when it has caught up, has left, or is to be told the end. */
  send(events: string): Promise<void> | undefined
  end(events: string): void
}

/** How an event stream is kept alive, and when a client that takes nothing is given up. */
export interface EventStreamLimits {
  readonly keepAliveMs: number
  readonly stalledMs: number
}

/**
 * Sends the status and headers, and from then on a comment whenever nothing was sent for `keepAliveMs`, so that
 * no proxy takes a thinking model for a dead connection. A client that takes nothing for `stalledMs` is cut off.
 */
export const openEventStream = (
  response: ServerResponse,
  headers: OutgoingHttpHeaders,
  { signal, keepAliveMs, stalledMs }: EventStreamLimits & { readonly signal: AbortSignal },
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
      return response.write(events) ? undefined : drained(response, { signal, stalledMs })
    },
    end(events) {
      clearTimeout(keepAlive)
      endWithin(response, events, stalledMs)
    },
  }
}
