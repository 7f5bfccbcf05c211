import {
  BREAK,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'

/** How large one document may be. Every transport applies the same, before validation and execution. */
export interface DocumentLimits {
  /** Characters of the document's text. */
  readonly characters: number
  /** Lexical tokens, as graphql's parser counts them. */
  readonly tokens: number
  /** Brackets of every kind within each other: selections, lists, objects, types of lists. */
  readonly nesting: number
  /** Nested fields, fragments followed. */
  readonly depth: number
  /** Nested fields below `__schema` and `__type`. */
  readonly introspectionDepth: number
  /** Aliases, wherever they stand and whatever they rename, fragments followed. */
  readonly aliases: number
  /** Uses of directives, fragments followed. */
  readonly directives: number
  /** Fields of the operation's root. */
  readonly rootFields: number
  /** Fields as written, fragments not followed: what validation has to compare with each other. */
  readonly fields: number
  /** Fragments that have a name: validation compares each with each that is spread beside it. */
  readonly fragments: number
  /**
   * What the operation may cost: 1 a field, 500 a field that asks a model (`@operation` in the SDL), and below a
   * list everything times its page size (the `first` argument; 100 if that is a variable; 10 without one). Entities
   * that a router asks for count once here; how many there are is known, and looked at, when they are asked for.
   */
  readonly cost: number
}

export const defaultDocumentLimits: DocumentLimits = {
  characters: 200_000,
  tokens: 5_000,
  nesting: 100,
  depth: 12,
  introspectionDepth: 20,
  aliases: 30,
  directives: 50,
  rootFields: 20,
  fields: 500,
  fragments: 100,
  cost: 10_000,
}

const modelFieldCost = 500
const listSize = 10
/** The field by which a router asks for entities. */
const entitiesField = '_entities'
const largestPage = 100

/** What one selection set amounts to, its fragments included. */
interface Size {
  readonly depth: number
  readonly introspectionDepth: number
  readonly aliases: number
  readonly directives: number
  readonly rootFields: number
  readonly cost: number
}

const nothing: Size = { depth: 0, introspectionDepth: 0, aliases: 0, directives: 0, rootFields: 0, cost: 0 }

const labels: readonly (readonly [keyof Size, string])[] = [
  ['aliases', 'aliases'],
  ['cost', `units of cost (1 a field, ${modelFieldCost} a field that asks a model, lists multiply)`],
  ['depth', 'levels of nested fields'],
  ['directives', 'directives'],
  ['introspectionDepth', 'levels of nested introspection'],
  ['rootFields', 'root fields'],
]

/**
 * What is too large about a document; nothing if it is within the limits. Takes time in proportion to the text,
 * however often its fragments are spread. Fields that the schema does not have are left to validation.
 */
export const checkDocument = (
  schema: GraphQLSchema,
  document: DocumentNode,
  limits: DocumentLimits,
): readonly GraphQLError[] => {
  // Before anything that follows the nesting with a stack of its own.
  if (isNestedDeeper(document, limits.nesting))
    return [
      new GraphQLError(`The document is nested too deep; ${limits.nesting} levels of brackets are allowed`),
    ]
  const measure = createMeasure(schema, document)
  const errors: GraphQLError[] = []
  const fields = fieldsOf(document)
  if (fields > limits.fields)
    errors.push(new GraphQLError(`The document has ${fields} fields; ${limits.fields} are allowed`))
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).length
  if (fragments > limits.fragments)
    errors.push(new GraphQLError(`The document has ${fragments} fragments; ${limits.fragments} are allowed`))
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    const size = measure.operation(definition)
    const cycle = measure.cycle()
    if (cycle !== undefined) return [new GraphQLError(`The fragment "${cycle}" spreads itself`)]
    for (const [key, label] of labels)
      if (size[key] > limits[key])
        errors.push(
          new GraphQLError(`The operation has ${count(size[key])} ${label}; ${limits[key]} are allowed`),
        )
  }
  return errors
}

/**
 * What one entity costs that a router asks for by a field of `_entities`, as documents are measured; what asks a model
 * counts as any other field, since calls have limits of their own.
 */
export const costOfEntity = ({
  schema,
  fieldNodes,
  fragments,
  returnType,
}: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'returnType' | 'schema'>): number => {
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: Object.values(fragments) }
  const measure = createMeasure(schema, document, 1)
  const type = getNamedType(returnType)
  return fieldNodes.reduce(
    (sum, { selectionSet }) => sum + (selectionSet ? measure.selections(selectionSet, type).cost : 0),
    0,
  )
}

