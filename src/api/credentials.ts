import type { IncomingMessage } from 'node:http'
import type { Credentials } from '../core/principal.ts'
import { clientAddresses } from './client-address.ts'
import { certificateOf } from './client-certificate.ts'
import { sessionCookie } from './sign-in/cookies.ts'

/** What a request over HTTP, or one for an upgrade, shows of its sender. */
export type ReadCredentials = (request: IncomingMessage) => Credentials

/** `trustedProxies`: the CIDR ranges of those whose word on the client's address counts. */
export const credentialReader = ({
  trustedProxies = [],
}: {
  readonly trustedProxies?: readonly string[] | undefined
} = {}): ReadCredentials => {
  const addressOf = clientAddresses(trustedProxies)
  return request => ({
    authorization: request.headers.authorization,
    session: sessionCookie(request.headers),
    certificate: certificateOf(request.socket),
    clientAddress: addressOf(request),
  })
}
