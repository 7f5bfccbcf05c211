import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { isAllowedAddress } from '../core/allowed-addresses.ts'

/** Tells which IP address a request or an upgrade comes from; undefined where nobody who is trusted knows. */
export type ClientAddressOf = (request: IncomingMessage) => string | undefined

/**
 * The address of the connection or, where that is one of our own proxies (CIDR ranges), the one that the proxy has
 * written down: the last of `X-Forwarded-For` that is none of the proxies. What stands before it is anybody's word, as
 * is the whole header where it comes from somebody else.
 */
export const clientAddresses = (proxies: readonly string[]): ClientAddressOf => {
  if (proxies.length === 0) return ({ socket }) => socket.remoteAddress
  return ({ headers, socket }) => {
    const forwarded = String(headers['x-forwarded-for'] ?? '')
    let address = socket.remoteAddress
    for (let end = forwarded.length; end > 0 && isAllowedAddress(proxies, address); ) {
      const comma = forwarded.lastIndexOf(',', end - 1)
      address = plainAddress(forwarded.slice(comma + 1, end).trim())
      end = comma
    }
    return address
  }
}

/** Some proxies add the port, or the brackets of a URL. What is no address then is nobody's. */
const plainAddress = (entry: string): string | undefined => {
  const [, v6, v4] = /^\[([\da-f:.]+)\](?::\d+)?$|^([\d.]+):\d+$/i.exec(entry) ?? []
  const address = v6 ?? v4 ?? entry
  return isIP(address) === 0 || address.includes('%') ? undefined : address
}
