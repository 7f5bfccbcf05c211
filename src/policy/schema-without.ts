import {
  GraphQLInterfaceType,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLSchema,
  GraphQLUnionType,
  getNamedType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql'

/**
 * The schema without these fields, given as `Type.field`, and without the types that nothing else leads to. It shares all
 * types that do not lead to a hidden field, so that many of them cost little; resolvers come along.
 */
export const schemaWithout = (schema: GraphQLSchema, hidden: ReadonlySet<string>): GraphQLSchema => {
  const all = Object.values(schema.getTypeMap()).filter(type => !isIntrospectionType(type))
  const { gone, empty } = alsoGone(all, hidden)
  const changed = leadingTo(
    all,
    new Set([...[...gone].map(coordinate => coordinate.split('.')[0] ?? ''), ...empty]),
  )
  const made = new Map<string, GraphQLNamedType>()
  const named = <Type extends GraphQLNamedType>(type: Type): Type => (made.get(type.name) ?? type) as Type
  const output = (type: GraphQLOutputType): GraphQLOutputType => {
    if (isNonNullType(type)) return new GraphQLNonNull(output(type.ofType)) as GraphQLOutputType
    if (isListType(type)) return new GraphQLList(output(type.ofType))
    return named(type)
  }
  const fieldsOf = (type: GraphQLObjectType | GraphQLInterfaceType) => () =>
    Object.fromEntries(
      Object.entries(type.toConfig().fields).flatMap(([name, field]) =>
        gone.has(`${type.name}.${name}`) ? [] : [[name, { ...field, type: output(field.type) }]],
      ),
    )
  for (const type of all) {
    if (!changed.has(type.name) || empty.has(type.name)) continue
    if (isObjectType(type))
      made.set(
        type.name,
        new GraphQLObjectType({
          ...type.toConfig(),
          interfaces: () => type.getInterfaces().map(named),
          fields: fieldsOf(type),
        }),
      )
    else if (isInterfaceType(type))
      made.set(
        type.name,
        new GraphQLInterfaceType({
          ...type.toConfig(),
          interfaces: () => type.getInterfaces().map(named),
          fields: fieldsOf(type),
        }),
      )
    else if (isUnionType(type))
      made.set(
        type.name,
        new GraphQLUnionType({
          ...type.toConfig(),
          types: () =>
            type
              .getTypes()
              .filter(({ name }) => !empty.has(name))
              .map(named),
        }),
      )
  }
  const config = schema.toConfig()
  const root = (type: GraphQLObjectType | null | undefined) => type && named(type)
  // What no root leads to stands there by itself, such as what is found by an interface only.
  const reached = new GraphQLSchema({ ...config, types: [], assumeValid: true })
  return new GraphQLSchema({
    ...config,
    query: root(config.query),
    mutation: root(config.mutation),
    subscription: root(config.subscription),
    types: all.filter(({ name }) => !reached.getType(name) && !empty.has(name)).map(named),
    assumeValid: true,
  })
}

/** The hidden fields, and with types that have no other ones, the fields that lead to these. */
const alsoGone = (all: readonly GraphQLNamedType[], hidden: ReadonlySet<string>) => {
  const gone = new Set(hidden)
  const empty = new Set<string>()
  for (let before = -1; before < gone.size + empty.size; ) {
    before = gone.size + empty.size
    for (const type of all) {
      if (!isObjectType(type) && !isInterfaceType(type)) continue
      const fields = Object.values(type.getFields())
      for (const { name, type: answer } of fields)
        if (empty.has(getNamedType(answer).name)) gone.add(`${type.name}.${name}`)
      if (fields.every(({ name }) => gone.has(`${type.name}.${name}`))) empty.add(type.name)
    }
  }
  return { gone, empty }
}

/** The types that are among these or lead to one of them. */
const leadingTo = (all: readonly GraphQLNamedType[], some: ReadonlySet<string>): ReadonlySet<string> => {
  const found = new Set(some)
  for (let before = -1; before < found.size; ) {
    before = found.size
    for (const type of all)
      if (!found.has(type.name) && mentioned(type).some(name => found.has(name))) found.add(type.name)
  }
  return found
}

const mentioned = (type: GraphQLNamedType): readonly string[] => {
  if (isUnionType(type)) return type.getTypes().map(({ name }) => name)
  if (!isObjectType(type) && !isInterfaceType(type)) return []
  return [
    ...type.getInterfaces().map(({ name }) => name),
    ...Object.values(type.getFields()).map(({ type }) => getNamedType(type).name),
  ]
}
