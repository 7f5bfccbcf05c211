import {
  coerceInputValue,
  type GraphQLInputType,
  type GraphQLType,
  getNamedType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { didYouMean } from '../../core/closest.ts'
import type { Json } from '../../core/message.ts'
import type { JsonObject, Variables } from '../../core/prompt.ts'
import { parseTemplate, type TimeLeft } from './template.ts'
import { typeAt } from './type-at.ts'

/** How an argument of a step is made of what is known when the step begins. */
export interface StepArgument {
  /** The names of what it reads. */
  readonly reads: readonly string[]
  /** Throws an Error if its template cannot be rendered. */
  make(known: Variables, left: TimeLeft): Json
}

/** What is wrong with an argument as it is written. */
export class StepArgumentError extends Error {
  override readonly name = 'StepArgumentError'
}

/** What can be read, with its type. */
export type Scope = ReadonlyMap<string, GraphQLType>

/**
 * Reads an argument of a step: a text is a template, and one that is `{{ path }}` alone is the value at that path, which has
 * to be of the argument's type; all else is a value. Throws StepArgumentError.
 */
export const stepArgument = (written: Json, type: GraphQLInputType, scope: Scope): StepArgument => {
  if (typeof written === 'string' && /\{[{%]/.test(written))
    return partOf(written, type, scope) ?? textOf(written, type, scope)
  const inner = isNonNullType(type) ? type.ofType : type
  if (isList(written) && isListType(inner)) {
    const items = written.map(item => stepArgument(item, inner.ofType, scope))
    return {
      reads: items.flatMap(({ reads }) => reads),
      make: (known, left) => items.map(item => item.make(known, left)),
    }
  }
  if (isObject(written) && isInputObjectType(inner)) {
    const fields = inner.getFields()
    const parts = Object.entries(written).map(([name, value]) => {
      const field = fields[name]
      if (!field) throw new StepArgumentError(`\`${name}\` is no field of \`${inner.name}\``)
      return [name, stepArgument(value, field.type, scope)] as const
    })
    const lacking = Object.values(fields).find(
      ({ name, type, defaultValue }) =>
        isNonNullType(type) && defaultValue === undefined && !Object.hasOwn(written, name),
    )
    if (lacking) throw new StepArgumentError(`\`${inner.name}\` needs \`${lacking.name}\``)
    return {
      reads: parts.flatMap(([, { reads }]) => reads),
      make: (known, left) => Object.fromEntries(parts.map(([name, part]) => [name, part.make(known, left)])),
    }
  }
  coerceInputValue(written, type, (_path, _value, error) => {
    throw new StepArgumentError(error.message.slice(0, 200))
  })
  return { reads: [], make: () => written }
}

const alone = /^\s*\{\{-?\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*-?\}\}\s*$/

/** The value at a path; undefined if it is not of the type but could be written as a text. */
const partOf = (written: string, type: GraphQLInputType, scope: Scope): StepArgument | undefined => {
  const path = alone.exec(written)?.[1]?.split('.')
  if (!path) return undefined
  const [name = '', ...rest] = path
  const root = known(name, scope)
  const found = typeAt(root, rest)
  if (!found) throw new StepArgumentError(`\`${path.join('.')}\` is read, which ${root} has not`)
  if (!found.type || !fits(found.type, type, found.isNullable)) {
    if (isText(type)) return undefined
    throw new StepArgumentError(
      `\`${path.join('.')}\` is of the type ${found.type ? told(found.type, found.isNullable) : 'that it happens to be'}, not ${type}`,
    )
  }
  return { reads: [name], make: known => shaped(at(known, path), type) }
}

const textOf = (written: string, type: GraphQLInputType, scope: Scope): StepArgument => {
  if (!isText(type)) throw new StepArgumentError(`a template gives a text, not ${type}`)
  let template: ReturnType<typeof parseTemplate>
  try {
    template = parseTemplate(written)
  } catch (error) {
    throw new StepArgumentError(error instanceof Error ? error.message : 'the template cannot be read')
  }
  for (const [name = '', ...rest] of template.variables)
    if (!typeAt(known(name, scope), rest))
      throw new StepArgumentError(
        `\`${[name, ...rest].join('.')}\` is read, which ${scope.get(name)} has not`,
      )
  return {
    reads: template.variables.map(([name = '']) => name),
    make: (known, left) => template.render(known, left),
  }
}

const known = (name: string, scope: Scope): GraphQLType => {
  const type = scope.get(name)
  if (type) return type
  throw new StepArgumentError(
    `\`${name}\` is read, which is no argument and no step before${didYouMean(name, [...scope.keys()])}`,
  )
}

const told = (type: GraphQLType, isNullable: boolean): string =>
  isNullable && isNonNullType(type) ? `${type.ofType} (as something above it may be null)` : String(type)

const isText = (type: GraphQLInputType): boolean =>
  ['ID', 'String'].includes(String(isNonNullType(type) ? type.ofType : type))

/** Whether every value of the one type is one of the other. */
const fits = (from: GraphQLType, to: GraphQLInputType, isNullable: boolean): boolean => {
  if (isNonNullType(to)) return !isNullable && isNonNullType(from) && fits(from.ofType, to.ofType, false)
  const inner = isNonNullType(from) ? from.ofType : from
  if (isListType(to)) return isListType(inner) && fits(inner.ofType, to.ofType, false)
  if (isListType(inner)) return to.name === 'JSON'
  if (isInputObjectType(to)) {
    if (!isInputObjectType(inner) && !isObjectType(inner)) return false
    const fields = inner.getFields()
    return Object.values(to.getFields()).every(({ name, type, defaultValue }) => {
      const field = fields[name]
      return field ? fits(field.type, type, false) : !isNonNullType(type) || defaultValue !== undefined
    })
  }
  const name = getNamedType(inner).name
  return name === to.name || to.name === 'JSON' || (isLeafType(inner) && wider[to.name]?.has(name) === true)
}

/** What else a scalar takes as it travels in JSON. */
const wider: { readonly [scalar: string]: ReadonlySet<string> } = {
  Float: new Set(['Int', 'SafeInt']),
  ID: new Set(['String']),
  SafeInt: new Set(['Int']),
  String: new Set(['DateTime', 'Decimal', 'ID']),
}

/** As much of a value as the type has. */
const shaped = (value: Json, type: GraphQLInputType): Json => {
  const inner = isNonNullType(type) ? type.ofType : type
  if (isListType(inner)) return isList(value) ? value.map(item => shaped(item, inner.ofType)) : value
  if (!isInputObjectType(inner) || !isObject(value)) return value
  return Object.fromEntries(
    Object.values(inner.getFields()).flatMap(({ name, type }) =>
      Object.hasOwn(value, name) ? [[name, shaped(value[name] ?? null, type)]] : [],
    ),
  )
}

const at = (value: Json, path: readonly string[]): Json =>
  path.reduce<Json>(
    (value, name) => (isObject(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null),
    value,
  )

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !isList(value)
