import {
  type DefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isLeafType,
  isObjectType,
  isUnionType,
  visit,
} from 'graphql'
import type { SourceFault } from '../../core/error.ts'
import { isReply } from '../asking/read-reply.ts'
import { isAttachment } from './attachments.ts'
import { faultAt } from './fault.ts'
import type { ParsedModule } from './module.ts'

/** What a prompt's types must not be: types of the contract, which have resolvers of their own. Its scalars and enums are fine. */
export const typeFaults = (
  field: GraphQLField<unknown, unknown>,
  base: GraphQLSchema,
): readonly SourceFault[] => {
  const foreign = [...typesBelow(field)].filter(
    type => !isLeafType(type) && base.getType(type.name) !== undefined,
  )
  return foreign.map(({ name }) =>
    faultAt(
      field.astNode ?? undefined,
      `\`${name}\` is a type of the contract; a prompt takes and answers scalars, enums and types of its own, beside \`ImageInput\`, \`ToolInput\` and \`PromptReply\``,
    ),
  )
}

/**
 * Types of other modules, which a module must not lean on: it would go when they do, and hold up whoever publishes them
 * anew.
 */
export const borrowedTypes = (
  { prompts, types, entities }: ParsedModule,
  others: readonly ParsedModule[],
): readonly SourceFault[] => {
  const namesIn = (definitions: readonly DefinitionNode[]): readonly string[] =>
    definitions.flatMap(node => ('name' in node && node.name ? node.name.value : []))
  const own = new Set(namesIn(types))
  const theirs = new Set(others.flatMap(({ types }) => namesIn(types)).filter(name => !own.has(name)))
  const faults: SourceFault[] = []
  for (const node of [...prompts, ...types, ...entities])
    visit(node, {
      NamedType(type) {
        const name = type.name.value
        if (theirs.has(name))
          faults.push(
            faultAt(type, `\`${name}\` is a type of another module: a module brings all of its types itself`),
          )
      },
    })
  return faults
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
