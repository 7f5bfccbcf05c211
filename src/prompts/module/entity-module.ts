import {
  type ArgumentNode,
  type DirectiveNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeExtensionNode,
  type TypeNode,
} from 'graphql'
import type { SourceFault } from '../../core/error.ts'
import { faultAt } from './fault.ts'
import { fieldSetOf } from './field-set.ts'

/** The field that tells what an entity's calls have cost. */
export const costField = 'aiCost'

/** The fields of an entity that a model answers. */
export const promptsOfEntity = ({ fields = [] }: ObjectTypeExtensionNode): readonly FieldDefinitionNode[] =>
  fields.filter(node => directiveOf(node, 'prompt') !== undefined)

/** The fields of an entity's key. */
export const keyOf = (node: ObjectTypeExtensionNode): readonly string[] =>
  fieldSetOf(directiveOf(node, 'key')) ?? []

export const directiveOf = (
  { directives }: { readonly directives?: readonly DirectiveNode[] | undefined },
  name: string,
): DirectiveNode | undefined => directives?.find(directive => directive.name.value === name)

/** An argument of a field's @prompt. */
export const promptArgument = (node: FieldDefinitionNode, name: string): ArgumentNode | undefined =>
  directiveOf(node, 'prompt')?.arguments?.find(argument => argument.name.value === name)

/**
 * What is wrong with `extend type Product @key(fields: "id") { … }` by itself. Each field is one of four things: part
 * of the key, `@external`, a prompt, or `aiCost`.
 */
export const entityFaults = (node: ObjectTypeExtensionNode): SourceFault[] => {
  const { directives = [], fields = [], interfaces = [] } = node
  const type = node.name.value
  const faults: SourceFault[] = []
  const fault = (at: Parameters<typeof faultAt>[0], message: string): void => {
    faults.push(faultAt(at, message))
  }
  if (type.startsWith('_'))
    fault(node.name, `No entity is called \`${type}\`: such names are federation's own`)
  if (type.length > longestType)
    fault(node.name, `The ledger calls an entity by its type, in ${longestType} characters at most`)
  if (interfaces[0]) fault(interfaces[0], 'The subgraph that owns an entity says what it implements')
  for (const directive of directives)
    if (directive.name.value !== 'key')
      fault(directive, `@${directive.name.value} has no meaning on an entity that another subgraph owns`)
  const [first, second] = directives.filter(({ name }) => name.value === 'key')
  if (second) fault(second, 'Write one @key: the ledger calls the entity by it')
  const key = fieldSetOf(first)
  if (!key) fault(first, '@key names fields of the entity itself, such as `@key(fields: "id")`')
  for (const name of key ?? []) {
    const field = fields.find(field => field.name.value === name)
    if (!field)
      fault(first, `The key names \`${name}\`, which has to be here too: \`${name}: ID! @external\``)
    else if (isAList(field.type))
      fault(field, `\`${name}\` is part of the key, by which the ledger calls the entity: it can be no list`)
  }
  const needed = new Set(key)
  for (const field of fields) {
    const requires = directiveOf(field, 'requires')
    if (!requires) continue
    const names = fieldSetOf(requires)
    if (!names) fault(requires, '@requires names fields of the entity itself, such as `"title description"`')
    for (const name of names ?? []) {
      needed.add(name)
      if (key?.includes(name)) {
        fault(requires, `\`${name}\` is part of the key: templates can read it without @requires`)
        continue
      }
      const other = fields.find(field => field.name.value === name)
      if (!other || !directiveOf(other, 'external'))
        fault(requires, `@requires names \`${name}\`, which has to be here as \`${name}: … @external\``)
    }
  }
  for (const field of fields) faults.push(...fieldFaults(field, needed))
  return faults
}

const isAList = (type: TypeNode): boolean =>
  type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.LIST_TYPE)

/** What the ledger can call a subject. */
const longestType = 64

const fieldFaults = (field: FieldDefinitionNode, needed: ReadonlySet<string>): readonly SourceFault[] => {
  const { arguments: given = [], directives = [] } = field
  const name = field.name.value
  if (name.startsWith('_')) return [faultAt(field, `The name \`${name}\` begins with _: choose another one`)]
  if (directiveOf(field, 'prompt'))
    return directiveOf(field, 'external')
      ? [faultAt(field, `\`${name}\` is answered by a model here, so it is not @external`)]
      : []
  if (name === costField) return costFaults(field)
  if (!needed.has(name))
    return [
      faultAt(
        field,
        `Nothing would answer \`${name}\`: give it @prompt, or name it in @key or @requires; \`${costField}\` is what the gateway knows itself`,
      ),
    ]
  const stray = directives.find(directive => directive.name.value !== 'external')
  if (stray)
    return [faultAt(stray, `@${stray.name.value} does nothing here: another subgraph owns the field`)]
  return given[0] ? [faultAt(given[0], 'A field that another subgraph owns takes no arguments here')] : []
}

const costFaults = (field: FieldDefinitionNode): readonly SourceFault[] => {
  const { arguments: given = [], directives = [], type } = field
  const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type
  const faults: SourceFault[] = []
  if (named.kind !== Kind.NAMED_TYPE || named.name.value !== 'Money')
    faults.push(faultAt(type, `\`${costField}\` is of the type \`Money!\``))
  for (const argument of given)
    if (
      argument.name.value !== 'since' ||
      argument.type.kind !== Kind.NAMED_TYPE ||
      argument.type.name.value !== 'DateTime'
    )
      faults.push(faultAt(argument, `\`${costField}\` takes \`since: DateTime\` and nothing else`))
  for (const directive of directives)
    if (!['deprecated', 'requireRole'].includes(directive.name.value))
      faults.push(faultAt(directive, `@${directive.name.value} does nothing on \`${costField}\``))
  return faults
}
