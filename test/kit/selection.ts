import {
  type GraphQLNamedType,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
} from 'graphql'
import { defaultDocumentLimits } from '../../src/api/graphql/limits.ts'

/** Everything that an answer can show without further arguments, as many levels deep as one may ask for. */
export const selectionOf = (type: GraphQLNamedType): string => {
  const known = selections.get(type)
  if (known !== undefined) return known
  const texts = [4, 3, 2].map(depth => selectionWithin(type, depth))
  const text = texts.find(text => (text.match(/\w+/g) ?? []).length < defaultDocumentLimits.fields) ?? ''
  selections.set(type, text)
  return text
}

const selections = new Map<GraphQLNamedType, string>()

const selectionWithin = (type: GraphQLNamedType, depth: number): string => {
  if (isLeafType(type)) return ''
  if (isUnionType(type))
    return `{ __typename ${type
      .getTypes()
      .map(member => `... on ${member.name} { __typename }`)
      .join(' ')} }`
  const fields = isObjectType(type)
    ? Object.values(type.getFields()).filter(field => !field.args.some(isRequiredArgument))
    : []
  const shown = fields.flatMap(field => {
    const below = getNamedType(field.type)
    if (isLeafType(below)) return [field.name]
    if (depth === 0 || !isObjectType(below)) return []
    const first = field.args.some(({ name }) => name === 'first') ? '(first: 1)' : ''
    return [`${field.name}${first} ${selectionWithin(below, depth - 1)}`]
  })
  return `{ __typename ${shown.join(' ')} }`
}
