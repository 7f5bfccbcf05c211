import { createRequire } from 'node:module'
import type * as library from '@apollo/subgraph'
import { type DefinitionNode, GraphQLError, Kind, parse } from 'graphql'
import { onceAsked } from '../once-asked.ts'
import { linkDefinition, understood } from './link.ts'
import { withoutPolicy } from './without-policy.ts'

/** Loaded when the first module is published: a quarter of a second that no start should take. */
const load = onceAsked((): typeof library => createRequire(import.meta.url)('@apollo/subgraph'))

const query = parse('type Query { _: Boolean }').definitions

/**
 * What is wrong with the definitions by the rules of Apollo Federation, as the library of its makers knows them.
 * `surroundings` are types of the subgraph that they may mention.
 */
export const federationFaults = (
  definitions: readonly DefinitionNode[],
  surroundings: readonly DefinitionNode[],
): readonly GraphQLError[] => {
  const all = [...linkDefinition.definitions, ...query, ...surroundings, ...definitions].filter(
    // Of what every subgraph has, the library makes its own.
    node => !('name' in node && node.name?.value.startsWith('_')),
  )
  const document = withoutPolicy({ kind: Kind.DOCUMENT, definitions: all }, understood)
  try {
    load().buildSubgraphSchema({ typeDefs: document })
    return []
  } catch (error) {
    if (error instanceof GraphQLError) return causesOf(error)
    throw error
  }
}

/** The library reports several faults as the causes of one error. */
const causesOf = (error: GraphQLError): readonly GraphQLError[] => {
  const causes = 'causes' in error && Array.isArray(error.causes) ? error.causes : []
  const found = causes.filter(cause => cause instanceof GraphQLError)
  return (found.length > 0 ? found : [error]).map(unnamed)
}

/** Without the name that the library gives a subgraph which has told none. */
const unnamed = (error: GraphQLError): GraphQLError =>
  new GraphQLError(error.message.replace(/^\[<unnamed>\] /, ''), {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
  })
