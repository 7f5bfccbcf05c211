import type { GraphQLSchema } from 'graphql'
import type { SourceFault } from '../../core/error.ts'
import type { EntityFields, Prompt } from '../../core/prompt.ts'
import type { PromptModule } from '../../core/prompt-version.ts'

/** The contract with a tenant's prompts in it. */
export interface PromptSet {
  /** Its prompts have no resolvers. */
  readonly schema: GraphQLSchema
  /** The same without what the gateway adds for streams. */
  readonly authored: GraphQLSchema
  /** By the name of their field. */
  readonly prompts: ReadonlyMap<string, Prompt>
  /** What a router sees; made when it is first asked for. */
  readonly subgraph: () => PromptSubgraph
  /** Whether it adds to entities of other subgraphs. */
  readonly extendsEntities: boolean
}

/** A tenant's prompts as a subgraph. */
export interface PromptSubgraph {
  readonly schema: GraphQLSchema
  /** What is added to entities of other subgraphs, by their type. */
  readonly entities: ReadonlyMap<string, EntityFields>
}

/** The set of those modules that fit together, and what is wrong with the others. */
export type ComposedSet = PromptSet & { readonly unsound: readonly Unsound[] }

/** A schema in which further versions of prompts have fields of their own. */
export interface VersionedSchema {
  readonly schema: GraphQLSchema
  readonly fitting: readonly PromptModule[]
}

export interface Unsound {
  readonly module: PromptModule
  readonly faults: readonly SourceFault[]
}
