import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { buildSchema, type GraphQLSchema } from 'graphql'
import type { Policy } from '../../core/policy.ts'
import { enforceFieldRoles, mayAsk } from '../../policy/fields.ts'
import { guardedOperations, readPolicy } from '../../policy/table.ts'
import { auditFields } from './audit-fields.ts'
import type { GraphqlContext } from './context.ts'
import { ownReferences } from './federation/references.ts'
import { createSubgraph, type Subgraph } from './federation/subgraph.ts'
import { freshMutations } from './fresh-mutations.ts'
import { modelOfId } from './global-id.ts'
import { onceAsked } from './once-asked.ts'
import { createResolvers } from './resolvers/index.ts'
import type { MayAsk } from './resolvers/node.ts'
import { scalars } from './resolvers/scalars.ts'
import { tellDefaults } from './tell-defaults.ts'

const folder = join(import.meta.dirname, '../../../schema')

/** The SDL of the contract, all topics together. */
const readSdl = (): string =>
  readdirSync(folder)
    .filter(name => name.endsWith('.graphql'))
    .sort()
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n')

/** The contract, ready to answer. */
export interface ContractSchema {
  readonly schema: GraphQLSchema
  /** The part of it that is a subgraph; made when it is first asked for. */
  readonly subgraph: () => Subgraph
  readonly policies: ReadonlyMap<string, Policy>
}

/**
 * The contract with its resolvers, and what its directives say of each governed operation. Throws SchemaPolicyError
 * if a directive would not be enforced as written.
 */
export function createSchema(): ContractSchema {
  tellDefaults()
  const bare = buildSchema(readSdl())
  const policy = readPolicy(bare)
  const { operations, fields } = policy
  const limitable = new Set(operations.keys())
  for (const { operation } of fields.values()) if (operation !== undefined) limitable.add(operation)
  const may: MayAsk = (coordinate, principal, snapshot) => mayAsk(fields.get(coordinate), principal, snapshot)
  const resolvers = createResolvers({
    operations: limitable,
    guarded: guardedOperations(policy),
    policies: operations,
    mayAsk: may,
  })
  const schema = makeExecutableSchema<GraphqlContext>({ typeDefs: bare, resolvers: [scalars, ...resolvers] })
  const enforced = enforceFieldRoles<GraphqlContext>(schema, fields, {
    askerOf: context => context,
    askerNow: ({ principal, services }) => ({
      ...(principal && { principal }),
      snapshot: services.snapshot(principal?.tenant),
    }),
    modelOf: modelOfId,
  })
  const whole = freshMutations(auditFields(enforced, fields))
  return {
    schema: whole,
    subgraph: onceAsked(() => createSubgraph(whole, ownReferences(may))),
    policies: operations,
  }
}
