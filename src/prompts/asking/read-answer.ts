import {
  type GraphQLEnumType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLScalarType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql'
import type { Json } from '../../core/message.ts'
import type { ReadAnswer } from '../../core/prompt.ts'
import { type AnswerSchema, discriminator, wrapper } from '../module/answer-schema.ts'

/** Why a value is not of its type: where, and what is wanted. */
class Misfit extends Error {}

/**
 * What a model's text says, as a value of the type. Lenient where the meaning is plain: a fence around the JSON,
 * `"3"` for 3, `positive` for POSITIVE, properties that nobody asked for. Everything else is a fault, in words that
 * the model can mend it by.
 */
export const readAnswer = (
  text: string,
  { type, wrapped }: { readonly type: GraphQLOutputType } & Pick<AnswerSchema, 'wrapped'>,
): ReadAnswer => {
  const json = parsed(text)
  if (json === undefined) return { fault: 'the answer is not JSON' }
  const answer = wrapped && isObject(json) && Object.hasOwn(json, wrapper) ? json[wrapper] : json
  try {
    return { value: coerced(answer, type, '') }
  } catch (error) {
    if (error instanceof Misfit) return { fault: error.message }
    throw error
  }
}

/** What a text says of a scalar or an enum, as it stands. */
export const readLeaf = (text: string, type: GraphQLOutputType): ReadAnswer => {
  try {
    return { value: coerced(text.trim(), type, '') }
  } catch (error) {
    if (error instanceof Misfit) return { fault: error.message }
    throw error
  }
}

/** The JSON in a text: all of it, or what stands in a fence, or between the outermost braces. */
const parsed = (text: string): Json | undefined => {
  const trimmed = text.trim()
  const braced = trimmed.slice(trimmed.indexOf('{'), trimmed.lastIndexOf('}') + 1)
  for (const candidate of [trimmed, fencedIn(trimmed), braced]) {
    if (!candidate) continue
    try {
      return JSON.parse(candidate)
    } catch {
      // The next reading may do.
    }
  }
  return undefined
}

/** No pattern, as it would look anew for the end at each line that is empty. */
const fencedIn = (text: string): string | undefined => {
  const line = text.indexOf('\n')
  const isFenced = line !== -1 && text.endsWith('```') && /^```(?:json)?\s*$/i.test(text.slice(0, line))
  return isFenced ? text.slice(line + 1, -3) : undefined
}

const coerced = (json: Json | undefined, type: GraphQLOutputType, path: string): unknown => {
  if (isNonNullType(type)) {
    if (json === null || json === undefined) throw misfit(path, 'must be there')
    return coerced(json, type.ofType, path)
  }
  if (json === null || json === undefined) return null
  if (isListType(type)) {
    if (!isList(json)) throw misfit(path, 'must be a list')
    return json.map((item, index) => coerced(item, type.ofType, `${path}[${index}]`))
  }
  const named = type as GraphQLNamedType
  if (isObjectType(named)) return objectOf(json, named, path)
  if (isUnionType(named)) {
    const name = isObject(json) ? json[discriminator] : undefined
    const member = named.getTypes().find(({ name: known }) => known === name)
    if (!member)
      throw misfit(
        below(path, discriminator),
        `must be one of ${named
          .getTypes()
          .map(({ name }) => name)
          .join(', ')}`,
      )
    return objectOf(json, member, path)
  }
  if (isEnumType(named)) return enumValueOf(json, named, path)
  return isScalarType(named) ? scalarOf(json, named.name, () => named.parseValue(json), path) : json
}

/** A value of a scalar or an enum; null if it is none. */
export const leafOf = (json: Json, type: GraphQLEnumType | GraphQLScalarType): unknown => {
  try {
    return coerced(json, type, '')
  } catch (error) {
    if (error instanceof Misfit) return null
    throw error
  }
}

const objectOf = (json: Json, type: GraphQLObjectType, path: string): unknown => {
  if (!isObject(json)) throw misfit(path, 'must be an object')
  return {
    [discriminator]: type.name,
    ...Object.fromEntries(
      Object.values(type.getFields()).map(({ name, type }) => [
        name,
        coerced(Object.hasOwn(json, name) ? json[name] : undefined, type, below(path, name)),
      ]),
    ),
  }
}

const enumValueOf = (json: Json, type: GraphQLEnumType, path: string): string => {
  const names = type.getValues().map(({ name }) => name)
  const said = typeof json === 'string' ? json.trim() : ''
  const word = said.toLowerCase().replaceAll(/[\s-]+/g, '_')
  const name = names.find(name => name === said) ?? names.find(name => name.toLowerCase() === word)
  if (name === undefined) throw misfit(path, `must be one of ${names.join(', ')}`)
  return name
}

const scalarOf = (json: Json, name: string, parse: () => unknown, path: string): unknown => {
  if (name === 'String' || name === 'ID') {
    if (typeof json === 'number' || typeof json === 'boolean') return String(json)
    if (typeof json !== 'string') throw misfit(path, 'must be a text')
    return json
  }
  if (typeof json === 'string' && (name === 'Boolean' || wholes.has(name) || name === 'Float'))
    return fromText(json.trim(), name, path)
  if (wholes.has(name) && !Number.isInteger(json)) throw misfit(path, 'must be a whole number')
  try {
    return parse()
  } catch (error) {
    throw misfit(path, `must be of the type ${name}: ${error instanceof Error ? error.message : 'it is not'}`)
  }
}

const wholes: ReadonlySet<string> = new Set(['Int', 'SafeInt'])

/** Numbers and truths in quotation marks. */
const fromText = (text: string, name: string, path: string): unknown => {
  if (name === 'Boolean') {
    if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
    throw misfit(path, 'must be true or false')
  }
  const pattern = wholes.has(name) ? /^-?\d{1,16}$/ : /^-?\d{1,300}(\.\d{1,300})?(e[+-]?\d{1,3})?$/i
  const number = pattern.test(text) ? Number(text) : Number.NaN
  const most = name === 'Int' ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER
  if (Number.isFinite(number) && (name === 'Float' || Math.abs(number) <= most)) return number
  throw misfit(path, name === 'Float' ? 'must be a number' : 'must be a whole number')
}

export const isObject = (json: Json | undefined): json is { readonly [key: string]: Json } =>
  typeof json === 'object' && json !== null && !isList(json)

export const isList = (json: Json): json is readonly Json[] => Array.isArray(json)

const below = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

const misfit = (path: string, message: string): Misfit =>
  new Misfit(path === '' ? `the answer ${message}` : `${path} ${message}`)
