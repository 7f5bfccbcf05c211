import { GatewayError } from '../core/error.ts'

/** The cause of a refusal of credentials that are genuine, but expired, revoked, or not enough. */
export class Outdated extends Error {
  override readonly name = 'Outdated'
}

/** The cause of a refusal of what a browser has sent along with a request that no page of ours has made. */
export class ForeignPage extends Error {
  override readonly name = 'ForeignPage'
}

/** The one answer to wrong credentials, whatever is wrong with them. */
export const refusedCredentials = (cause?: unknown): GatewayError =>
  new GatewayError(
    'UNAUTHENTICATED',
    'The credentials are not valid; send a valid API key or token as `Authorization: Bearer …`',
    { cause },
  )
