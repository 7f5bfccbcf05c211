import { makeExecutableSchema } from '@graphql-tools/schema'
import { getDocumentNodeFromSchema, getResolversFromSchema } from '@graphql-tools/utils'
import {
  concatAST,
  type DefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  parse,
  print,
} from 'graphql'
import { callerOf, type GraphqlContext, mustBeRouter } from '../context.ts'
import { defaultEntityLimits, resolveEntities } from './entities.ts'
import { federationFaults } from './federation-faults.ts'
import { link, understood } from './link.ts'
import { subgraphPart } from './projection.ts'
import type { Reference } from './references.ts'
import { withoutPolicy } from './without-policy.ts'

/** What every subgraph has (Apollo Federation 2, "subgraph specification"). */
const machinery = parse(`
  "Marks a field that another subgraph answers."
  directive @external on FIELD_DEFINITION
  "What the router has to say of the object, so that the field can be answered."
  directive @requires("The fields." fields: String!) on FIELD_DEFINITION
  "An object, as a router refers to it: its \`__typename\` and the fields of a key."
  scalar _Any
  "The subgraph."
  type _Service {
    "Its schema."
    sdl: String
  }
  extend type Query {
    "The objects that these representations refer to, in their order."
    _entities("The objects." representations: [_Any!]!): [_Entity]!
    "The subgraph."
    _service: _Service!
  }
`)

/** A schema that a router asks, and how the entities of it are found. */
export interface Subgraph {
  readonly schema: GraphQLSchema
  readonly references: ReadonlyMap<string, Reference>
  /** What is wrong with an extension of it by the rules of federation. */
  readonly faults: (definitions: readonly DefinitionNode[]) => readonly GraphQLError[]
}

/**
 * The contract as a subgraph: the part of it that a router sees, with the resolvers that it has, and what federation adds.
 */
export const createSubgraph = (
  contract: GraphQLSchema,
  references: ReadonlyMap<string, Reference>,
): Subgraph => {
  const entities = parse(`
    "Everything that can be asked for by a representation."
    union _Entity = ${[...references.keys()].sort().join(' | ')}
  `)
  const part = subgraphPart(contract)
  const schema = makeExecutableSchema({
    typeDefs: concatAST([part, machinery, entities]),
    resolvers: getResolversFromSchema(contract),
    resolverValidationOptions: { requireResolversToMatchSchema: 'ignore' },
    assumeValidSDL: true,
  })
  // All that a prompt may mention: values, and what of the contract's stands beside them.
  const values = part.definitions.filter(
    node =>
      node.kind === Kind.SCALAR_TYPE_DEFINITION ||
      node.kind === Kind.ENUM_TYPE_DEFINITION ||
      ('name' in node && mentioned.has(node.name?.value ?? '')),
  )
  const subgraph: Subgraph = {
    schema,
    references,
    faults: definitions => federationFaults(definitions, values),
  }
  bindSubgraph(subgraph)
  return subgraph
}

/** Types of the contract that modules may mention: what entities cost, and what prompts take and answer beside values. */
const mentioned: ReadonlySet<string> = new Set([
  'ImageInput',
  'Money',
  'PromptReply',
  'ToolCall',
  'ToolInput',
])

/** Lets the schema of a subgraph answer what routers ask. Whoever made it hands it over. */
export const bindSubgraph = ({ schema, references }: Pick<Subgraph, 'references' | 'schema'>): void => {
  const { _entities, _service } = schema.getQueryType()?.getFields() ?? {}
  const union = schema.getType('_Entity')
  if (!_entities || !_service || !isAbstractType(union)) throw new Error('The schema is no subgraph')
  _entities.resolve = resolveEntities(references, defaultEntityLimits)
  _service.resolve = (_root, _args, context: GraphqlContext) => {
    callerOf(context)
    mustBeRouter(context)
    return { sdl: sdlOf(schema) }
  }
  union.resolveType = ({ __typename }) => __typename
}

const known = new WeakMap<GraphQLSchema, string>()

/** The SDL that a supergraph is composed of: without what every subgraph has, and without policy. */
export const sdlOf = (schema: GraphQLSchema): string => {
  const before = known.get(schema)
  if (before !== undefined) return before
  const { definitions } = withoutPolicy(getDocumentNodeFromSchema(schema), understood)
  const own = definitions.flatMap(node => {
    if (node.kind === Kind.SCHEMA_DEFINITION) return []
    if ('name' in node && machineryTypes.has(node.name?.value ?? '')) return []
    return node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === 'Query'
      ? [{ ...node, fields: node.fields?.filter(({ name }) => !name.value.startsWith('_')) ?? [] }]
      : [node]
  })
  const sdl = `${link}\n\n${print({ kind: Kind.DOCUMENT, definitions: own })}\n`
  known.set(schema, sdl)
  return sdl
}

const machineryTypes: ReadonlySet<string> = new Set(['_Any', '_Entity', '_Service'])
