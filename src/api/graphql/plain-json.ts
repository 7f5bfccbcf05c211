import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ExecutionResult } from 'graphql'

/**
 * What nearly all clients ask for, and which content type Apollo Server gives them: answers to these it need not
 * negotiate. (Node's `fetch`, browsers and curl; Apollo Client 3 and 4; graphql-request.)
 */
const contentTypes: ReadonlyMap<string, string> = new Map([
  ['', 'application/json; charset=utf-8'],
  ['*/*', 'application/json; charset=utf-8'],
  ['application/json', 'application/json; charset=utf-8'],
  ['application/json, */*', 'application/json; charset=utf-8'],
  ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
  [
    'application/graphql-response+json,application/json;q=0.9',
    'application/graphql-response+json; charset=utf-8',
  ],
])

/**
 * The content type of the answer, if the request is one of which Apollo Server has nothing to decide: a POST of one JSON
 * object without extensions. JSON is no type that a foreign page may send unasked, so it is safe from CSRF.
 */
export const plainTypeOf = ({ method, headers, body }: FastifyRequest): string | undefined =>
  method === 'POST' && isPlain(body) && headers['content-type']?.startsWith('application/json')
    ? contentTypes.get(headers.accept ?? '')
    : undefined

/** Whether its parts have the types that they must have. */
const isPlain = (body: unknown): boolean => {
  if (!isRecord(body) || 'extensions' in body) return false
  const { query, operationName, variables } = body
  return (
    typeof query === 'string' &&
    query !== '' &&
    (operationName == null || typeof operationName === 'string') &&
    (variables == null || isRecord(variables))
  )
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Writes a result as Apollo Server does. Nothing was executed where there is no data. */
export const answerPlain = (
  reply: FastifyReply,
  { errors, data, extensions }: ExecutionResult,
  contentType: string,
): FastifyReply =>
  reply
    .code(errors && data === undefined ? 400 : 200)
    .type(contentType)
    .send(JSON.stringify({ errors, data, extensions }))
