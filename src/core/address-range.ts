/** A range of IP addresses, as a CIDR says it: `bits` of `first` are the same in all of them. */
interface AddressRange {
  readonly width: 32 | 128
  readonly first: bigint
  readonly bits: number
}

/**
 * The one spelling of a range, such as `10.0.0.0/8`, `2001:db8::/32` or a single address, or what is wrong with it.
 * IPv4 addresses that are mapped into IPv6 (RFC 4291, section 2.5.5.2) become plain ones.
 */
export const addressRange = (text: string): { readonly range: string } | { readonly fault: string } => {
  const parsed = parse(text)
  if (!parsed)
    return { fault: 'must be an address or a range such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32' }
  const { width, first, bits } = parsed
  const masked = (first >> BigInt(width - bits)) << BigInt(width - bits)
  const range = written({ ...parsed, first: masked })
  return masked === first
    ? { range }
    : { fault: `has bits behind its first ${bits}; the range that it lies in is ${range}` }
}

/** Whether each address of `inner` is in one of the `outer` ranges alone. Something that is no range is in none. */
export const isWithinRanges = (outer: readonly string[], inner: string): boolean => {
  const small = parse(inner)
  if (!small) return false
  return outer.map(parse).some(large => {
    if (!large || large.width !== small.width || large.bits > small.bits) return false
    const rest = BigInt(large.width - large.bits)
    return large.first >> rest === small.first >> rest
  })
}

const parse = (text: string): AddressRange | undefined => {
  const [, address = '', length] = /^([\da-fA-F:.]{2,45})(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const v4 = parseIpv4(address)
  const first = v4 ?? parseIpv6(address)
  if (first === undefined) return undefined
  const width = v4 === undefined ? 128 : 32
  const bits = length === undefined ? width : Number(length)
  if (bits > width) return undefined
  return width === 128 && first >> 32n === 0xffffn && bits >= 96
    ? { width: 32, first: first & 0xffff_ffffn, bits: bits - 96 }
    : { width, first, bits }
}

const parseIpv4 = (text: string): bigint | undefined => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1)
  // A leading zero is octal to some and decimal to others.
  if (!parts || parts.some(part => Number(part) > 255 || /^0\d/.test(part))) return undefined
  return parts.reduce((number, part) => (number << 8n) + BigInt(part), 0n)
}

/** By the URL parser, which brings every notation to one form. */
const parseIpv6 = (text: string): bigint | undefined => {
  const url = `http://[${text}]`
  if (!text.includes(':') || !URL.canParse(url)) return undefined
  const [head = '', tail] = new URL(url).hostname.slice(1, -1).split('::')
  const groupsOf = (part: string | undefined): string[] => (part ? part.split(':') : [])
  const [before, after] = [groupsOf(head), groupsOf(tail)]
  const zeros = Array<string>(8 - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after].reduce((number, group) => (number << 16n) + BigInt(`0x${group}`), 0n)
}

const written = ({ width, first, bits }: AddressRange): string => {
  const address = width === 32 ? writtenIpv4(first) : writtenIpv6(first)
  return bits === width ? address : `${address}/${bits}`
}

const writtenIpv4 = (number: bigint): string =>
  [24n, 16n, 8n, 0n].map(shift => (number >> shift) & 255n).join('.')

const writtenIpv6 = (number: bigint): string => {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((number >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  )
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}
