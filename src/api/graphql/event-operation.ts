import { type ASTNode, GraphQLObjectType, GraphQLSchema, Kind, visit } from 'graphql'
import type { PreparedOperation } from './documents.ts'

/*
 * Each event of a subscription is executed as an operation of its own, and each execution coerces the variables
 * anew: for a long conversation that is its whole text, for every token of the answer. The arguments of the root
 * field were used up when the stream was opened, so events are executed without them, and without the variables
 * that only they used.
 */

/** The schema that events are executed on: subscription fields take no arguments, unless a resolver reads them. */
export const eventSchema = (schema: GraphQLSchema): GraphQLSchema => {
  const subscription = schema.getSubscriptionType()
  if (!subscription) return schema
  const config = subscription.toConfig()
  const fields = Object.entries(config.fields).map(([name, field]) => [
    name,
    field.resolve ? field : { ...field, args: {} },
  ])
  const { types, ...rest } = schema.toConfig()
  return new GraphQLSchema({
    ...rest,
    types: types.filter(type => type !== subscription),
    subscription: new GraphQLObjectType({ ...config, fields: Object.fromEntries(fields) }),
    assumeValid: true,
  })
}

/** The operation as each event executes it, for `eventSchema(schema)`. */
export const eventOperation = (
  schema: GraphQLSchema,
  { document, operation }: PreparedOperation,
): PreparedOperation => {
  const fields = schema.getSubscriptionType()?.getFields() ?? {}
  const selections = operation.selectionSet.selections.map(selection =>
    selection.kind === Kind.FIELD && !fields[selection.name.value]?.resolve
      ? { ...selection, arguments: [] }
      : selection,
  )
  const selectionSet = { ...operation.selectionSet, selections }
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
  const used = variablesIn([selectionSet, ...(operation.directives ?? []), ...fragments])
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) =>
    used.has(variable.name.value),
  )
  const bare = { ...operation, selectionSet, ...(variableDefinitions && { variableDefinitions }) }
  return { document: { ...document, definitions: [bare, ...fragments] }, operation: bare }
}

const variablesIn = (nodes: readonly ASTNode[]): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const node of nodes) visit(node, { Variable: ({ name }) => void names.add(name.value) })
  return names
}
