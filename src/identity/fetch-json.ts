import { type Dispatcher, request } from 'undici'

/** How long an identity provider may take to answer, and how much it may say. */
export interface FetchLimits {
  readonly timeoutMs: number
  readonly bodyBytes: number
}

export const fetchLimits: FetchLimits = { timeoutMs: 5_000, bodyBytes: 262_144 }

/** Reads a JSON document. Follows no redirect: it could lead where the address itself may not. Throws an Error. */
export const fetchJson = async (
  url: string,
  { dispatcher, timeoutMs, bodyBytes }: FetchLimits & { readonly dispatcher: Dispatcher },
): Promise<unknown> => {
  const { statusCode, body } = await request(url, {
    dispatcher,
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (statusCode !== 200) {
    await body.dump({ limit: bodyBytes })
    throw new Error(`it answers with the status ${statusCode}`)
  }
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of body) {
    size += piece.length
    if (size > bodyBytes) throw new Error(`its answer is longer than ${bodyBytes} bytes`)
    pieces.push(piece)
  }
  return JSON.parse(Buffer.concat(pieces).toString())
}
