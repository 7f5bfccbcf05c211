import { type DirectiveNode, GraphQLError, Kind, parse } from 'graphql'

/** The names in the `fields` of @key or @requires; undefined if they are not plain fields of the entity itself. */
export const fieldSetOf = (directive: DirectiveNode | undefined): readonly string[] | undefined => {
  const value = directive?.arguments?.find(({ name }) => name.value === 'fields')?.value
  if (value?.kind !== Kind.STRING) return undefined
  try {
    const [operation] = parse(`{ ${value.value} }`, { maxTokens: 200, noLocation: true }).definitions
    if (operation?.kind !== Kind.OPERATION_DEFINITION) return undefined
    const names = operation.selectionSet.selections.flatMap(node =>
      node.kind === Kind.FIELD && !node.selectionSet && !node.alias && !node.arguments?.length
        ? node.name.value
        : [],
    )
    return names.length === operation.selectionSet.selections.length ? names : undefined
  } catch (error) {
    if (error instanceof GraphQLError) return undefined
    throw error
  }
}
