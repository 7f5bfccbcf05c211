import { exchange, type FetchOptions } from './exchange.ts'

/** Reads a JSON document. Follows no redirect. Throws an Error. */
export const fetchJson = async (url: string, options: FetchOptions): Promise<unknown> => {
  const { status, body } = await exchange(url, {}, options)
  if (status !== 200) throw new Error(`it answers with the status ${status}`)
  return JSON.parse(body.toString())
}
