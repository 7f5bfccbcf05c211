import { type GraphQLSchema, isObjectType } from 'graphql'
import type { SourceFault } from '../../core/error.ts'
import type { Policy } from '../../core/policy.ts'
import type { Prompt } from '../../core/prompt.ts'
import { entitiesOf } from '../entity-fields.ts'
import { fieldPrompts } from '../field-prompts.ts'
import { faultIn } from '../module/fault.ts'
import { type ParsedModule, promptsType } from '../module/module.ts'
import type { Yielding } from '../yielding.ts'
import type { PromptSubgraph } from './prompt-set.ts'

export interface SetReading {
  /** The contract. */
  readonly base: GraphQLSchema
  /** What a schema's directives say of each operation. Throws SchemaPolicyError. */
  readonly readPolicies: (schema: GraphQLSchema) => ReadonlyMap<string, Policy>
}

/** Reads the prompts of modules out of the schemas that they are part of, or tells what is wrong with one. */
export const createSetReader = ({ base, readPolicies }: SetReading) => {
  const directive = base.getDirective('prompt')
  if (!directive) throw new Error('The contract knows no prompts')

  const policiesOf = (
    schema: GraphQLSchema,
    modules: readonly ParsedModule[],
  ): ReadonlyMap<string, Policy> | readonly SourceFault[] => {
    try {
      return readPolicies(schema)
    } catch (error) {
      const last = modules.at(-1)
      const node = last?.prompts[0] ?? last?.entities[0]
      if (node) return [faultIn(error, node)]
      throw error
    }
  }

  return {
    *promptsOf(
      schema: GraphQLSchema,
      modules: readonly ParsedModule[],
    ): Yielding<ReadonlyMap<string, Prompt> | readonly SourceFault[]> {
      if (!isObjectType(schema.getType(promptsType))) return new Map()
      const policies = policiesOf(schema, modules)
      if (!('get' in policies)) return policies
      yield
      return yield* fieldPrompts(modules, { schema, base, policies, directive })
    },

    subgraphOf(
      schema: GraphQLSchema | readonly SourceFault[],
      modules: readonly ParsedModule[],
    ): PromptSubgraph | readonly SourceFault[] {
      if (!('getTypeMap' in schema)) return schema
      const policies = policiesOf(schema, modules)
      if (!('get' in policies)) return policies
      const entities = entitiesOf(modules, { schema, base, policies, directive })
      return 'get' in entities ? { schema, entities } : entities
    },
  }
}
