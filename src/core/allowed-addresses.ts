import { BlockList, isIP } from 'node:net'

/**
 * Whether an IP address lies in one of the CIDR ranges, such as `10.0.0.0/8`, `2001:db8::/32` or a single address. An
 * address that is unknown, and a range that is none, allow nothing.
 */
export const isAllowedAddress = (ranges: readonly string[], address: string | undefined): boolean => {
  const family = address === undefined ? undefined : familyOf(address)
  if (address === undefined || family === undefined) return false
  return listOf(ranges).check(address, family)
}

const listOf = (ranges: readonly string[]): BlockList => {
  const known = lists.get(ranges)
  if (known) return known
  const list = new BlockList()
  for (const range of ranges) add(list, range)
  lists.set(ranges, list)
  return list
}

/** Principals are kept for many calls, and their ranges with them. */
const lists = new WeakMap<readonly string[], BlockList>()

const add = (list: BlockList, range: string): void => {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(range) ?? []
  const family = familyOf(address)
  if (family === undefined) return
  const most = family === 'ipv4' ? 32 : 128
  const prefix = bits === undefined ? most : Number(bits)
  if (prefix <= most) list.addSubnet(address, prefix, family)
}

const familyOf = (address: string): 'ipv4' | 'ipv6' | undefined => {
  const version = isIP(address)
  return version === 4 ? 'ipv4' : version === 6 ? 'ipv6' : undefined
}
