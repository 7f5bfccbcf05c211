import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql'

/** How arguments are made up. */
export interface Invention {
  /** Whether what need not be said is left out. */
  readonly required: 'ONLY' | 'ALL'
  /** The text for an ID or a String, by where it stands, such as `input.name`. */
  readonly valueOf: (scalar: 'ID' | 'String', path: string) => string | undefined
}

/** The arguments of a field, such as `(input: { name: "x" })`, made up from their types; empty if it has none. */
export const argumentsOf = (field: GraphQLField<unknown, unknown>, about: Invention): string => {
  const given = field.args
    .filter(argument => about.required === 'ALL' || isRequiredArgument(argument))
    .flatMap(argument => member(argument, argument.name, about))
  return given.length === 0 ? '' : `(${given.join(', ')})`
}

/** `name: value`, or nothing where no value fits. */
const member = (
  { name, type }: GraphQLArgument | GraphQLInputField,
  path: string,
  about: Invention,
): string[] => {
  const value = literal(type, path, about)
  return value === undefined ? [] : [`${name}: ${value}`]
}

const literal = (type: GraphQLInputType, path: string, about: Invention): string | undefined => {
  if (isNonNullType(type)) return literal(type.ofType, path, about)
  if (isListType(type)) {
    const item = literal(type.ofType, path, about)
    return item === undefined ? undefined : `[${item}]`
  }
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (isInputObjectType(type)) {
    // Types that hold themselves end where they would begin again.
    const depth = path.split('.').length
    const fields = Object.values(type.getFields()).filter(
      field => isRequiredInputField(field) || (about.required === 'ALL' && depth < 4),
    )
    return `{ ${fields.flatMap(field => member(field, `${path}.${field.name}`, about)).join(', ')} }`
  }
  if (type.name === 'ID' || type.name === 'String') {
    const value = about.valueOf(type.name, path)
    return value === undefined ? undefined : JSON.stringify(value)
  }
  return scalars[type.name]
}

/** A value of each other scalar. */
const scalars: { readonly [name: string]: string } = {
  Boolean: 'true',
  DateTime: '"2030-01-01T00:00:00Z"',
  Decimal: '"1"',
  Float: '0.5',
  Int: '1',
  JSON: '{}',
  SafeInt: '1',
}