const createMeasure = (schema: GraphQLSchema, document: DocumentNode, ofModelField = modelFieldCost) => {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  const known = new Map<string, Size>()
  const open = new Set<string>()
  let cycle: string | undefined

  const selections = (set: SelectionSetNode, type: GraphQLNamedType | undefined, page: number): Size => {
    let size = nothing
    for (const selection of set.selections) {
      const directives = selection.directives?.length ?? 0
      if (selection.kind === Kind.FIELD) size = together(size, field(selection, type, page))
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value
        const narrowed = condition === undefined ? type : schema.getType(condition)
        size = together(size, selections(selection.selectionSet, narrowed, page))
      } else size = together(size, spread(selection.name.value, page))
      size = { ...size, directives: size.directives + directives }
    }
    return size
  }

  // A fragment is measured once for each page size it is met with; `__schema`'s world has sizes of its own.
  const spread = (name: string, page: number): Size => {
    const fragment = fragments.get(name)
    if (!fragment) return nothing
    if (open.has(name)) {
      cycle ??= name
      return nothing
    }
    const key = `${name} ${page}`
    const before = known.get(key)
    if (before) return before
    open.add(name)
    const own = selections(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value), page)
    open.delete(name)
    const size = { ...own, directives: own.directives + (fragment.directives?.length ?? 0) }
    known.set(key, size)
    return size
  }

  const field = (node: FieldNode, parent: GraphQLNamedType | undefined, page: number): Size => {
    const name = node.name.value
    const introspects = name === '__schema' || name === '__type' || parent?.name.startsWith('__') === true
    const definition = metaField(schema, name) ?? (isComposite(parent) ? parent.getFields()[name] : undefined)
    const type = definition && getNamedType(definition.type)
    const below = node.selectionSet ? selections(node.selectionSet, type, pageOf(node)) : nothing
    const asksModel = definition?.astNode?.directives?.some(({ name }) => name.value === 'operation') === true
    const isPage = !introspects && definition && isList(definition.type) && name !== entitiesField
    const times = isPage ? page : 1
    return {
      depth: introspects ? 0 : below.depth + 1,
      introspectionDepth: introspects ? below.introspectionDepth + 1 : below.introspectionDepth,
      aliases: below.aliases + (node.alias ? 1 : 0),
      directives: below.directives,
      rootFields: 1,
      cost: (asksModel ? ofModelField : 1) + times * below.cost,
    }
  }

  return {
    operation: (node: OperationDefinitionNode): Size => {
      const size = selections(node.selectionSet, schema.getRootType(node.operation) ?? undefined, listSize)
      return { ...size, directives: size.directives + (node.directives?.length ?? 0) }
    },
    selections: (set: SelectionSetNode, type: GraphQLNamedType): Size => selections(set, type, listSize),
    cycle: () => cycle,
  }
}

const together = (a: Size, b: Size): Size => ({
  depth: Math.max(a.depth, b.depth),
  introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
  aliases: a.aliases + b.aliases,
  directives: a.directives + b.directives,
  rootFields: a.rootFields + b.rootFields,
  cost: a.cost + b.cost,
})

/** How many items the lists right below a field hold: its `first`, as a connection's edges do. */
const pageOf = (node: FieldNode): number => {
  const first = node.arguments?.find(({ name }) => name.value === 'first')?.value
  if (!first) return listSize
  if (first.kind !== Kind.INT) return largestPage
  return Math.min(Math.max(Number(first.value), 1), largestPage)
}

const metaField = (
  schema: GraphQLSchema,
  name: string,
): { type: GraphQLOutputType; astNode?: undefined } | undefined => {
  const type =
    name === '__schema'
      ? schema.getType('__Schema')
      : name === '__type'
        ? schema.getType('__Type')
        : undefined
  return isObjectType(type) ? { type } : undefined
}

const isComposite = (type: GraphQLNamedType | undefined): type is GraphQLObjectType | GraphQLInterfaceType =>
  isObjectType(type) || isInterfaceType(type)

const isList = (type: GraphQLOutputType): boolean => isListType(getNullableType(type))

const count = (value: number): string => (value > 1_000_000 ? 'over a million' : String(value))

/** Fields as written, in operations and fragments. */
const fieldsOf = (document: DocumentNode): number => {
  const below = (set: SelectionSetNode | undefined): number =>
    set?.selections.reduce(
      (sum, node) =>
        node.kind === Kind.FRAGMENT_SPREAD
          ? sum
          : sum + (node.kind === Kind.FIELD ? 1 : 0) + below(node.selectionSet),
      0,
    ) ?? 0
  return document.definitions.reduce(
    (sum, definition) => ('selectionSet' in definition ? sum + below(definition.selectionSet) : sum),
    0,
  )
}

const isNestedDeeper = (document: DocumentNode, levels: number): boolean => {
  let depth = 0
  let tooDeep = false
  const bracket = {
    enter() {
      if (++depth <= levels) return undefined
      tooDeep = true
      return BREAK
    },
    leave() {
      depth--
    },
  }
  visit(document, { SelectionSet: bracket, ListValue: bracket, ObjectValue: bracket, ListType: bracket })
  return tooDeep
}
