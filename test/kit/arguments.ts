import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql'

/** How arguments are made up. */
export interface Invention {
  /** Path of the one optional input that is said too, such as `input.parent`; absent: only what must be said. */
  readonly also?: string | undefined
  /** The text for an ID or a String, by where it stands. */
  readonly textFor: (scalar: 'ID' | 'String', path: string) => string
}

/** The arguments of a field, such as `(input: { name: "x" })`, made up from their types; empty if it has none. */
export const argumentsOf = (field: GraphQLField<unknown, unknown>, about: Invention): string => {
  const given = field.args
    .filter(argument => isRequiredArgument(argument) || leadsTo(about.also, argument.name))
    .map(argument => member(argument, argument.name, about))
  return given.length === 0 ? '' : `(${given.join(', ')})`
}

/** The paths of all that a field takes but need not be told. Types that hold themselves end where they begin again. */
export const optionalInputs = (field: GraphQLField<unknown, unknown>): readonly string[] =>
  field.args.flatMap(argument => [
    ...(isRequiredArgument(argument) ? [] : [argument.name]),
    ...optionalBelow(argument.type, argument.name, []),
  ])

const optionalBelow = (wrapped: GraphQLInputType, path: string, above: readonly string[]): string[] => {
  const type = getNamedType(wrapped)
  if (!isInputObjectType(type) || above.includes(type.name)) return []
  return Object.values(type.getFields()).flatMap(field => {
    const below = `${path}.${field.name}`
    return [
      ...(isRequiredInputField(field) ? [] : [below]),
      ...optionalBelow(field.type, below, [...above, type.name]),
    ]
  })
}

const leadsTo = (wanted: string | undefined, path: string): boolean =>
  wanted === path || wanted?.startsWith(`${path}.`) === true

const member = (
  { name, type }: GraphQLArgument | GraphQLInputField,
  path: string,
  about: Invention,
): string => `${name}: ${literal(type, path, about)}`

const literal = (type: GraphQLInputType, path: string, about: Invention): string => {
  if (isNonNullType(type)) return literal(type.ofType, path, about)
  if (isListType(type)) return `[${literal(type.ofType, path, about)}]`
  if (isEnumType(type)) return type.getValues()[0]?.name ?? 'null'
  if (isInputObjectType(type)) {
    const given = Object.values(type.getFields()).filter(
      field => isRequiredInputField(field) || leadsTo(about.also, `${path}.${field.name}`),
    )
    return `{ ${given.map(field => member(field, `${path}.${field.name}`, about)).join(', ')} }`
  }
  if (type.name === 'ID' || type.name === 'String') return JSON.stringify(about.textFor(type.name, path))
  return scalars[type.name] ?? 'null'
}

/** A value of each other scalar. */
const scalars: { readonly [name: string]: string } = {
  Boolean: 'true',
  DateTime: '"2030-01-01T00:00:00Z"',
  Decimal: '"1000"',
  Float: '0.5',
  Int: '1',
  JSON: '{}',
  SafeInt: '1',
}
