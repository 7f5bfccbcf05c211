import {
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isLeafType,
  isObjectType,
  isUnionType,
} from 'graphql'
import type { SourceFault } from '../../core/error.ts'
import { isReply } from '../asking/read-reply.ts'
import { isAttachment } from './attachments.ts'
import { faultAt } from './fault.ts'

/**
 * What a prompt's types must not be: types of the contract, which have resolvers of their own (its scalars and enums are
 * fine), and inputs that hold themselves, which have no end.
 */
export const typeFaults = (
  field: GraphQLField<unknown, unknown>,
  base: GraphQLSchema,
): readonly SourceFault[] => {
  const foreign = [...typesBelow(field)].filter(
    type => !isLeafType(type) && base.getType(type.name) !== undefined,
  )
  if (foreign.length > 0)
    return foreign.map(({ name }) =>
      faultAt(
        field.astNode ?? undefined,
        `\`${name}\` is a type of the contract; a prompt takes and answers scalars, enums and types of its own, beside \`ImageInput\`, \`ToolInput\` and \`PromptReply\``,
      ),
    )
  return field.args.flatMap(({ type, astNode }) => {
    const named = getNamedType(type)
    const cycle = isInputObjectType(named) ? cycleFrom(named, []) : undefined
    return cycle
      ? [faultAt(astNode ?? undefined, `\`${cycle}\` holds itself: an argument must come to an end`)]
      : []
  })
}

const typesBelow = (field: GraphQLField<unknown, unknown>): ReadonlySet<GraphQLNamedType> => {
  const seen = new Set<GraphQLNamedType>()
  const visit = (type: GraphQLNamedType): void => {
    if (seen.has(type)) return
    seen.add(type)
    if (isUnionType(type)) for (const member of type.getTypes()) visit(member)
    if (isObjectType(type))
      for (const { type: below } of Object.values(type.getFields())) visit(getNamedType(below))
    if (isInputObjectType(type))
      for (const { type: below } of Object.values(type.getFields())) visit(getNamedType(below))
  }
  if (!isReply(field.type)) visit(getNamedType(field.type))
  for (const argument of field.args) if (!isAttachment(argument)) visit(getNamedType(argument.type))
  return seen
}

/** The name of an input, on the way down from this one, that holds itself. */
const cycleFrom = (type: GraphQLInputObjectType, above: readonly string[]): string | undefined => {
  if (above.includes(type.name)) return type.name
  for (const field of Object.values(type.getFields())) {
    const below = getNamedType(field.type)
    const cycle = isInputObjectType(below) ? cycleFrom(below, [...above, type.name]) : undefined
    if (cycle !== undefined) return cycle
  }
  return undefined
}
