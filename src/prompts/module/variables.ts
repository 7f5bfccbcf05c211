import {
  coerceInputValue,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql'
import { GatewayError } from '../../core/error.ts'
import type { Json } from '../../core/message.ts'
import type { JsonObject, Variables } from '../../core/prompt.ts'
import { hasTooManyValues, mostValues } from '../../core/value-count.ts'
import { described, enumSchema, orNull, scalarSchemas } from './answer-schema.ts'

/** A value as JSON: leaves as they travel, and null for everything that the type has and the value has not. */
export const toJson = (value: unknown, type: GraphQLType): Json => {
  if (isNonNullType(type)) return toJson(value, type.ofType)
  if (value === null || value === undefined) return null
  if (isListType(type)) return Array.isArray(value) ? value.map(item => toJson(item, type.ofType)) : null
  if (isLeafType(type)) return type.serialize(value) as Json
  const object = value as { readonly [name: string]: unknown }
  if (isUnionType(type)) {
    const member = type.getTypes().find(({ name }) => name === object.__typename)
    return member ? { __typename: member.name, ...(toJson(value, member) as JsonObject) } : null
  }
  if (!isInputObjectType(type) && !isObjectType(type)) return null
  const fields: readonly { readonly name: string; readonly type: GraphQLType }[] = Object.values(
    type.getFields(),
  )
  return Object.fromEntries(fields.map(({ name, type }) => [name, toJson(object[name], type)]))
}

/**
 * The variables of a field's arguments, coerced already; null where one was left out. Throws INVALID_INPUT if they are too
 * many: each item of a list that a caller sends may be filled with defaults.
 */
export const variablesOf = (
  { args }: GraphQLField<unknown, unknown>,
  coerced: { readonly [name: string]: unknown },
): Variables => {
  if (hasTooManyValues(coerced))
    throw new GatewayError(
      'INVALID_INPUT',
      `With their defaults the arguments hold too many values; ${mostValues} are allowed`,
    )
  return Object.fromEntries(args.map(({ name, type }) => [name, toJson(coerced[name], type)]))
}

/** The arguments of a field out of a JSON object, with defaults. Throws INVALID_INPUT with the place. */
export const readArguments = (
  field: GraphQLField<unknown, unknown>,
  given: JsonObject,
): { readonly [name: string]: unknown } => {
  const stranger = Object.keys(given).find(name => !field.args.some(argument => argument.name === name))
  if (stranger !== undefined) {
    const known = field.args.map(({ name }) => name).join(', ')
    throw invalid(stranger.slice(0, 100), `is no argument of ${field.name}; it takes ${known || 'none'}`)
  }
  return Object.fromEntries(
    field.args.map(argument => [
      argument.name,
      readArgument(argument, Object.hasOwn(given, argument.name) ? given[argument.name] : undefined),
    ]),
  )
}

const readArgument = ({ name, type, defaultValue }: GraphQLArgument, value: Json | undefined): unknown => {
  if (value === undefined) {
    if (defaultValue !== undefined) return defaultValue
    if (isNonNullType(type)) throw invalid(name, `must be given: it is of the type ${type}`)
    return null
  }
  return coerceInputValue(value, type, (path, _value, error) => {
    const place = path.reduce<string>(
      (place, key) => place + (typeof key === 'number' ? `[${key}]` : `.${key}`),
      name,
    )
    throw invalid(place, `is not what it should be: ${error.message.slice(0, 300)}`)
  })
}

const invalid = (path: string, message: string): GatewayError =>
  new GatewayError('INVALID_INPUT', `${path} ${message}`, { path })

/** The JSON Schema of a field's arguments: those without a default that may not be null have to be there. */
export const argumentsSchema = ({ args }: GraphQLField<unknown, unknown>): JsonObject => inputObject(args)

const inputObject = (members: readonly Member[]): JsonObject => ({
  type: 'object',
  properties: Object.fromEntries(members.map(member => [member.name, memberSchema(member)])),
  required: members
    .filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined)
    .map(({ name }) => name),
  additionalProperties: false,
})

type Member = Pick<GraphQLArgument, 'name' | 'type' | 'defaultValue' | 'description' | 'deprecationReason'>

const memberSchema = (member: Member): JsonObject => ({
  ...inputSchema(member.type),
  ...described(member),
  ...(member.deprecationReason != null && { deprecated: true }),
  ...(member.defaultValue !== undefined && { default: toJson(member.defaultValue, member.type) }),
})

const inputSchema = (type: GraphQLInputType): JsonObject => {
  return isNonNullType(type) ? presentSchema(type.ofType) : orNull(presentSchema(type))
}

const presentSchema = (type: GraphQLInputType): JsonObject => {
  if (isListType(type)) return { type: 'array', items: inputSchema(type.ofType) }
  if (isEnumType(type)) return enumSchema(type)
  if (isInputObjectType(type))
    return { ...described(type), ...inputObject(Object.values(type.getFields()) as readonly Member[]) }
  return scalarSchemas[type.name] ?? {}
}
