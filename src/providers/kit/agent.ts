import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { Agent, type Dispatcher } from 'undici'
import type { ClientTls } from '../../core/config.ts'
import { isPrivateAddress } from '../../core/public-address.ts'

/** Which hosts an agent connects to. PUBLIC refuses a name that resolves to an address of our own networks. */
export type Reach = 'PUBLIC' | 'ANY'

interface AgentOptions {
  readonly connectMs?: number
  readonly connectionsPerOrigin?: number
  /** What is shown to a server that asks for a certificate, and whom its own may come from. */
  readonly tls?: ClientTls
}

/**
 * The connections to providers; whoever makes it closes it. HTTP/1.1 only, where cancelling a call closes its
 * connection. A bad certificate, an unknown host and a connection that takes too long are refused.
 */
export const providerAgent = (
  reach: Reach,
  { connectMs = 10_000, connectionsPerOrigin = 8192, tls }: AgentOptions = {},
): Dispatcher =>
  new Agent({
    allowH2: false,
    connections: connectionsPerOrigin,
    connect: {
      timeout: connectMs,
      ...(reach === 'PUBLIC' && { lookup: publicLookup }),
      ...(tls?.certificate !== undefined && { cert: tls.certificate, key: tls.key }),
      ...(tls?.ca !== undefined && { ca: tls.ca }),
    },
    keepAliveTimeout: 30_000,
  })

/**
 * Looks at what the name resolved to, at the moment of connecting: a check at configuration time could be passed
 * by a name that changes its address later (DNS rebinding).
 */
const publicLookup: LookupFunction = (host, options, found) => {
  lookup(host, options, (error, address, family) => {
    const addresses = Array.isArray(address) ? address.map(entry => entry.address) : [address]
    if (error) found(error, address, family)
    else if (addresses.some(isPrivateAddress))
      found(
        Object.assign(new Error(`${host} leads to a private address`), { code: 'EPRIVATEADDRESS' }),
        address,
        family,
      )
    else found(null, address, family)
  })
}
