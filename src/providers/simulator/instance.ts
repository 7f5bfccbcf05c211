import type { Json } from '../../core/message.ts'
import { unsupported } from '../kit/body.ts'
import { isFields } from '../kit/json.ts'
import { fingerprint } from './fingerprint.ts'
import { numberFor, textFor } from './scalar.ts'

/** Any JSON Schema; what is of a wrong type in it counts as absent. */
export type Schema = { readonly [keyword: string]: unknown }

/** Below this depth what is optional is left out, so that schemas that contain themselves come to an end. */
const optionalDepth = 4
const maxDepth = 64
const maxValues = 10_000

/**
 * A value that the JSON Schema allows, always the same for the same seed. Knows types, properties, items, enum,
 * const, $ref within the document, anyOf, oneOf, allOf, bounds, lengths, formats and the pattern of exact decimals; not
 * other patterns, not, if. Throws UNSUPPORTED where the schema allows nothing, or nothing of a sensible size.
 */
export const instanceOf = (schema: unknown, seed: string): Json => {
  let values = 0

  const make = (given: unknown, place: Place): Json => {
    const schema = resolve(given, place)
    const alternatives = listIn(schema.anyOf) ?? listIn(schema.oneOf)
    if (alternatives) return makeOneOf(schema, alternatives, place)
    if (schema.const !== undefined) return jsonOf(schema.const)
    const choices = listIn(schema.enum)
    if (choices) return jsonOf(choices[(fingerprint(place.seed) + place.turn) % choices.length])
    const hash = fingerprint(`${place.seed} ${place.turn}`)
    switch (typeOf(schema, hash)) {
      case 'object':
        return makeObject(schema, place)
      case 'array':
        return makeArray(schema, place)
      case 'integer':
        return numberFor(schema, { hash, step: 1 })
      case 'number':
        return numberFor(schema, { hash, step: 0.1 })
      case 'boolean':
        return hash % 2 === 0
      case 'null':
        return null
      default:
        return textFor(schema, { hash, name: place.name })
    }
  }

  /** The schema with what it refers to, and all of what must hold at once, in it. */
  const resolve = (given: unknown, place: Place): Schema => {
    if (++values > maxValues || place.depth > maxDepth)
      throw unsupported('The simulator found no value of a sensible size for the JSON Schema')
    let schema = isFields(given) ? given : given === false ? undefined : {}
    for (let hops = 0; schema && typeof schema.$ref === 'string'; hops++) {
      const { $ref, ...beside } = schema
      const target = hops < maxDepth ? pointed(place.document, schema.$ref) : undefined
      schema = isFields(target) ? merge(beside, target) : target === true ? beside : undefined
    }
    if (!schema) throw unsupported('The simulator found no value that the JSON Schema allows')
    const { allOf, ...rest } = schema
    return (listIn(allOf) ?? []).reduce<Schema>(
      (all, part) => merge(all, resolve(part, { ...place, depth: place.depth + 1 })),
      rest,
    )
  }

  const makeOneOf = (schema: Schema, alternatives: readonly unknown[], place: Place): Json => {
    const { anyOf: _, oneOf: __, ...beside } = schema
    const first = place.depth < optionalDepth ? fingerprint(place.seed) + place.turn : 0
    let failure: unknown
    // Deep down the shortest way out comes first.
    const order = alternatives.map((_, position) => alternatives[(first + position) % alternatives.length])
    if (place.depth >= optionalDepth) order.sort((one, other) => weightOf(one) - weightOf(other))
    for (const alternative of order) {
      try {
        return make(merge(beside, resolve(alternative, place)), { ...place, depth: place.depth + 1 })
      } catch (error) {
        if (values > maxValues) throw error
        failure = error
      }
    }
    throw failure
  }

  const makeObject = (schema: Schema, place: Place): Json => {
    const properties = isFields(schema.properties) ? schema.properties : {}
    const required = (listIn(schema.required) ?? []).filter(name => typeof name === 'string')
    const names =
      place.depth < optionalDepth ? new Set([...Object.keys(properties), ...required]) : new Set(required)
    return Object.fromEntries(
      [...names].map(name => [
        name,
        make(Object.hasOwn(properties, name) ? properties[name] : {}, below(place, name)),
      ]),
    )
  }

  const makeArray = (schema: Schema, place: Place): Json => {
    const first = listIn(schema.prefixItems) ?? []
    const least = Number(schema.minItems ?? 0)
    const wanted = place.depth < optionalDepth ? Math.max(first.length, schema.items === false ? 0 : 2) : 0
    const length = Math.min(Math.max(least, wanted), Number(schema.maxItems ?? maxValues), maxValues)
    const items: Json[] = []
    const seen = new Set<string>()
    for (let turn = 0; items.length < length && turn < length + 100; turn++) {
      const item = make(first[items.length] ?? schema.items ?? {}, { ...below(place, place.name), turn })
      if (schema.uniqueItems === true && seen.has(JSON.stringify(item))) continue
      seen.add(JSON.stringify(item))
      items.push(item)
    }
    return items
  }

  return make(schema, { seed, document: schema, name: 'value', depth: 0, turn: 0 })
}

/** Where in the value we are. */
interface Place {
  readonly seed: string
  readonly document: unknown
  /** Of the property that holds the value. */
  readonly name: string
  readonly depth: number
  /** Position within an array, so that items differ. */
  readonly turn: number
}

const below = (place: Place, name: string): Place => ({
  ...place,
  seed: `${place.seed}/${name}`,
  name,
  depth: place.depth + 1,
})

const typeOf = (
  { type, properties, required, items, prefixItems, minimum, maximum }: Schema,
  hash: number,
): unknown => {
  if (Array.isArray(type)) {
    const types = type.filter(name => name !== 'null')
    return types.length > 0 ? types[hash % types.length] : 'null'
  }
  if (type !== undefined) return type
  if (properties !== undefined || required !== undefined) return 'object'
  if (items !== undefined || prefixItems !== undefined) return 'array'
  return minimum !== undefined || maximum !== undefined ? 'number' : 'string'
}

/** Both at once: properties and requirements add up, of everything else the stricter-looking later word counts. */
const merge = (one: Schema, other: Schema): Schema => ({
  ...one,
  ...other,
  ...(isFields(one.properties) &&
    isFields(other.properties) && { properties: { ...one.properties, ...other.properties } }),
  ...(Array.isArray(one.required) &&
    Array.isArray(other.required) && { required: [...new Set([...one.required, ...other.required])] }),
})

/** What a JSON pointer in a fragment (RFC 6901, section 6) points to; undefined if there is nothing. */
const pointed = (document: unknown, reference: string): unknown => {
  if (!reference.startsWith('#')) return undefined
  return reference
    .slice(1)
    .split('/')
    .slice(1)
    .map(step => unescaped(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, step) => {
      if (Array.isArray(value)) return value[Number(step)]
      return isFields(value) && Object.hasOwn(value, step) ? value[step] : undefined
    }, document)
}

const unescaped = (step: string): string => {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}

/** How far a schema is from a plain value, roughly. */
const weightOf = (schema: unknown): number => {
  if (!isFields(schema)) return 0
  if (schema.$ref !== undefined || schema.anyOf !== undefined || schema.oneOf !== undefined) return 2
  return schema.type === 'object' || schema.type === 'array' || schema.properties !== undefined ? 1 : 0
}

const listIn = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) && value.length > 0 ? value : undefined

/** A value of a schema that came as JSON. */
const jsonOf = (value: unknown): Json => JSON.parse(JSON.stringify(value))
