import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../../core/message.ts'
import type { JsonObject } from '../../core/prompt.ts'
import { compilePattern, isSearchable } from '../module/pattern.ts'
import { isList, isObject } from './read-answer.ts'

/**
 * Where a value does not fit a JSON Schema (2020-12, and what older drafts have beside it), in words that a model can mend it
 * by; undefined: it fits, or nobody can tell. Schemas come from callers, so they are read and not compiled, within a number
 * of steps, and their patterns search in linear time. Formats are annotations.
 */
export const schemaMisfit = (value: Json, schema: Json): string | undefined => {
  let left = mostSteps
  const check = (value: Json, schema: Json, place: Place): string | undefined => {
    if (--left < 0 || place.depth > deepest) throw new Unchecked()
    if (typeof schema === 'boolean') return schema ? undefined : misfit(place, 'is not allowed')
    if (!isObject(schema)) return undefined
    if (unchecked.some(keyword => Object.hasOwn(schema, keyword))) throw new Unchecked()
    if (place.depth > 0 && Object.hasOwn(schema, '$id')) throw new Unchecked()
    const about = { schema, place, below: check }
    return (
      referred(value, about) ??
      typed(value, about) ??
      (typeof value === 'number' ? numberMisfit(value, about) : undefined) ??
      (typeof value === 'string' ? textMisfit(value, about) : undefined) ??
      (isList(value) ? listMisfit(value, about) : undefined) ??
      (isObject(value) ? objectMisfit(value, about) : undefined) ??
      combined(value, about)
    )
  }
  try {
    return check(value, schema, { path: '', depth: 0, document: schema })
  } catch (error) {
    if (error instanceof Unchecked) return undefined
    throw error
  }
}

/** Schemas that are held against values: what stands twice in each other comes to an end. */
const mostSteps = 20_000
const deepest = 100

/** That it cannot be told whether a value fits. */
class Unchecked extends Error {
  override readonly name = 'Unchecked'
}

/** What cannot be told without what other schemas have said of the value. */
const unchecked = ['$dynamicRef', '$recursiveRef', 'unevaluatedItems', 'unevaluatedProperties']

interface Place {
  /** Such as `order.items[0]`; empty: the whole value. */
  readonly path: string
  readonly depth: number
  readonly document: Json
}

interface About {
  readonly schema: JsonObject
  readonly place: Place
  readonly below: (value: Json, schema: Json, place: Place) => string | undefined
}

const misfit = ({ path }: Place, message: string): string => `${path.slice(0, 200) || 'the whole'} ${message}`

const deeper = (place: Place): Place => ({ ...place, depth: place.depth + 1 })
const at = (place: Place, path: string): Place => ({ ...place, path, depth: place.depth + 1 })

const referred = (value: Json, { schema, place, below }: About): string | undefined => {
  const { $ref } = schema
  if ($ref === undefined) return undefined
  const target =
    typeof $ref === 'string' && /^#(?:\/|$)/.test($ref) ? pointed(place.document, $ref) : undefined
  if (target === undefined) throw new Unchecked()
  return below(value, target, deeper(place))
}

/** What a JSON pointer in a fragment (RFC 6901, section 6) points to. */
const pointed = (document: Json, reference: string): Json | undefined => {
  let found: Json | undefined = document
  for (const step of reference.slice(1).split('/').slice(1)) {
    const name = step.replaceAll('%25', '%').replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = Reflect.get(found, name) as Json
  }
  return found
}

const typed = (value: Json, { schema, place }: About): string | undefined => {
  const { type } = schema
  const wanted = typeof type === 'string' ? [type] : isAList(type) ? type : undefined
  if (wanted && !wanted.some(name => isOf(value, name)))
    return misfit(place, `must be ${wanted.map(name => words[String(name)] ?? name).join(' or ')}`)
  if (schema.const !== undefined && !isDeepStrictEqual(value, schema.const))
    return misfit(place, `must be ${shown(schema.const)}`)
  if (isAList(schema.enum) && !schema.enum.some(choice => isDeepStrictEqual(choice, value)))
    return misfit(place, `must be one of ${schema.enum.slice(0, 20).map(shown).join(', ')}`)
  return undefined
}

const words: { readonly [type: string]: string } = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  string: 'a text',
}

const isOf = (value: Json, type: Json): boolean => {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'null') return value === null
  if (type === 'array') return isList(value)
  return type === 'object' ? isObject(value) : typeof value === type
}

const numberMisfit = (value: number, { schema, place }: About): string | undefined => {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  // In draft 4 those are words about the others.
  const above = exclusiveMinimum === true ? minimum : exclusiveMinimum
  const under = exclusiveMaximum === true ? maximum : exclusiveMaximum
  if (typeof minimum === 'number' && value < minimum) return misfit(place, `must be ${minimum} or more`)
  if (typeof maximum === 'number' && value > maximum) return misfit(place, `must be ${maximum} or less`)
  if (typeof above === 'number' && value <= above) return misfit(place, `must be more than ${above}`)
  if (typeof under === 'number' && value >= under) return misfit(place, `must be less than ${under}`)
  if (typeof multipleOf !== 'number') return undefined
  const times = value / multipleOf
  const isMultiple = Math.abs(times - Math.round(times)) <= 1e-9 * Math.max(1, Math.abs(times))
  return isMultiple ? undefined : misfit(place, `must be a multiple of ${multipleOf}`)
}

