import type { Clock } from '../../core/ports.ts'
import type { Seal } from '../seal.ts'

/** A sign-in that has begun, as the browser keeps it until it comes back. */
export interface Pending {
  readonly identityProvider: string
  /** Ties the answer of the identity provider to this browser (RFC 6749, section 10.12). */
  readonly state: string
  /** Ties the ID token to it (OpenID Connect Core, section 3.1.2.1). */
  readonly nonce: string
  /** Ties the code to it (PKCE, RFC 7636). */
  readonly verifier: string
  /** When it is too late to come back, in milliseconds since 1970. */
  readonly until: number
}

export const sealPending = (pending: Pending, seal: Seal): string => seal.seal(JSON.stringify(pending))

/** Undefined if it was not sealed here, or it is too late. */
export const openPending = (
  sealed: string,
  { seal, clock }: { readonly seal: Seal; readonly clock: Clock },
): Pending | undefined => {
  const text = seal.open(sealed)
  if (text === undefined) return undefined
  const pending: Pending = JSON.parse(text)
  return clock() < pending.until ? pending : undefined
}
