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

/** A field of an operation that asks a model. */
export interface ModelField {
  /** Where its answer will stand, such as `prompts.short`. */
  readonly path: string
  /** Such as `Mutation.complete`. */
  readonly coordinate: string
  readonly field: GraphQLField<unknown, unknown>
  readonly args: { readonly [argument: string]: unknown }
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

/** The fields that ask a model when it runs, with their arguments; those whose arguments are wrong are left out. */
export const modelFields = (
  schema: GraphQLSchema,
  { document, operation }: PreparedOperation,
  variables: Variables,
): readonly ModelField[] => {
  const root = schema.getRootType(operation.operation)
  if (!root) return []
  const fragments = fragmentsOf(document)
  const found: ModelField[] = []
  const look = (
    fields: ReadonlyMap<string, readonly FieldNode[]>,
    type: GraphQLObjectType,
    above: string,
  ): void => {
    for (const [key, nodes] of fields) {
      const [node] = nodes
      const field = node && type.getFields()[node.name.value]
      if (!field) continue
      const path = `${above}${key}`
      const below = promptsOf(field)
      if (below) look(collectSubfields(schema, fragments, variables, below, nodes), below, `${path}.`)
      if (!asksModel(field)) continue
      const args = argumentsOf(field, node, variables)
      if (args) found.push({ path, coordinate: `${type.name}.${field.name}`, field, args })
    }
  }
  look(collectFields(schema, fragments, variables, root, operation.selectionSet), root, '')
  return found
}

/** Where a resolver's answer will stand, as `path` of a ModelField says it. */
export const pathOf = (path: ResponsePath): string =>
  path.prev ? `${pathOf(path.prev)}.${path.key}` : String(path.key)

export interface ResponsePath {
  readonly prev: ResponsePath | undefined
  readonly key: string | number
}

const asksModel = ({ astNode }: GraphQLField<unknown, unknown>): boolean =>
  astNode?.directives?.some(({ name }) => name.value === 'operation') === true

/** The type whose fields are prompts, if the field gives it. */
const promptsOf = ({ type }: GraphQLField<unknown, unknown>): GraphQLObjectType | undefined => {
  const named = getNamedType(type)
  return isObjectType(named) && named.name === 'Prompts' ? named : undefined
}

const fragmentsOf = ({ definitions }: PreparedOperation['document']) => {
  const fragments: { [name: string]: FragmentDefinitionNode } = Object.create(null)
  for (const definition of definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition
  return fragments
}

const argumentsOf = (
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Variables,
): ModelField['args'] | undefined => {
  try {
    return getArgumentValues(field, node, variables)
  } catch {
    return undefined
  }
}
