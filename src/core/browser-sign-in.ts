import type { Credentials, SessionCookie } from './principal.ts'

/** Something that a browser is to keep, as the gateway has sealed it. */
export interface KeptByBrowser {
  readonly sealed: string
  /** Whether it may travel over https only, and be set by this very host only. */
  readonly isHostOnly: boolean
  /** Until when, in milliseconds since 1970. */
  readonly until: number
}

/** Signing in with a browser, at an identity provider (OpenID Connect, authorization code with PKCE). */
export interface BrowserSignIn {
  /** Names of the identity providers with whom people of the tenant sign in; of the gateway's own, if none is said. */
  choices(tenant: string | undefined): readonly string[]
  /** Where the browser is to go now. Throws NOT_FOUND, and UNAVAILABLE if the identity provider cannot be asked. */
  begin(which: {
    readonly tenant: string | undefined
    readonly identityProvider: string
  }): Promise<{ readonly address: string; readonly pending: KeptByBrowser }>
  /**
   * With what the identity provider has sent the browser back with: `query` is its answer. Throws INVALID_INPUT where
   * it belongs to no sign-in of this browser, UNAUTHENTICATED where it does not prove who somebody is, UNAVAILABLE, and
   * what `Services.authenticate` does.
   */
  finish(answer: {
    readonly query: string
    readonly pending: Pick<SessionCookie, 'sealed' | 'isHostOnly'> | undefined
    readonly clientAddress: Credentials['clientAddress']
  }): Promise<KeptByBrowser>
  /** Where the person can sign out of the identity provider too; undefined where it offers no such place. */
  farewell(session: SessionCookie): Promise<string | undefined>
  /** Whether a page of ours asks, or nobody has signed in. */
  mayEnd(session: SessionCookie | undefined): boolean
}
