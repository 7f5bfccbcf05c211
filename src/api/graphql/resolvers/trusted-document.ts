import { createHash } from 'node:crypto'
import { GraphQLError, type GraphQLSchema, parse, validate } from 'graphql'
import { GatewayError } from '../../../core/error.ts'
import { administeredTenant } from '../administer.ts'
import { callerOf } from '../context.ts'
import { titleOf } from '../entity-input.ts'
import type * as contract from '../generated/resolvers.ts'
import { invalidInput } from '../invalid-input.ts'
import { checkDocument, defaultDocumentLimits } from '../limits.ts'

const mostBytes = 64 * 1024

/** Documents that keys can be bound to. */
export const trustedDocument: contract.Resolvers = {
  Query: {
    trustedDocuments: (_root, { first, after }, context) => {
      if (first < 1 || first > 100) throw invalidInput('first', 'must be from 1 to 100')
      const range = { limit: first, ...(after != null && { after }) }
      return context.services.trustedDocuments.list(callerOf(context).tenant, range)
    },
  },
  Mutation: {
    registerDocument: async (_root, { input: { document, name, application } }, context, { schema }) => {
      const tenant = administeredTenant(context)
      checkText(document, schema)
      if (application != null && !(await context.loaders.application.byName(application)))
        throw invalidInput('application', 'must be the name of an application')
      const { user, name: credential } = callerOf(context)
      const { trustedDocuments, clock } = context.services
      return {
        document: await trustedDocuments.register(tenant, {
          id: createHash('sha256').update(document).digest('hex'),
          ...(name != null && { name: titleOf(name) }),
          ...(application != null && { application }),
          document,
          registeredBy: user ?? credential,
          createdAt: clock(),
        }),
      }
    },
    removeDocument: async (_root, { input: { sha256Hash } }, context) => {
      const tenant = administeredTenant(context)
      const document = await context.services.trustedDocuments.remove(tenant, sha256Hash.toLowerCase())
      if (!document)
        throw new GatewayError('NOT_FOUND', 'There is no document of this hash', { path: 'sha256Hash' })
      return { document }
    },
  },
  TrustedDocument: {
    sha256Hash: ({ id }) => id,
    name: ({ name }) => name ?? null,
    application: ({ application }) => application ?? null,
  },
}

/** Throws INVALID_INPUT for a document that nobody could run. */
const checkText = (document: string, schema: GraphQLSchema): void => {
  if (Buffer.byteLength(document) > mostBytes)
    throw invalidInput('document', `must take ${mostBytes} bytes at most`)
  const [error] = faultsOf(document, schema)
  if (!error) return
  const { line, column } = error.locations?.[0] ?? { line: 1, column: 1 }
  throw invalidInput(
    'document',
    `cannot be run (line ${line}, column ${column}): ${error.message.slice(0, 300)}`,
  )
}

const faultsOf = (document: string, schema: GraphQLSchema): readonly GraphQLError[] => {
  try {
    const parsed = parse(document, { maxTokens: defaultDocumentLimits.tokens })
    const tooLarge = checkDocument(schema, parsed, defaultDocumentLimits)
    return tooLarge.length > 0 ? tooLarge : validate(schema, parsed)
  } catch (error) {
    if (error instanceof GraphQLError) return [error]
    if (error instanceof RangeError) return [new GraphQLError('It is nested too deep')]
    throw error
  }
}
