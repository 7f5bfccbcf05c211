import type { IncomingMessage } from 'node:http'
import type { Credentials } from '../core/principal.ts'
import { clientAddresses } from './client-address.ts'
import { certificateOf } from './client-certificate.ts'
import { isOfForeignPage } from './foreign-page.ts'
import { sessionCookie } from './sign-in/cookies.ts'

/** What a request over HTTP, or one for an upgrade, shows of its sender. */
export type ReadCredentials = (request: IncomingMessage) => Credentials

/**
 * `trustedProxies`: the CIDR ranges of those whose word on the client's address counts. `corsOrigins`: pages besides our
 * own that may use the certificate of their browser; `*` names none.
 */
export const credentialReader = ({
  trustedProxies = [],
  corsOrigins = [],
}: {
  readonly trustedProxies?: readonly string[] | undefined
  readonly corsOrigins?: readonly string[] | undefined
} = {}): ReadCredentials => {
  const addressOf = clientAddresses(trustedProxies)
  const origins = new Set(corsOrigins)
  return request => ({
    authorization: request.headers.authorization,
    session: sessionCookie(request.headers),
    certificate: isOfForeignPage(request.headers, origins) ? undefined : certificateOf(request.socket),
    clientAddress: addressOf(request),
  })
}