const textMisfit = (value: string, { schema, place }: About): string | undefined => {
  const { minLength, maxLength, pattern } = schema
  const length = minLength === undefined && maxLength === undefined ? 0 : [...value].length
  if (typeof minLength === 'number' && length < minLength)
    return misfit(place, `must have ${minLength} characters or more`)
  if (typeof maxLength === 'number' && length > maxLength)
    return misfit(place, `must have ${maxLength} characters or less`)
  return typeof pattern !== 'string' || matches(value, pattern)
    ? undefined
    : misfit(place, `must match ${shown(pattern)}`)
}

/** Throws Unchecked where the pattern is none of RE2, or takes too long. */
const matches = (text: string, pattern: string): boolean => {
  let compiled: ReturnType<typeof compilePattern>
  try {
    compiled = compilePattern(pattern)
  } catch {
    throw new Unchecked()
  }
  if (!isSearchable(text, compiled.programSize())) throw new Unchecked()
  return compiled.matcher(text).find()
}

const listMisfit = (value: readonly Json[], { schema, place, below }: About): string | undefined => {
  const { items, prefixItems, additionalItems, contains, minItems, maxItems, uniqueItems } = schema
  if (typeof minItems === 'number' && value.length < minItems)
    return misfit(place, `must hold ${minItems} items or more`)
  if (typeof maxItems === 'number' && value.length > maxItems)
    return misfit(place, `must hold ${maxItems} items or less`)
  // Older drafts say `items` for what is `prefixItems` now.
  const first = isAList(prefixItems) ? prefixItems : isAList(items) ? items : []
  const rest = isAList(items) ? additionalItems : items
  for (const [index, item] of value.entries()) {
    const wanted = first[index] ?? rest
    const found = wanted === undefined ? undefined : below(item, wanted, at(place, `${place.path}[${index}]`))
    if (found !== undefined) return found
  }
  if (contains !== undefined) {
    const count = value.filter(item => below(item, contains, deeper(place)) === undefined).length
    const { minContains = 1, maxContains } = schema
    if (count < Number(minContains) || (typeof maxContains === 'number' && count > maxContains))
      return misfit(place, `must hold the right number of certain items`)
  }
  if (uniqueItems !== true) return undefined
  if (value.length > mostCompared) throw new Unchecked()
  const twin = value.findIndex((item, index) =>
    value.slice(0, index).some(other => isDeepStrictEqual(other, item)),
  )
  return twin === -1 ? undefined : misfit(at(place, `${place.path}[${twin}]`), 'must differ from the others')
}

/** Items of a list of which none may be there twice. */
const mostCompared = 200

const objectMisfit = (value: JsonObject, { schema, place, below }: About): string | undefined => {
  const { required, minProperties, maxProperties, propertyNames, additionalProperties } = schema
  const names = Object.keys(value)
  const missing = isAList(required) ? required.find(name => !Object.hasOwn(value, String(name))) : undefined
  if (missing !== undefined) return misfit(at(place, dotted(place, String(missing))), 'must be there')
  if (typeof minProperties === 'number' && names.length < minProperties)
    return misfit(place, `must have ${minProperties} properties or more`)
  if (typeof maxProperties === 'number' && names.length > maxProperties)
    return misfit(place, `must have ${maxProperties} properties or less`)
  const known = objectIn(schema.properties)
  const patterns = Object.entries(objectIn(schema.patternProperties))
  for (const name of names) {
    const inner = at(place, dotted(place, name))
    const wanted = [
      ...(Object.hasOwn(known, name) ? [known[name]] : []),
      ...patterns.filter(([pattern]) => matches(name, pattern)).map(([, schema]) => schema),
    ]
    if (wanted.length === 0) wanted.push(additionalProperties)
    for (const schema of wanted) {
      const found = schema === undefined ? undefined : below(value[name] ?? null, schema, inner)
      if (found !== undefined) return found
    }
    const named = propertyNames === undefined ? undefined : below(name, propertyNames, inner)
    if (named !== undefined) return named
  }
  return dependent(value, { schema, place, below })
}

const dependent = (value: JsonObject, { schema, place, below }: About): string | undefined => {
  const depending = { ...objectIn(schema.dependencies), ...objectIn(schema.dependentRequired) }
  for (const [name, wanted] of Object.entries({ ...depending, ...objectIn(schema.dependentSchemas) })) {
    if (!Object.hasOwn(value, name)) continue
    const rule: Json = isList(wanted) ? { required: wanted } : wanted
    const found = below(value, rule, deeper(place))
    if (found !== undefined) return found
  }
  return undefined
}

const combined = (value: Json, { schema, place, below }: About): string | undefined => {
  const inner = deeper(place)
  const fits = (schema: Json): boolean => below(value, schema, inner) === undefined
  const { allOf, anyOf, oneOf, not, if: condition } = schema
  for (const part of isAList(allOf) ? allOf : []) {
    const found = below(value, part, inner)
    if (found !== undefined) return found
  }
  if (isAList(anyOf) && !anyOf.some(fits)) return misfit(place, 'must fit one of what is allowed there')
  if (isAList(oneOf) && oneOf.filter(fits).length !== 1)
    return misfit(place, 'must fit exactly one of what is allowed there')
  if (not !== undefined && fits(not)) return misfit(place, 'is what is not allowed there')
  if (condition === undefined) return undefined
  const then = fits(condition) ? schema.then : schema.else
  return then === undefined ? undefined : below(value, then, inner)
}

const isAList = (json: Json | undefined): json is readonly Json[] => json !== undefined && isList(json)
const objectIn = (json: Json | undefined): JsonObject => (isObject(json) ? json : {})
const dotted = ({ path }: Place, name: string): string => (path === '' ? name : `${path}.${name}`)
const shown = (json: Json): string => JSON.stringify(json).slice(0, 100)
