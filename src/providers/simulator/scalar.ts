import { unsupported } from '../kit/body.ts'
import type { Schema } from './instance.ts'

/** A number within the schema's bounds, on its grid. Throws UNSUPPORTED if there is none. */
export const numberFor = (
  { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: Schema,
  { hash, step }: { readonly hash: number; readonly step: number },
): number => {
  const least = Math.max(bound(minimum, -Infinity), bound(exclusiveMinimum, -Infinity))
  const most = Math.min(bound(maximum, Infinity), bound(exclusiveMaximum, Infinity))
  const allowed = (value: number): boolean =>
    value >= least && value <= most && value !== exclusiveMinimum && value !== exclusiveMaximum
  const whole = step === 1
  const grid = bound(multipleOf, step)
  const start = Number.isFinite(least) ? least : Number.isFinite(most) ? Math.min(most - 100 * grid, 0) : 0
  const candidates = [hash % 100, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(
    more => (Math.ceil(start / grid) + more) * grid,
  )
  const found = candidates.find(
    value =>
      allowed(value) &&
      (!whole || Number.isInteger(value)) &&
      (multipleOf === undefined || Number.isInteger(value / grid)),
  )
  if (found !== undefined) return found
  const between = (least + most) / 2
  if (!whole && multipleOf === undefined && allowed(between)) return between
  throw unsupported('The simulator found no number that the JSON Schema allows')
}

const bound = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise)

/** A text of the schema's format, of a pattern that is known, or else of its length. */
export const textFor = (
  { format, pattern, minLength, maxLength }: Schema,
  { hash, name }: { readonly hash: number; readonly name: string },
): string => {
  const known = typeof format === 'string' ? formats.get(format) : undefined
  if (known) return known(hash)
  if (pattern === decimal) return `${hash % 100}.5`
  const least = bound(minLength, 0)
  if (least > 100_000) throw unsupported('The simulator writes texts of 100,000 characters at the most')
  const most = bound(maxLength, Infinity)
  const text = [...`a simulated ${name}${hash % 3 === 0 ? '' : ` ${(hash % 9) + 1}`}`.padEnd(least, '.')]
  return text.slice(0, Math.max(most, 0)).join('')
}

/** The contract's Decimal, as prompts ask for it. Patterns in general would take an engine for them. */
const decimal = '^-?[0-9]{1,30}([.][0-9]{1,30})?$'

const twoDigits = (number: number): string => String(number).padStart(2, '0')

const formats: ReadonlyMap<string, (hash: number) => string> = new Map(
  Object.entries({
    date: (hash: number) => `2026-01-${twoDigits((hash % 28) + 1)}`,
    'date-time': (hash: number) => `2026-01-${twoDigits((hash % 28) + 1)}T12:00:00Z`,
    duration: (hash: number) => `P${(hash % 9) + 1}D`,
    email: (hash: number) => `person${hash % 100}@example.com`,
    hostname: (hash: number) => `host${hash % 100}.example.com`,
    ipv4: (hash: number) => `192.0.2.${hash % 256}`,
    ipv6: (hash: number) => `2001:db8::${(hash % 65_536).toString(16)}`,
    time: (hash: number) => `${twoDigits(hash % 24)}:00:00Z`,
    uri: (hash: number) => `https://example.com/${hash % 1000}`,
    uuid: (hash: number) => `${hash.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`,
  }),
)
