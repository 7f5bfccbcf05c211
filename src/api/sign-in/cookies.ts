import type { IncomingHttpHeaders } from 'node:http'
import type { KeptByBrowser } from '../../core/browser-sign-in.ts'
import type { SessionCookie } from '../../core/principal.ts'

/** What the cookies are for: one that outlasts a tab, and one until the browser comes back from elsewhere. */
type CookieName = 'weir_session' | 'weir_login'

/** A browser lets nobody but this very host, over https, set a cookie of this name (RFC 6265bis, section 4.1.3.2). */
const hostOnly = '__Host-'

/** As much as we seal into one; anything longer is none of ours. */
const sealedText = /^[\w-]{1,4096}$/

/** The cookie of somebody who has signed in, with what the browser says of the page that asks. */
export const sessionCookie = (headers: IncomingHttpHeaders): SessionCookie | undefined => {
  // Nearly all requests are those of programs.
  if (headers.cookie === undefined) return undefined
  const cookie = readCookie(headers.cookie, 'weir_session')
  const site = headers['sec-fetch-site']
  return cookie && { ...cookie, origin: headers.origin, site: typeof site === 'string' ? site : undefined }
}

/** A cookie of ours as `Cookie` has it; undefined if it is not there, or is none that we have set. */
export const readCookie = (
  header: string | undefined,
  name: CookieName,
): Pick<SessionCookie, 'sealed' | 'isHostOnly'> | undefined => {
  const sealed = valueIn(header, hostOnly + name)
  if (sealed !== undefined) return { sealed, isHostOnly: true }
  const plain = valueIn(header, name)
  return plain === undefined ? undefined : { sealed: plain, isHostOnly: false }
}

const valueIn = (header = '', name: string): string | undefined => {
  for (const pair of header.split(';')) {
    const [key = '', value = ''] = pair.trim().split('=', 2)
    if (key === name) return sealedText.test(value) ? value : undefined
  }
  return undefined
}

/**
 * A `Set-Cookie` header. The session goes out with requests of our own site only; the other one has to come along when
 * the identity provider sends the browser back.
 */
export const writeCookie = (
  name: CookieName,
  { sealed, isHostOnly, until }: KeptByBrowser,
  now: number,
): string => {
  const seconds = Math.max(Math.floor((until - now) / 1000), 0)
  return [
    `${isHostOnly ? hostOnly : ''}${name}=${sealed}`,
    'Path=/',
    'HttpOnly',
    `SameSite=${name === 'weir_session' ? 'Strict' : 'Lax'}`,
    ...(isHostOnly ? ['Secure'] : []),
    `Max-Age=${seconds}`,
  ].join('; ')
}

/** Takes a cookie back, under either name. */
export const dropCookie = (name: CookieName): readonly string[] =>
  [true, false].map(isHostOnly => writeCookie(name, { sealed: '', isHostOnly, until: 0 }, 0))
