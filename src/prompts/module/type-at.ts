import {
  type GraphQLType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql'

/** What Liquid itself knows of lists and texts. */
const liquidProperties: ReadonlySet<string> = new Set(['first', 'last', 'size'])

/** A type below another one, and whether something on the way there may be null. `type` is absent where only Liquid knows it. */
export interface TypeBelow {
  readonly type?: GraphQLType
  readonly isNullable: boolean
}

/** The type that a path of a template leads to; undefined if it leads nowhere. */
export const typeAt = (type: GraphQLType, path: readonly string[]): TypeBelow | undefined =>
  below(type, path, false)

const below = (
  type: GraphQLType,
  [name, ...rest]: readonly string[],
  isNullable: boolean,
): TypeBelow | undefined => {
  if (name === undefined) return { type, isNullable }
  if (isNonNullType(type)) return nullableBelow(type.ofType, [name, ...rest], isNullable)
  return nullableBelow(type, [name, ...rest], true)
}

const nullableBelow = (
  type: GraphQLType,
  [name = '', ...rest]: readonly string[],
  isNullable: boolean,
): TypeBelow | undefined => {
  if (isListType(type)) {
    const inner = below(type.ofType, [name, ...rest], true)
    return inner ?? (liquidProperties.has(name) ? { isNullable: true } : undefined)
  }
  if (isInputObjectType(type) || isObjectType(type)) {
    const field = type.getFields()[name]
    return field && below(field.type, rest, isNullable)
  }
  if (isUnionType(type)) {
    if (name === '__typename') return { isNullable }
    const found = type.getTypes().some(member => nullableBelow(member, [name, ...rest], true))
    return found ? { isNullable: true } : undefined
  }
  const isKnown = ('name' in type && type.name === 'JSON') || liquidProperties.has(name)
  return isKnown ? { isNullable: true } : undefined
}
