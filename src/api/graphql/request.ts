import type { Documents, PreparedOperation, Refused } from './documents.ts'
import { refusal } from './errors.ts'

/** An operation that may be run, with the variables that came with it. */
export interface AskedOperation extends PreparedOperation {
  readonly outcome: 'READY'
  readonly variables: Readonly<Record<string, unknown>> | undefined
  readonly extensions: Readonly<Record<string, unknown>> | undefined
}

/**
 * What a GraphQL request over HTTP asks for: `parameters` is its JSON body or, with `variables` as JSON text, its
 * query string.
 */
export const readRequest = (documents: Documents, parameters: unknown): AskedOperation | Refused => {
  if (Array.isArray(parameters)) return refused('Batches are not supported: send one operation a request')
  if (!isRecord(parameters)) return refused('The request must be a JSON object with a `query`')
  const { query, operationName } = parameters
  const variables = jsonIfText(parameters.variables) ?? undefined
  const extensions = jsonIfText(parameters.extensions) ?? undefined
  if (typeof query !== 'string' || query === '') return refused('`query` must be a GraphQL document')
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    return refused('`operationName` must be a string')
  if (variables !== undefined && !isRecord(variables)) return refused('`variables` must be an object')
  if (extensions !== undefined && !isRecord(extensions)) return refused('`extensions` must be an object')
  const prepared = documents.prepare(query, operationName ?? undefined)
  return prepared.outcome === 'READY' ? { ...prepared, variables, extensions } : prepared
}

const refused = (message: string): Refused => ({
  outcome: 'REFUSED',
  errors: [refusal('INVALID_INPUT', message)],
})

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const jsonIfText = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
