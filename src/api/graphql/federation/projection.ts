import { getDocumentNodeFromSchema } from '@graphql-tools/utils'
import {
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  Kind,
  type NamedTypeNode,
  type ObjectTypeDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql'

/**
 * The part of the contract that is a subgraph, as SDL: the root fields with `@federated`, the entities, and all that
 * they lead to. What has an id of its own but is no entity stays out, and with it the fields that lead there.
 */
export const subgraphPart = (contract: GraphQLSchema): DocumentNode => {
  const { definitions } = getDocumentNodeFromSchema(contract)
  const types = new Map(
    definitions.flatMap(node => ('name' in node && isType(node) ? [[node.name.value, node] as const] : [])),
  )
  const roots = [contract.getQueryType(), contract.getMutationType(), contract.getSubscriptionType()].flatMap(
    root => root?.name ?? [],
  )
  const staysOut = outsiders(types)
  const kept = new Map<string, TypeDefinitionNode>()

  const keep = (name: string): void => {
    const type = types.get(name)
    if (!type || kept.has(name)) return
    const shown = isObject(type)
      ? withFields(type, field =>
          roots.includes(name) ? has(field, 'federated') : !staysOut(nameOf(field.type)),
        )
      : type
    kept.set(name, shown)
    for (const other of namesIn(shown)) keep(other)
  }

  for (const root of roots) keep(root)
  for (const [name, type] of types) if (isObject(type) && has(type, 'key')) keep(name)
  // What prompts may answer with, though nothing of the contract does.
  keep('PromptReply')
  const directives = definitions.filter(node => node.kind === Kind.DIRECTIVE_DEFINITION)
  for (const { arguments: given = [] } of directives) for (const { type } of given) keep(nameOf(type))
  return { kind: Kind.DOCUMENT, definitions: [...directives, ...kept.values()] }
}

const withFields = (
  type: ObjectTypeDefinitionNode,
  keeps: (field: FieldDefinitionNode) => boolean,
): ObjectTypeDefinitionNode => ({ ...type, interfaces: [], fields: (type.fields ?? []).filter(keeps) })

/** Types that stay out: those that `node` finds and that are no entities, and pages of them. */
const outsiders = (types: ReadonlyMap<string, TypeDefinitionNode>): ((name: string) => boolean) => {
  const isOut = (name: string): boolean => {
    const type = types.get(name)
    if (!type || !isObject(type)) return false
    if (type.interfaces?.some(({ name }) => name.value === 'Node')) return !has(type, 'key')
    const inner = type.fields?.find(({ name }) => name.value === 'node' || name.value === 'edges')
    return inner !== undefined && isOut(nameOf(inner.type))
  }
  return isOut
}

const isObject = (node: TypeDefinitionNode): node is ObjectTypeDefinitionNode =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION

const isType = (node: DefinitionNode): node is TypeDefinitionNode => node.kind.endsWith('TypeDefinition')

const has = (
  { directives }: { readonly directives?: readonly DirectiveNode[] | undefined },
  name: string,
): boolean => directives?.some(directive => directive.name.value === name) === true

const nameOf = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type)

/** The names of the types that a type's own definition mentions. */
const namesIn = (node: TypeDefinitionNode): readonly string[] => {
  if (node.kind === Kind.UNION_TYPE_DEFINITION)
    return (node.types ?? []).map(({ name }: NamedTypeNode) => name.value)
  if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
    return (node.fields ?? []).map(({ type }) => nameOf(type))
  if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) return []
  return (node.fields ?? []).flatMap(field => [
    nameOf(field.type),
    ...(field.arguments ?? []).map(({ type }) => nameOf(type)),
  ])
}
