/** Nano-dollars as a plain decimal of dollars: `1500000n` → `0.0015`. Exact, no exponent. */
export const usdFromNanos = (nanos: bigint): string => {
  const digits = (nanos < 0n ? -nanos : nanos).toString().padStart(10, '0')
  const fraction = digits.slice(-9).replace(/0+$/, '')
  return `${nanos < 0n ? '-' : ''}${digits.slice(0, -9)}${fraction && `.${fraction}`}`
}

/** A decimal of dollars as nano-dollars; undefined if it is no plain decimal of at most nine places. */
export const nanosFromUsd = (usd: string): bigint | undefined => {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?$/.exec(usd)
  if (!match) return undefined
  const nanos = BigInt(`${match[2]}${(match[3] ?? '').padEnd(9, '0')}`)
  return match[1] ? -nanos : nanos
}
