import { GatewayError } from './error.ts'
import type { Json } from './message.ts'

/**
 * Throws INVALID_INPUT, naming the place, if `schema` cannot be a JSON Schema: a light check of its structure by
 * the vocabulary of JSON Schema 2020-12. Unknown keywords pass; whether a provider supports a schema is its to say.
 */
export const checkJsonSchema = (schema: Json, path: string): void => {
  checkSchema(schema, path, { depth: 0, seen: { schemas: 0 } })
}

const maxDepth = 64
const maxSchemas = 10_000

interface Walk {
  readonly depth: number
  readonly seen: { schemas: number }
}

const types: ReadonlySet<Json> = new Set([
  'array',
  'boolean',
  'integer',
  'null',
  'number',
  'object',
  'string',
])

const schemaKeywords = [
  'additionalProperties',
  'contains',
  'else',
  'if',
  'not',
  'propertyNames',
  'then',
  'unevaluatedItems',
  'unevaluatedProperties',
]
const schemaListKeywords = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const schemaMapKeywords = ['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties']

const checkSchema = (schema: Json, path: string, { depth, seen }: Walk): void => {
  if (typeof schema === 'boolean') return
  if (!isObject(schema))
    throw fault(path, 'must be a JSON Schema: an object, or a boolean inside another schema')
  if (depth > maxDepth) throw fault(path, `is nested too deep: ${maxDepth} levels at most`)
  if (++seen.schemas > maxSchemas) throw fault(path, `is too large: ${maxSchemas} schemas at most`)
  checkType(schema.type, path)
  const { required, enum: values, items } = schema
  if (
    required !== undefined &&
    !(Array.isArray(required) && required.every(name => typeof name === 'string'))
  )
    throw fault(`${path}.required`, 'must be a list of property names')
  if (values !== undefined && !(Array.isArray(values) && values.length > 0))
    throw fault(`${path}.enum`, 'must be a list of at least one value')
  const inner: Walk = { depth: depth + 1, seen }
  if (items !== undefined)
    for (const item of Array.isArray(items) ? items : [items]) checkSchema(item, `${path}.items`, inner)
  for (const keyword of schemaKeywords) {
    const value = schema[keyword]
    if (value !== undefined) checkSchema(value, `${path}.${keyword}`, inner)
  }
  for (const keyword of schemaListKeywords) {
    const value = schema[keyword]
    if (value === undefined) continue
    if (!Array.isArray(value)) throw fault(`${path}.${keyword}`, 'must be a list of schemas')
    for (const [index, item] of value.entries()) checkSchema(item, `${path}.${keyword}[${index}]`, inner)
  }
  for (const keyword of schemaMapKeywords) {
    const value = schema[keyword]
    if (value === undefined) continue
    if (!isObject(value)) throw fault(`${path}.${keyword}`, 'must be an object of schemas')
    for (const [name, item] of Object.entries(value)) checkSchema(item, `${path}.${keyword}.${name}`, inner)
  }
}

const checkType = (type: Json | undefined, path: string): void => {
  if (type === undefined) return
  const named = Array.isArray(type) ? type : [type]
  if (named.length === 0 || !named.every(name => types.has(name)))
    throw fault(`${path}.type`, `must be one of ${[...types].join(', ')}, or a list of them`)
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const fault = (path: string, message: string): GatewayError => {
  const place = path.slice(0, 200)
  return new GatewayError('INVALID_INPUT', `${place} ${message}`, { path: place })
}
