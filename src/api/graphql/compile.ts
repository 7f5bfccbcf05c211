import {
  type FragmentDefinitionNode,
  GraphQLScalarType,
  GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit'
import type { PreparedOperation } from './documents.ts'

/**
 * Compiles a valid operation; undefined if it is better interpreted. What is compiled takes variables that
 * graphql's `getVariableValues` has coerced. Values that resolvers return must hold no promises: graphql-jit awaits
 * those of resolvers only.
 */
export type Compile = (prepared: PreparedOperation) => CompiledQuery | undefined

/** Fields, fragments followed, up to which an operation is compiled: graphql-jit takes some 0.1 ms for each. */
const mostFields = 300

/** A compiler for the operations of one schema. */
export const createCompiler = (schema: GraphQLSchema): Compile => {
  const { types, ...config } = schema.toConfig()
  const target = new GraphQLSchema({ ...config, types: [...types, Coerced], assumeValid: true })
  return ({ document, operation }) => {
    const fragments = new Map<string, FragmentDefinitionNode>()
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
    if (!isCompilable(operation, fragments)) return undefined
    const definitions = [withCoercedVariables(operation), ...fragments.values()]
    const query = compileQuery(target, { ...document, definitions }, operation.name?.value, {
      disablingCapturingStackErrors: true,
      useExperimentalPathBasedSkipInclude: true,
    })
    return isCompiledQuery(query) ? query : undefined
  }
}

/*
 * graphql-jit's own coercion of variables does not end for input types that hold themselves, and has other messages
 * than graphql-js. So compiled operations declare all their variables as a scalar that lets every value pass.
 */
const Coerced = new GraphQLScalarType({ name: '_Coerced' })

const withCoercedVariables = (operation: OperationDefinitionNode): OperationDefinitionNode => ({
  ...operation,
  variableDefinitions: (operation.variableDefinitions ?? []).map(({ kind, variable }) => ({
    kind,
    variable,
    type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: Coerced.name } },
  })),
})

/**
 * What graphql-jit does well. Large operations would hold the event loop while they are compiled; an absent variable
 * within a literal object becomes null instead of absent; `__proto__` is no plain key of an object literal.
 */
const isCompilable = (
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): boolean => {
  let left = mostFields
  const fits = (set: SelectionSetNode | undefined): boolean =>
    set === undefined ||
    set.selections.every(selection => {
      if (selection.kind === Kind.FRAGMENT_SPREAD)
        return fits(fragments.get(selection.name.value)?.selectionSet)
      if (selection.kind === Kind.INLINE_FRAGMENT) return fits(selection.selectionSet)
      return (
        left-- > 0 &&
        (selection.alias ?? selection.name).value !== '__proto__' &&
        !selection.arguments?.some(({ value }) => value.kind !== Kind.VARIABLE && holdsVariable(value)) &&
        fits(selection.selectionSet)
      )
    })
  return (
    !operation.variableDefinitions?.some(({ variable }) => variable.name.value === '__proto__') &&
    fits(operation.selectionSet)
  )
}

const holdsVariable = (value: ValueNode): boolean =>
  value.kind === Kind.VARIABLE ||
  (value.kind === Kind.LIST && value.values.some(holdsVariable)) ||
  (value.kind === Kind.OBJECT && value.fields.some(field => holdsVariable(field.value)))
