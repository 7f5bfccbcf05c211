import { z } from 'zod'
import { didYouMean } from '../core/closest.ts'
import { nanosFromUsd } from '../core/money.ts'

// The values of weir.yaml. Every scalar comes as its text.

/** A map that knows its keys, and says so to whoever misspells one. */
export const map = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: issue =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map(key => unknownKey(key, Object.keys(shape))).join('; ')
        : issue.input === undefined
          ? 'is required'
          : 'must be a map of keys and values',
  })

/** Tells that a key is unknown, and which one was meant. */
export const unknownKey = (key: string, known: readonly string[]): string =>
  `there is no key \`${key}\` here${didYouMean(key, known) || `; there are ${known.join(', ')}`}`

/** An empty value in YAML is an empty list to its writer. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(value => (value === '' ? [] : value), z.array(item, { error: 'must be a list' }))

export const required = (otherwise: string) => (issue: { readonly input?: unknown }) =>
  issue.input === undefined ? 'is required' : otherwise

export const text = (longest: number) =>
  z
    .string({ error: required('must be a text') })
    .min(1, 'must not be empty')
    .max(longest, `must have at most ${longest} characters`)

export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, { error: required(`must be one of ${values.join(', ')}`) })

export const flag = oneOf(['true', 'false']).transform(value => value === 'true')

/** A name that a person gives. Whoever quotes it in a URL or a header need not think. */
export const name = text(128).regex(
  /^[A-Za-z0-9][A-Za-z0-9._@:+-]*$/,
  'must start with a letter or digit and hold only letters, digits and . _ @ : + -',
)

/** Models are often named with slashes. */
export const modelName = text(256).regex(
  /^[A-Za-z0-9~@][A-Za-z0-9._@:+~/-]*$/,
  'must start with a letter or digit and hold only letters, digits and . _ @ : + ~ / -',
)

export const whole = (least: number, most: number) =>
  z
    .string({ error: required('must be a whole number') })
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine(value => value >= least && value <= most, `must be from ${least} to ${most}`)

/** Dollars, exact: the text of the number never becomes a double. */
export const usd = z
  .string({ error: required('must be an amount of US dollars, such as 0.15') })
  .transform((value, context) => {
    const nanos = nanosFromUsd(value)
    if (nanos !== undefined && nanos >= 0n) return nanos
    context.addIssue(
      nanos === undefined
        ? 'must be an amount of US dollars with at most nine decimals, such as 0.15'
        : 'must not be negative',
    )
    return z.NEVER
  })

/** One text, or a list of some. */
export const texts = (longest: number) =>
  z
    .preprocess(value => (typeof value === 'string' ? [value] : value), list(text(longest)))
    .refine(values => values.length > 0, 'must hold at least one text')

export const weight = z
  .string({ error: required('must be a number') })
  .regex(/^\d{1,6}(\.\d{1,6})?$/, 'must be a number that is not negative, such as 1 or 0.5')
  .transform(Number)

/** From 100 % off to ten times as much more. */
export const basisPoints = z
  .string({ error: required('must be a whole number') })
  .regex(/^-?\d{1,6}$/, 'must be a whole number of hundredths of a per cent')
  .transform(Number)
  .refine(value => value >= -10_000 && value <= 100_000, 'must be from -10000 to 100000')

/** RFC 3339, section 5.6; also the day alone, which begins in UTC. */
export const moment = z
  .string({ error: required('must be a moment, such as 2026-01-31T12:00:00Z') })
  .transform((value, context) => {
    const at = /^\d{4}-\d\d-\d\d([Tt][\d:.]+([Zz]|[+-]\d\d:\d\d))?$/.test(value)
      ? Date.parse(value)
      : Number.NaN
    if (!Number.isNaN(at)) return at
    context.addIssue('must be a moment, such as 2026-01-31T12:00:00Z')
    return z.NEVER
  })
