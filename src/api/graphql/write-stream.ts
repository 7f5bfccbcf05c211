import type { ServerResponse } from 'node:http'
import type { ExecutionResult } from 'graphql'
import { drained, endWithin } from '../stalled-reader.ts'
import type { Present } from './errors.ts'
import type { WireFormat } from './wire-format.ts'

/**
 * Writes results as they come and ends the answer. Pulls no further result while the client does not read; a client
 * that takes nothing for `stalledMs` is cut off. Keeps the connection alive while there is nothing to say. Resolves
 * when all is written or the client has left; never throws.
 */
export const writeStream = async (
  response: ServerResponse,
  results: AsyncIterable<ExecutionResult>,
  about: {
    readonly format: WireFormat
    /** Aborted when the client leaves. */
    readonly signal: AbortSignal
    readonly keepAliveMs: number
    readonly stalledMs: number
    readonly present: Present
  },
): Promise<void> => {
  const { format } = about
  response.writeHead(200, {
    'content-type': format.contentType,
    'cache-control': 'no-store',
    // Proxies in front of us must not collect what is meant to be seen as it comes.
    'x-accel-buffering': 'no',
  })
  response.write(format.open)
  const keepAlive = setInterval(() => {
    if (!response.writableNeedDrain) response.write(format.keepAlive)
  }, about.keepAliveMs)
  let end = format.complete
  try {
    for await (const result of results)
      if (!response.write(format.next(result))) await drained(response, about)
  } catch (error) {
    end = format.failed(about.present(error).formatted)
  } finally {
    clearInterval(keepAlive)
    endWithin(response, end, about.stalledMs)
  }
}
