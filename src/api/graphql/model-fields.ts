import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
// The executor's own rules of `@skip`, `@include` and fragments; not among what the package shows at its front.
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js'
import type { PreparedOperation } from './documents.ts'

type Field = GraphQLField<unknown, unknown>

/** A field of an operation that asks a model. */
export interface ModelField {
  /** Where its answer will stand, such as `prompts.short`. */
  readonly path: string
  /** Such as `Mutation.complete`. */
  readonly coordinate: string
  readonly field: Field
  readonly args: { readonly [argument: string]: unknown }
  /** Of a field of an entity: what its router has said of that. */
  readonly representation?: { readonly [field: string]: unknown }
}

interface Variables {
  readonly [name: string]: unknown
}

/** How many fields ask a model, as the operation is written and whatever its variables say; 2 stands for more. */
export const modelFieldsWritten = (
  schema: GraphQLSchema,
  { document, operation }: PreparedOperation,
): 0 | 1 | 2 => {
  const fragments = fragmentsOf(document)
  const known = new Map<string, number>()
  const within = (set: SelectionSetNode, type: GraphQLObjectType): number => {
    let found = 0
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) found += inField(selection, type)
      else if (selection.kind === Kind.INLINE_FRAGMENT) found += within(selection.selectionSet, type)
      else found += inFragment(selection.name.value, type)
    }
    return Math.min(found, 2)
  }
  const inField = (node: FieldNode, type: GraphQLObjectType): number => {
    const field = type.getFields()[node.name.value]
    if (!field) return 0
    if (asksModel(field)) return 1
    // How many entities there are is not written in the document: they are priced where that is asked for.
    if (field.name === entitiesField) return 1
    const below = promptsOf(field)
    return below && node.selectionSet ? within(node.selectionSet, below) : 0
  }
  // However often it is spread, a fragment is looked at once.
  const inFragment = (name: string, type: GraphQLObjectType): number => {
    const key = `${name} ${type.name}`
    let found = known.get(key)
    if (found === undefined) {
      const fragment = fragments[name]
      known.set(key, (found = fragment ? within(fragment.selectionSet, type) : 0))
    }
    return found
  }
  const root = schema.getRootType(operation.operation)
  const found = root ? within(operation.selectionSet, root) : 0
  return found > 1 ? 2 : found === 1 ? 1 : 0
}

/**
 * The fields that ask a model when it runs, with their arguments; those whose arguments are wrong are left out. Fields of
 * entities that a router asks for are among them where `entities` says how many of these are looked at.
 */
export const modelFields = (
  schema: GraphQLSchema,
  { document, operation }: PreparedOperation,
  { variables, entities = 0 }: { readonly variables: Variables; readonly entities?: number },
): readonly ModelField[] => {
  const root = schema.getRootType(operation.operation)
  if (!root) return []
  const fragments = fragmentsOf(document)
  const found: ModelField[] = []
  const look = (
    fields: ReadonlyMap<string, readonly FieldNode[]>,
    type: GraphQLObjectType,
    { above, representation }: Pick<ModelField, 'representation'> & { readonly above: string },
  ): void => {
    for (const [key, nodes] of fields) {
      const [node] = nodes
      const field = node && type.getFields()[node.name.value]
      if (!field) continue
      const path = `${above}${key}`
      const below = promptsOf(field)
      if (below)
        look(collectSubfields(schema, fragments, variables, below, nodes), below, { above: `${path}.` })
      if (field.name === entitiesField && entities > 0) lookAtEntities(field, nodes, path)
      if (!asksModel(field)) continue
      const args = argumentsOf(field, node, variables)
      const coordinate = `${type.name}.${field.name}`
      if (args) found.push({ path, coordinate, field, args, ...(representation && { representation }) })
    }
  }
  const lookAtEntities = (field: Field, nodes: readonly FieldNode[], path: string): void => {
    const [node] = nodes
    const representations = node && argumentsOf(field, node, variables)?.representations
    // More of them are refused.
    if (!Array.isArray(representations) || representations.length > entities) return
    const fieldsOf = new Map<GraphQLObjectType, ReturnType<typeof collectSubfields>>()
    for (const [index, representation] of representations.entries()) {
      const type = schema.getType(String(representation?.__typename))
      if (!isObjectType(type)) continue
      const fields = fieldsOf.get(type) ?? collectSubfields(schema, fragments, variables, type, nodes)
      fieldsOf.set(type, fields)
      look(fields, type, { above: `${path}.${index}.`, representation })
    }
  }
  look(collectFields(schema, fragments, variables, root, operation.selectionSet), root, { above: '' })
  return found
}

/** The field by which a router asks for entities. */
const entitiesField = '_entities'

/** Where a resolver's answer will stand, as `path` of a ModelField says it. */
export const pathOf = (path: ResponsePath): string =>
  path.prev ? `${pathOf(path.prev)}.${path.key}` : String(path.key)

export interface ResponsePath {
  readonly prev: ResponsePath | undefined
  readonly key: string | number
}

const asksModel = ({ astNode }: Field): boolean =>
  astNode?.directives?.some(({ name }) => name.value === 'operation') === true

/** The type whose fields are prompts, if the field gives it. */
const promptsOf = ({ type }: Field): GraphQLObjectType | undefined => {
  const named = getNamedType(type)
  return isObjectType(named) && named.name === 'Prompts' ? named : undefined
}

const fragmentsOf = ({ definitions }: PreparedOperation['document']) => {
  const fragments: { [name: string]: FragmentDefinitionNode } = Object.create(null)
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition
  return fragments
}

const argumentsOf = (field: Field, node: FieldNode, variables: Variables): ModelField['args'] | undefined => {
  try {
    return getArgumentValues(field, node, variables)
  } catch {
    return undefined
  }
}
