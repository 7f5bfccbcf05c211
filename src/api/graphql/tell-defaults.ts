import { __InputValue, type GraphQLArgument, print } from 'graphql'

/**
 * Lets introspection tell default values as the SDL writes them: graphql-js by itself fails where one holds an object of a
 * scalar, such as JSON. Its types of introspection are the same for all schemas, so once is enough.
 */
export const tellDefaults = (): void => {
  const { defaultValue } = __InputValue.getFields()
  const own = defaultValue?.resolve
  if (!defaultValue || told.has(defaultValue)) return
  told.add(defaultValue)
  defaultValue.resolve = (argument: GraphQLArgument, ...others) =>
    argument.astNode?.defaultValue ? print(argument.astNode.defaultValue) : own?.(argument, ...others)
}

const told = new WeakSet<object>()
