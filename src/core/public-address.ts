/**
 * Whether an IP address is one that only this machine or its networks can reach, or that is no address at all.
 * For checking what a name resolved to, right before connecting. Source: IANA's special-purpose address
 * registries (IPv4 and IPv6), and the metadata addresses of the large clouds.
 */
export const isPrivateAddress = (ip: string): boolean => {
  const v4 = parseIpv4(ip)
  if (v4 !== undefined) return isPrivateIpv4(v4)
  const groups = parseIpv6(ip)
  return groups === undefined || isPrivateIpv6(groups)
}

/**
 * Whether an address can belong to a public host: http or https, without credentials, and a host that is neither
 * a private IP address in any notation nor a name that only a private network knows, whoever reads it. A public name
 * may still resolve to a private address: see `isPrivateAddress`.
 */
export const isPublicUrl = (url: string): boolean => {
  // What one parser takes for `/` or leaves out, another takes for a part of the host or of the credentials before it.
  if (/[\\\p{Cc}]/u.test(url) || !URL.canParse(url)) return false
  // The URL parser has turned 0x7f.1, 2130706433 and 0177.0.0.1 into 127.0.0.1 (WHATWG URL, "host parsing").
  const { protocol, hostname, username, password } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:') return false
  if (username !== '' || password !== '') return false
  const host = hostname.replace(/\.$/, '').toLowerCase()
  if (host.startsWith('[')) return !isPrivateAddress(host.slice(1, -1))
  if (parseIpv4(host) !== undefined) return !isPrivateAddress(host)
  return host.includes('.') && !privateNames.some(name => host.endsWith(name))
}

/** Top-level names that never lead to the public internet (RFC 6761, 6762, 8375; ICANN's `.internal`). */
const privateNames = ['.arpa', '.corp', '.home', '.internal', '.lan', '.local', '.localhost', '.private']

const parseIpv4 = (text: string): number | undefined => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
  if (!parts || parts.some(part => part > 255)) return undefined
  return parts.reduce((address, part) => address * 256 + part, 0)
}

/** The eight 16-bit groups; the URL parser brings every notation to one form. */
const parseIpv6 = (text: string): readonly number[] | undefined => {
  const url = `http://[${text.replace(/%.*$/, '')}]`
  if (!text.includes(':') || !URL.canParse(url)) return undefined
  const [head = '', tail] = new URL(url).hostname.slice(1, -1).split('::')
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}

const groupsOf = (text: string): number[] =>
  text === '' ? [] : text.split(':').map(group => Number.parseInt(group, 16))

const isPrivateIpv4 = (address: number): boolean =>
  privateIpv4.some(([base, bits]) => address >>> (32 - bits) === (parseIpv4(base) ?? 0) >>> (32 - bits))

const privateIpv4: readonly (readonly [base: string, prefixBits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32], // Azure's wire server
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3], // multicast, reserved, broadcast
]

const isPrivateIpv6 = (groups: readonly number[]): boolean => {
  const [first = 0, second = 0] = groups
  if (startsWith(groups, mapped) || startsWith(groups, nat64)) return isPrivateIpv4(embeddedIpv4(groups))
  const isGlobalUnicast = first >> 13 === 1 // 2000::/3
  const isProtocolAssignment = first === 0x2001 && second < 0x200 // Teredo and the like
  const isDocumentation = (first === 0x2001 && second === 0xdb8) || first === 0x3fff
  const is6to4 = first === 0x2002
  return !isGlobalUnicast || isProtocolAssignment || isDocumentation || is6to4
}

const mapped = [0, 0, 0, 0, 0, 0xffff] // ::ffff:0:0/96
const nat64 = [0x64, 0xff9b, 0, 0, 0, 0] // 64:ff9b::/96

const startsWith = (groups: readonly number[], prefix: readonly number[]): boolean =>
  prefix.every((group, index) => groups[index] === group)

const embeddedIpv4 = (groups: readonly number[]): number => (groups[6] ?? 0) * 65_536 + (groups[7] ?? 0)
