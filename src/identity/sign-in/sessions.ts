import type { SessionCookie } from '../../core/principal.ts'
import type { Seal } from '../seal.ts'

/** What a browser keeps of a sign-in. */
export interface Session {
  /** The ID token, which is verified on each request as any other token. */
  readonly token: string
  /** Name of the identity provider that has issued it. */
  readonly identityProvider: string
  /** Of the pages that it counts for, such as `https://weir.example.com`. */
  readonly origin: string
}

/** Seals sessions into cookies, and opens them again. Nothing of them is kept here, so every replica knows them. */
export interface Sessions {
  seal(session: Session): string
  /** Undefined if it was not sealed here, or stands in a cookie that somebody on the way may have set. */
  open(cookie: Pick<SessionCookie, 'sealed' | 'isHostOnly'>): Session | undefined
}

export const createSessions = (seal: Seal): Sessions => ({
  seal: ({ token, identityProvider, origin }) => seal.seal(JSON.stringify([token, identityProvider, origin])),
  open({ sealed, isHostOnly }) {
    const text = seal.open(sealed)
    if (text === undefined) return undefined
    const [token, identityProvider, origin]: readonly string[] = JSON.parse(text)
    if (token === undefined || identityProvider === undefined || origin === undefined) return undefined
    return origin.startsWith('https:') === isHostOnly ? { token, identityProvider, origin } : undefined
  },
})

/**
 * Whether a request was made by a page of the session's own origin, as browsers alone can say: by `Origin`, which each
 * POST and WebSocket has, or by `Sec-Fetch-Site` (W3C Fetch Metadata). Who says neither is none of ours.
 */
export const isOfOwnPage = ({ origin, site }: SessionCookie, session: Session): boolean =>
  (origin !== undefined || site !== undefined) &&
  (origin === undefined || origin === session.origin) &&
  (site === undefined || site === 'same-origin')
