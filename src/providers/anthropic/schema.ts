import type { Json } from '../../core/message.ts'
import type { Body } from '../kit/body.ts'
import { isFields } from '../kit/json.ts'

/**
 * A JSON Schema in the subset that Anthropic enforces (https://platform.claude.com/docs/en/build-with-claude/
 * structured-outputs): objects closed, limits on values told in the description instead. Undefined for what the
 * subset cannot say: recursion, foreign references, objects with free keys, and `allOf`, whose parts would each
 * close what the others open.
 */
export const strictSchema = (schema: Body): Body | undefined => {
  try {
    const strict = translate(schema)
    return isRecursive(schema) || !isBody(strict) ? undefined : strict
  } catch (error) {
    if (error === inexpressible) return undefined
    throw error
  }
}

const inexpressible = new Error('Not in the subset')

const schemas = new Set(['items'])
const schemaLists = new Set(['anyOf', 'oneOf'])
const schemaMaps = new Set(['properties', '$defs', 'definitions'])
const copied = new Set(['type', 'title', 'description', 'enum', 'const', 'required', '$ref'])
const refused = new Set(['allOf', 'patternProperties'])
const skipped = new Set([
  '$schema',
  '$id',
  '$comment',
  'additionalProperties',
  'default',
  'examples',
  'discriminator',
])
const formats = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'uri',
  'ipv4',
  'ipv6',
  'uuid',
])

const translate = (schema: Json): Json => {
  if (!isBody(schema)) throw inexpressible
  const strict: { [name: string]: Json } = {}
  const told: { [name: string]: Json } = {}
  for (const [name, value] of Object.entries(schema)) {
    if (refused.has(name)) throw inexpressible
    if (schemas.has(name)) strict[name] = translate(value)
    else if (schemaLists.has(name) && Array.isArray(value)) {
      strict[name === 'oneOf' ? 'anyOf' : name] = value.map(translate)
    } else if (schemaMaps.has(name) && isBody(value)) strict[name] = eachOf(value, translate)
    else if (name === '$ref' && !String(value).startsWith('#/')) throw inexpressible
    else if (copied.has(name) || isEnforced(name, value)) strict[name] = value
    else if (!skipped.has(name)) told[name] = value
  }
  if (isObject(schema)) {
    if (schema.additionalProperties !== false && (schema.additionalProperties || !schema.properties)) {
      throw inexpressible
    }
    strict.additionalProperties = false
  }
  if (Object.keys(told).length > 0) {
    strict.description = [strict.description, JSON.stringify(told)].filter(Boolean).join('\n')
  }
  return strict
}

const isEnforced = (name: string, value: Json): boolean =>
  (name === 'format' && formats.has(String(value))) || (name === 'minItems' && (value === 0 || value === 1))

const isObject = (schema: Body): boolean =>
  schema.type === 'object' ||
  (Array.isArray(schema.type) && schema.type.includes('object')) ||
  schema.properties !== undefined

/** Whether a reference leads back to itself. Every target is walked once. */
const isRecursive = (root: Body): boolean => {
  const finished = new Set<string>()
  const under = new Set<string>()
  const loops = (value: Json | undefined): boolean => {
    if (Array.isArray(value)) return value.some(loops)
    if (!isBody(value)) return false
    return Object.entries(value).some(([name, child]) => {
      if (name === '$defs' || name === 'definitions') return false
      if (name !== '$ref' || typeof child !== 'string') return loops(child)
      if (under.has(child) || child === '#') return true
      if (finished.has(child)) return false
      under.add(child)
      const found = loops(at(root, child))
      under.delete(child)
      finished.add(child)
      return found
    })
  }
  return loops(root)
}

/** What a local reference such as `#/$defs/city` points at. */
const at = (root: Body, reference: string): Json | undefined =>
  reference
    .slice(2)
    .split('/')
    .reduce<Json | undefined>((value, step) => (isBody(value) ? value[step] : undefined), root)

const eachOf = (map: Body, change: (value: Json) => Json): Body =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]))

const isBody = (value: Json | undefined): value is Body => isFields(value)
