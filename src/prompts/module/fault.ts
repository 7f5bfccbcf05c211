import { type ASTNode, GraphQLError, getLocation } from 'graphql'
import { GatewayError, type SourceFault } from '../../core/error.ts'
import { mostFaults } from './limits.ts'

/** A fault at the place where the node stands. */
export const faultAt = (node: ASTNode | undefined, message: string): SourceFault => {
  const { line, column } = node?.loc ? getLocation(node.loc.source, node.loc.start) : { line: 1, column: 1 }
  return { message, line, column }
}

/** A fault that graphql-js has found. */
export const faultOf = (error: GraphQLError): SourceFault => {
  const { line, column } = error.locations?.[0] ?? { line: 1, column: 1 }
  return { message: error.message, line, column }
}

/** The error that refuses a module: what is wrong, and where. */
export const refused = (faults: readonly SourceFault[]): GatewayError => {
  const told = faults.slice(0, mostFaults)
  const more = faults.length > told.length ? `; and ${faults.length - told.length} more` : ''
  const words = told.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`)
  return new GatewayError('INVALID_PROMPT', `The prompt cannot be published. ${words.join('; ')}${more}`, {
    path: 'sdl',
    faults: told,
  })
}

/** What somebody threw, as a fault; what is no fault of the module is thrown again. */
export const faultIn = (error: unknown, node: ASTNode): SourceFault => {
  if (error instanceof GraphQLError) return error.locations ? faultOf(error) : faultAt(node, error.message)
  if (error instanceof Error && error.name === 'SchemaPolicyError') return faultAt(node, error.message)
  throw error
}
