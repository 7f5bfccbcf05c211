import { exchange, type FetchOptions, UnusableAnswer } from './exchange.ts'

/** Reads a JSON document. Follows no redirect. Throws an Error. */
export const fetchJson = async (url: string, options: FetchOptions): Promise<unknown> => {
  const { status, body } = await exchange(url, {}, options)
  if (status !== 200) throw new UnusableAnswer(`it answers with the status ${status}`)
  try {
    return JSON.parse(body.toString())
  } catch {
    throw new UnusableAnswer('its answer is no JSON')
  }
}
