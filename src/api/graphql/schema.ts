import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { buildSchema, type GraphQLSchema } from 'graphql'
import type { Policy } from '../../core/policy.ts'
import { enforceFieldRoles, mayAsk } from '../../policy/fields.ts'
import { guardedOperations, readPolicy } from '../../policy/table.ts'
import { auditFields } from './audit-fields.ts'
import { contextForEvent, type GraphqlContext } from './context.ts'
import { freshMutations } from './fresh-mutations.ts'
import { modelOfId } from './global-id.ts'
import { createResolvers } from './resolvers/index.ts'
import { scalars } from './resolvers/scalars.ts'

const folder = join(import.meta.dirname, '../../../schema')

/** The SDL of the contract, all topics together. */
const readSdl = (): string =>
  readdirSync(folder)
    .filter(name => name.endsWith('.graphql'))
    .sort()
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n')

/**
 * The contract with its resolvers, and what its directives say of each governed operation. Throws SchemaPolicyError
 * if a directive would not be enforced as written.
 */
export function createSchema(): {
  readonly schema: GraphQLSchema
  readonly policies: ReadonlyMap<string, Policy>
} {
  const bare = buildSchema(readSdl())
  const policy = readPolicy(bare)
  const { operations, fields } = policy
  const limitable = new Set(operations.keys())
  for (const { operation } of fields.values()) if (operation !== undefined) limitable.add(operation)
  const resolvers = createResolvers({
    operations: limitable,
    guarded: guardedOperations(policy),
    mayAsk: (coordinate, principal, snapshot) => mayAsk(fields.get(coordinate), principal, snapshot),
  })
  const schema = makeExecutableSchema<GraphqlContext>({ typeDefs: bare, resolvers: [scalars, ...resolvers] })
  const enforced = enforceFieldRoles<GraphqlContext>(schema, fields, {
    askerOf: context => context,
    askerNow: contextForEvent,
    modelOf: modelOfId,
  })
  return {
    schema: freshMutations(auditFields(enforced, fields)),
    policies: operations,
  }
}
