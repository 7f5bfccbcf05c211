import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a page that is neither ours nor one of `origins` makes its browser send this. A browser shows certificates
 * whoever makes it ask; programs send neither of the two headers (Fetch standard; Fetch Metadata, section 2.3).
 */
export const isOfForeignPage = (headers: IncomingHttpHeaders, origins: ReadonlySet<string>): boolean => {
  const { origin, host } = headers
  if (origin !== undefined) return !origins.has(origin) && hostOf(origin) !== host
  const site = headers['sec-fetch-site']
  return site === 'cross-site' || site === 'same-site'
}

const hostOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host : undefined
