import { GatewayError } from './error.ts'
import type { Json } from './message.ts'

/**
 * Throws INVALID_INPUT, naming the place, if `schema` cannot be a JSON Schema: a light check of its structure by
 * the vocabulary of JSON Schema 2020-12, and of where its references within the document lead. It compiles nothing.
 * Unknown keywords and references to other documents pass; whether a provider supports a schema is its to say.
 */
export const checkJsonSchema = (schema: Json, path: string): void => {
  const seen: Seen = { schemas: 0, anchors: new Set(), references: [] }
  checkSchema(schema, path, { depth: 0, document: schema, seen })
  for (const { reference, document, path } of seen.references)
    if (!leadsToSchema(reference, document, seen.anchors))
      throw fault(path, 'leads nowhere: there is no schema at this place of the document')
}

const maxDepth = 64
const maxSchemas = 10_000

interface Walk {
  readonly depth: number
  /** What `#` means here: the schema as a whole, or the one around this place that has an `$id`. */
  readonly document: Json
  readonly seen: Seen
}

/** What was found on the way, in all of the schema. */
interface Seen {
  schemas: number
  readonly anchors: Set<Json>
  /** Those that stay within the document: to be followed at the end, as what they lead to may stand further down. */
  readonly references: { readonly reference: string; readonly document: Json; readonly path: string }[]
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

interface Rule {
  readonly keywords: readonly string[]
  readonly allows: (value: Json) => boolean
  readonly message: string
}

/** JSON Schema 2020-12, Validation, section 6; the bounds of draft 4 may also be booleans. */
const rules: readonly Rule[] = [
  {
    keywords: ['maximum', 'minimum'],
    allows: value => typeof value === 'number',
    message: 'must be a number',
  },
  {
    keywords: ['exclusiveMaximum', 'exclusiveMinimum'],
    allows: value => typeof value === 'number' || typeof value === 'boolean',
    message: 'must be a number',
  },
  {
    keywords: ['multipleOf'],
    allows: value => typeof value === 'number' && value > 0,
    message: 'must be a number above 0',
  },
  {
    keywords: [
      'maxContains',
      'maxItems',
      'maxLength',
      'maxProperties',
      'minContains',
      'minItems',
      'minLength',
      'minProperties',
    ],
    allows: value => Number.isInteger(value) && Number(value) >= 0,
    message: 'must be a whole number that is not negative',
  },
  {
    keywords: [
      '$anchor',
      '$comment',
      '$dynamicAnchor',
      '$dynamicRef',
      '$id',
      '$ref',
      '$schema',
      'contentEncoding',
      'contentMediaType',
      'description',
      'format',
      'pattern',
      'title',
    ],
    allows: value => typeof value === 'string',
    message: 'must be a text',
  },
  {
    keywords: ['deprecated', 'readOnly', 'uniqueItems', 'writeOnly'],
    allows: value => typeof value === 'boolean',
    message: 'must be true or false',
  },
  {
    keywords: ['dependentRequired'],
    allows: value => isObject(value) && Object.values(value).every(isNames),
    message: 'must be an object of lists of property names',
  },
  { keywords: ['required'], allows: value => isNames(value), message: 'must be a list of property names' },
  {
    keywords: ['enum'],
    allows: value => Array.isArray(value) && value.length > 0,
    message: 'must be a list of at least one value',
  },
]

const checkSchema = (schema: Json, path: string, { depth, document: outer, seen }: Walk): void => {
  if (typeof schema === 'boolean') return
  if (!isObject(schema))
    throw fault(path, 'must be a JSON Schema: an object, or a boolean inside another schema')
  if (depth > maxDepth) throw fault(path, `is nested too deep: ${maxDepth} levels at most`)
  if (++seen.schemas > maxSchemas) throw fault(path, `is too large: ${maxSchemas} schemas at most`)
  checkType(schema.type, path)
  for (const { keywords, allows, message } of rules)
    for (const keyword of keywords) {
      const value = schema[keyword]
      if (value !== undefined && !allows(value)) throw fault(`${path}.${keyword}`, message)
    }
  const { $anchor, $dynamicAnchor, $id, $ref, items } = schema
  const document = typeof $id === 'string' && !$id.startsWith('#') ? schema : outer
  for (const anchor of [$anchor, $dynamicAnchor]) if (anchor !== undefined) seen.anchors.add(anchor)
  if (typeof $ref === 'string' && $ref.startsWith('#'))
    seen.references.push({ reference: $ref, document, path: `${path}.$ref` })
  const inner: Walk = { depth: depth + 1, document, seen }
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

/** A fragment is a JSON pointer (RFC 6901, section 6), or the name of an anchor. */
const leadsToSchema = (reference: string, document: Json, anchors: ReadonlySet<Json>): boolean => {
  const fragment = decoded(reference.slice(1))
  if (fragment !== '' && !fragment.startsWith('/')) return anchors.has(fragment)
  let place: Json | undefined = document
  for (const step of fragment.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(place)) place = /^\d{1,9}$/.test(key) ? place[Number(key)] : undefined
    else place = place !== undefined && isObject(place) && Object.hasOwn(place, key) ? place[key] : undefined
    if (place === undefined) return false
  }
  return typeof place === 'boolean' || isObject(place)
}

const decoded = (fragment: string): string => {
  try {
    return decodeURIComponent(fragment)
  } catch {
    return fragment
  }
}

const isNames = (value: Json): boolean =>
  Array.isArray(value) && value.every(name => typeof name === 'string')

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const fault = (path: string, message: string): GatewayError => {
  const place = path.slice(0, 200)
  return new GatewayError('INVALID_INPUT', `${place} ${message}`, { path: place })
}
