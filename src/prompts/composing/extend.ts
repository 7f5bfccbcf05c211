import {
  type DefinitionNode,
  extendSchema,
  type GraphQLSchema,
  isObjectType,
  Kind,
  validateSchema,
} from 'graphql'
import { validateSDL } from 'graphql/validation/validate.js'
import type { SourceFault } from '../../core/error.ts'
import type { Prompt } from '../../core/prompt.ts'
import { extensionOf } from '../governed.ts'
import { entityExtension } from '../module/entity-extension.ts'
import { faultOf } from '../module/fault.ts'
import { type ParsedModule, promptsType } from '../module/module.ts'
import { withStreams } from '../streams.ts'
import type { Yielding } from '../yielding.ts'

/** The schema with definitions more, or what is wrong with that. */
export type Extend = (schema: GraphQLSchema, definitions: readonly DefinitionNode[]) => Extension

type Extension = Yielding<GraphQLSchema | readonly SourceFault[]>

const extending = (assumeValid: boolean): Extend =>
  function* extending(schema, definitions) {
    if (definitions.length === 0) return schema
    const document = { kind: Kind.DOCUMENT, definitions } as const
    const faults = validateSDL(document, schema).map(faultOf)
    if (faults.length > 0) return faults
    yield
    const result = extendSchema(schema, document, { assumeValidSDL: true, assumeValid })
    const invalid = validateSchema(result).map(faultOf)
    return invalid.length > 0 ? invalid : result
  }

/** With what is to be published. */
export const checked = extending(false)
/**
 * With what was published. It still is sound, unless the contract has grown into its names, as its own SDL shows: looking
 * through all of the contract again takes longest.
 */
export const extended = extending(true)

/** The contract with these modules more. Types that only entities need are not in it. */
export const withPrompts = (
  schema: GraphQLSchema,
  modules: readonly ParsedModule[],
  extend: Extend,
): Extension => {
  const called = modules.filter(({ prompts }) => prompts.length > 0)
  return extend(schema, extensionOf(called, schema).definitions)
}

/** The subgraph with these modules more. `ground`: what it is without any. */
export function* withEntities(
  schema: GraphQLSchema,
  modules: readonly ParsedModule[],
  { extend, ground }: { readonly extend: Extend; readonly ground: GraphQLSchema },
): Extension {
  const { definitions, faults } = entityExtension(modules, { schema, ground })
  if (faults.length > 0) return faults
  return yield* extend(schema, [...extensionOf(modules, schema).definitions, ...definitions])
}

/** The schema with its prompts as streams too; as it is if it has none. */
export function* streamedOf(schema: GraphQLSchema, prompts: ReadonlyMap<string, Prompt>): Extension {
  return prompts.size === 0 ? schema : yield* withStreams(schema, fieldsOf(schema, prompts))
}

/** The fields of prompts. */
const fieldsOf = (schema: GraphQLSchema, prompts: ReadonlyMap<string, Prompt>) => {
  const type = schema.getType(promptsType)
  return isObjectType(type) ? Object.values(type.getFields()).filter(({ name }) => prompts.has(name)) : []
}
