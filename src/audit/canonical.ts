import type { Json } from '../core/message.ts'

/** Something that JSON can say; what is undefined is left out. */
export type Sayable = Json | undefined | readonly Sayable[] | { readonly [key: string]: Sayable }

/**
 * The one text of a JSON value: no spaces, members sorted by the UTF-16 code units of their names, numbers and strings as
 * ECMAScript writes them (RFC 8785, section 3.2). Halves of surrogate pairs become U+FFFD.
 */
export const canonical = (value: Sayable): string => {
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed())
  if (Array.isArray(value)) return `[${value.map(item => canonical(item ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name.toWellFormed())}:${canonical(member)}`)
  return `{${members.join(',')}}`
}
