import {
  type GraphQLEnumType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql'
import type { Json } from '../../core/message.ts'
import type { JsonObject } from '../../core/prompt.ts'
import { moduleLimits } from './limits.ts'

/** An answer's shape that cannot be asked of a model. */
export class AnswerShapeError extends Error {
  override readonly name = 'AnswerShapeError'
}

/** What a model is asked for, and whether it can be held to it to the letter. */
export interface AnswerSchema {
  readonly schema: JsonObject
  /** Providers' strict modes want every property named and typed. */
  readonly strict: boolean
  /** Whether the answer stands in the property `answer`, as models answer with objects only. */
  readonly wrapped: boolean
}

/** The property that tells the members of a union apart. */
export const discriminator = '__typename'

/** Where an answer that is no object stands. */
export const wrapper = 'answer'

/** JSON Schemas of GraphQL's scalars and of those of the contract. */
export const scalarSchemas: { readonly [name: string]: JsonObject } = {
  Boolean: { type: 'boolean' },
  DateTime: { type: 'string', format: 'date-time' },
  Decimal: { type: 'string', pattern: '^-?[0-9]{1,30}([.][0-9]{1,30})?$' },
  Float: { type: 'number' },
  ID: { type: 'string' },
  Int: { type: 'integer' },
  JSON: {},
  SafeInt: { type: 'integer' },
  String: { type: 'string' },
}

/** The schema that a model is given for a type. Throws AnswerShapeError if the type is recursive, too deep or too large. */
export const answerSchema = (type: GraphQLOutputType): AnswerSchema => {
  const { schema, strict } = jsonSchemaOf(type)
  if (isNonNullType(type) && isObjectType(type.ofType)) return { schema, strict, wrapped: false }
  return { schema: objectSchema({ [wrapper]: schema }), strict, wrapped: true }
}

/**
 * The JSON Schema of an output type: every property is there, and null where the type allows it. Types that several
 * fields share are written out at each: not every provider follows references.
 */
export const jsonSchemaOf = (
  type: GraphQLOutputType,
): { readonly schema: JsonObject; readonly strict: boolean } => {
  let properties = 0
  let strict = true

  const schemaOf = (type: GraphQLOutputType, above: readonly string[]): JsonObject =>
    isNonNullType(type) ? present(type.ofType, above) : orNull(present(type, above))

  const present = (type: GraphQLOutputType, above: readonly string[]): JsonObject => {
    if (isListType(type)) return { type: 'array', items: schemaOf(type.ofType, above) }
    const named = type as GraphQLNamedType
    if (isObjectType(named)) return objectOf(named, above)
    if (isUnionType(named))
      return {
        ...described(named),
        anyOf: named.getTypes().map(member => objectOf(member, [...above, named.name], true)),
      }
    if (isEnumType(named)) return enumSchema(named)
    const scalar = scalarSchemas[named.name]
    if (!scalar) throw new AnswerShapeError(`\`${named.name}\` cannot stand in an answer`)
    if (!('type' in scalar)) strict = false
    return scalar
  }

  const objectOf = (type: GraphQLObjectType, above: readonly string[], isMember = false): JsonObject => {
    if (above.includes(type.name))
      throw new AnswerShapeError(
        `\`${type.name}\` holds itself (${[...above.slice(above.indexOf(type.name)), type.name].join(' → ')}): an answer must come to an end`,
      )
    if (above.length >= moduleLimits.depth)
      throw new AnswerShapeError(`The answer is nested too deep; ${moduleLimits.depth} levels are allowed`)
    const fields = Object.values(type.getFields())
    properties += fields.length
    if (properties > moduleLimits.properties)
      throw new AnswerShapeError(`The answer has over ${moduleLimits.properties} properties`)
    const below = [...above, type.name]
    return {
      ...described(type),
      ...objectSchema({
        ...(isMember && { [discriminator]: { type: 'string', enum: [type.name] } }),
        ...Object.fromEntries(
          fields.map(field => [field.name, { ...schemaOf(field.type, below), ...described(field) }]),
        ),
      }),
    }
  }

  const schema = schemaOf(type, [])
  return { schema, strict }
}

export const objectSchema = (properties: JsonObject): JsonObject => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})

/** The values, with what they mean: JSON Schema has no place for a description of each. */
export const enumSchema = (type: GraphQLEnumType): JsonObject => {
  const values = type.getValues()
  const meanings = values.flatMap(({ name, description }) => (description ? [`${name}: ${description}`] : []))
  const description = [type.description ?? '', ...meanings].filter(Boolean).join('\n')
  return {
    type: 'string',
    ...(description !== '' && { description }),
    enum: values.map(({ name }) => name),
  }
}

export const described = ({ description }: { readonly description?: string | null | undefined }) =>
  description ? { description } : {}

/** The same, or null. */
export const orNull = (schema: JsonObject): JsonObject => {
  if (typeof schema.type === 'string') {
    const choices = schema.enum as readonly Json[] | undefined
    return { ...schema, type: [schema.type, 'null'], ...(choices && { enum: [...choices, null] }) }
  }
  return 'anyOf' in schema
    ? { ...schema, anyOf: [...(schema.anyOf as readonly Json[]), { type: 'null' }] }
    : schema
}
