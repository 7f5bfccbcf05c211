import {
  GraphQLError,
  type GraphQLScalarTypeConfig,
  Kind,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql'
import type { Json } from '../../../core/message.ts'

/** What the SDL leaves open about a scalar; its name and description stay there. */
type Scalar<Internal, External> = Required<
  Pick<GraphQLScalarTypeConfig<Internal, External>, 'parseLiteral' | 'parseValue' | 'serialize'>
>

const refuse = (type: string, wanted: string, given: unknown): never => {
  const shown = typeof given === 'string' ? JSON.stringify(given.slice(0, 40)) : `a ${typeof given}`
  throw new GraphQLError(`${type} must be ${wanted}, but got ${shown}`)
}

/** What a literal stands for: numbers keep their text, so that no digit is lost. Undefined if it is no plain value. */
const literal = (node: ValueNode): string | undefined =>
  node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT ? node.value : undefined

const plainDecimal = /^-?\d{1,30}(\.\d{1,30})?$/

const parseDecimal = (value: unknown): string => {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text === 'string' && plainDecimal.test(text)) return text
  return refuse('Decimal', 'a plain decimal such as "0.25", without exponent', value)
}

/** Exact decimals, as text: money and limits. */
const DecimalScalar: Scalar<string, string> = {
  serialize: parseDecimal,
  parseValue: parseDecimal,
  parseLiteral: node => parseDecimal(literal(node)),
}

// RFC 3339, section 5.6, without leap seconds, which JavaScript's time does not know.
const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/

const parseDateTime = (value: unknown): number => {
  const match = typeof value === 'string' ? rfc3339.exec(value) : null
  if (match) {
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
    const date = new Date(Date.UTC(2000, 0, 1))
    date.setUTCFullYear(year, month - 1, day)
    // A day that does not exist would roll over into the next month.
    if (date.getUTCMonth() === month - 1 && date.getUTCDate() === day) return Date.parse(match[0])
  }
  return refuse('DateTime', 'a moment with its offset, such as "2026-01-31T12:00:00Z"', value)
}

/** Moments: milliseconds since 1970 inside, RFC 3339 in UTC outside. */
const DateTimeScalar: Scalar<number, string> = {
  serialize: value => {
    if (typeof value !== 'number') return refuse('DateTime', 'milliseconds since 1970', value)
    return new Date(value).toISOString()
  },
  parseValue: parseDateTime,
  parseLiteral: node => parseDateTime(node.kind === Kind.STRING ? node.value : undefined),
}

/** How deep a JSON value may be nested. */
const maxDepth = 64

const isJson = (value: unknown, depth = 0): value is Json => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  return (
    typeof value === 'object' &&
    depth < maxDepth &&
    Object.values(value).every(item => isJson(item, depth + 1))
  )
}

const parseJson = (value: unknown): Json =>
  isJson(value) ? value : refuse('JSON', `a JSON value, nested ${maxDepth} deep at most`, value)

/** Any JSON value, passed on as it is. */
const JsonScalar: Scalar<Json, Json> = {
  serialize: parseJson,
  parseValue: parseJson,
  parseLiteral: (node, variables) => parseJson(valueFromASTUntyped(node, variables)),
}

const parseSafeInt = (value: unknown): number => {
  const number = typeof value === 'bigint' ? Number(value) : value
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number
  return refuse('SafeInt', 'a whole number within ±(2^53 - 1)', value)
}

/** Whole numbers beyond 32 bits. */
const SafeIntScalar: Scalar<number, number> = {
  serialize: parseSafeInt,
  parseValue: parseSafeInt,
  parseLiteral: node => parseSafeInt(node.kind === Kind.INT ? Number(node.value) : undefined),
}

/** Scalars: how they are read and written. */
export const scalars = {
  DateTime: DateTimeScalar,
  Decimal: DecimalScalar,
  JSON: JsonScalar,
  SafeInt: SafeIntScalar,
}
