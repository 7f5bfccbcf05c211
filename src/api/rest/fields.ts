import { GatewayError } from '../../core/error.ts'
import type { Json } from '../../core/message.ts'

export interface JsonObject {
  readonly [name: string]: Json
}

/** Reads a value as what it should be; throws INVALID_INPUT with the path of what is wrong, as OpenAI words it. */
export type Read<T> = (value: Json, path: string) => T

export const invalid = (path: string, message: string): GatewayError =>
  new GatewayError('INVALID_INPUT', message, { path })

export const missing = (path: string): GatewayError => invalid(path, `Missing required parameter: '${path}'.`)

/** What JSON writes with braces. For parsed JSON only: what is inside is taken to be JSON. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value)

const nameOf = (value: Json): string =>
  value === null ? 'null' : isArray(value) ? 'an array' : isObject(value) ? 'an object' : `a ${typeof value}`

export const wrongType = (path: string, expected: string, value: Json): GatewayError =>
  invalid(path, `Invalid type for '${path}': expected ${expected}, but got ${nameOf(value)} instead.`)

export const readString: Read<string> = (value, path) => {
  if (typeof value !== 'string') throw wrongType(path, 'a string', value)
  return value
}

export const readBoolean: Read<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw wrongType(path, 'a boolean', value)
  return value
}

export const readNumber: Read<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongType(path, 'a number', value)
  return value
}

/** A number of this range, both ends included. */
export const numberIn =
  (least: number, most: number): Read<number> =>
  (value, path) =>
    within(readNumber(value, path), { path, least, most })

/** A whole number of this range, both ends included. */
export const integerIn =
  (least: number, most: number): Read<number> =>
  (value, path) => {
    const number = readNumber(value, path)
    if (!Number.isSafeInteger(number)) throw wrongType(path, 'an integer', value)
    return within(number, { path, least, most })
  }

const within = (
  number: number,
  { path, least, most }: { readonly path: string; readonly least: number; readonly most: number },
): number => {
  if (number < least)
    throw invalid(path, `Invalid '${path}': expected a value >= ${least}, but got ${number}.`)
  if (number > most) throw invalid(path, `Invalid '${path}': expected a value <= ${most}, but got ${number}.`)
  return number
}

export const readObject: Read<JsonObject> = (value, path) => {
  if (!isObject(value)) throw wrongType(path, 'an object', value)
  return value
}

/** Each item read by `read`, under its own path. */
export const listOf =
  <T>(read: Read<T>): Read<readonly T[]> =>
  (value, path) => {
    if (!isArray(value)) throw wrongType(path, 'an array', value)
    return value.map((item, index) => read(item, `${path}[${index}]`))
  }

/** Many times what OpenAI takes of any. */
const mostEntries = 1_000

/** Each value of an object of 1,000 at most read by `read`, under its own path. */
export const recordOf =
  <T>(read: Read<T>): Read<{ readonly [name: string]: T }> =>
  (value, path) => {
    const entries = Object.entries(readObject(value, path))
    if (entries.length > mostEntries)
      throw invalid(
        path,
        `Invalid '${path}': expected at most ${mostEntries} entries, but got ${entries.length}.`,
      )
    return Object.fromEntries(entries.map(([name, item]) => [name, read(item, `${path}.${name}`)]))
  }

/** One of these words. */
export const oneOf =
  <T extends string>(words: readonly T[]): Read<T> =>
  (value, path) => {
    const word = words.find(word => word === value)
    if (word !== undefined) return word
    const got = typeof value === 'string' ? `'${value.slice(0, 80)}'` : nameOf(value)
    throw invalid(
      path,
      `Invalid value for '${path}': expected one of '${words.join("', '")}', but got ${got}.`,
    )
  }

/** Where null says the same as nothing. */
export const optional = <T>(value: Json | undefined, path: string, read: Read<T>): T | undefined =>
  value === undefined || value === null ? undefined : read(value, path)

export const required = <T>(value: Json | undefined, path: string, read: Read<T>): T => {
  if (value === undefined) throw missing(path)
  return read(value, path)
}
