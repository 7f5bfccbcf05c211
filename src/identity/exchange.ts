import type { IncomingHttpHeaders } from 'node:http'
import { type Dispatcher, request } from 'undici'

/** How long an identity provider may take to answer, and how much it may say. */
export interface FetchLimits {
  readonly timeoutMs: number
  readonly bodyBytes: number
}

export const fetchLimits: FetchLimits = { timeoutMs: 5_000, bodyBytes: 262_144 }

/** Through which connections an identity provider is asked, and how patiently. */
export type FetchOptions = FetchLimits & { readonly dispatcher: Dispatcher }

/** What is sent, as `fetch` has it. */
export interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer<ArrayBuffer>
}

/** Somebody has answered, but not with what was asked for. The message is one line, and quotes nothing of the answer. */
export class UnusableAnswer extends Error {
  override readonly name = 'UnusableAnswer'
}

/** Asks once. Follows no redirect: it could lead where the address itself may not. Throws an Error. */
export const exchange = async (url: string, sent: Sent, options: FetchOptions): Promise<Answer> => {
  const { dispatcher, timeoutMs, bodyBytes } = options
  const { method, headers, body } = sent
  const answer = await request(url, {
    dispatcher,
    method: method === 'POST' ? 'POST' : 'GET',
    headers: { ...headers, accept: 'application/json' },
    ...(body != null && { body: String(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  })
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of answer.body) {
    size += piece.length
    if (size > bodyBytes) throw new UnusableAnswer(`its answer is longer than ${bodyBytes} bytes`)
    pieces.push(piece)
  }
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) }
}
