import { extendSchema, type GraphQLSchema, isObjectType, parse, validateSchema } from 'graphql'
import { validateSDL } from 'graphql/validation/validate.js'
import type { SourceFault } from '../core/error.ts'
import type { Policy } from '../core/policy.ts'
import type { Prompt, PromptModule } from '../core/prompt.ts'
import { definePrompt } from './definition.ts'
import { faultAt, faultIn, faultOf } from './fault.ts'
import { directiveFaults, extensionOf, operationOf } from './governed.ts'
import { kebabCase } from './kebab-case.ts'
import { isNullable, type ParsedModule, parseModule, promptsType } from './module.ts'
import { typeFaults } from './own-types.ts'
import { withStreams } from './streams.ts'

/** The contract with a tenant's prompts in it. */
export interface PromptSet {
  /** Its prompts have no resolvers. */
  readonly schema: GraphQLSchema
  /** The same without what the gateway adds for streams. */
  readonly authored: GraphQLSchema
  /** By the name of their field. */
  readonly prompts: ReadonlyMap<string, Prompt>
}

export interface Composing {
  /** The contract, which is left as it is. */
  readonly base: GraphQLSchema
  /** What a schema's directives say of each operation. Throws SchemaPolicyError. */
  readonly readPolicies: (schema: GraphQLSchema) => ReadonlyMap<string, Policy>
  /** What `@redact(kinds:)` may name. */
  readonly detectorKinds: readonly string[]
}

/** Puts modules into the contract. */
export interface Composer {
  /** The set of modules that are known to be sound and one more, or what is wrong with that one. */
  add(sound: readonly PromptModule[], module: PromptModule): PromptSet | readonly SourceFault[]
  /** The set of those modules that fit together, earlier ones first, and what is wrong with the others. */
  compose(modules: readonly PromptModule[]): PromptSet & { readonly unsound: readonly Unsound[] }
}

export interface Unsound {
  readonly module: PromptModule
  readonly faults: readonly SourceFault[]
}

const ground = parse(`
  """
  The prompts of your tenant, as \`publishPrompt\` has published them. Each field is one call of a model and is charged as
  one, aliases included. A call that is refused or fails makes its own field null, with an error that has a code.
  """
  type ${promptsType}
  extend type Query {
    "Prompts as typed fields."
    prompts: ${promptsType}!
  }
`)

export const createComposer = ({ base, readPolicies, detectorKinds }: Composing): Composer => {
  const empty = extendSchema(base, ground, { assumeValidSDL: true })

  /** The schema with these modules more, or what is wrong with that. */
  const extended = (
    schema: GraphQLSchema,
    modules: readonly ParsedModule[],
  ): GraphQLSchema | readonly SourceFault[] => {
    const document = extensionOf(modules)
    const faults = [
      ...modules.flatMap(({ prompts }) =>
        prompts.flatMap(node => directiveFaults(node, { schema, detectorKinds })),
      ),
      ...validateSDL(document, schema).map(faultOf),
    ]
    if (faults.length > 0) return faults
    const result = extendSchema(schema, document, { assumeValidSDL: true })
    const invalid = validateSchema(result).map(faultOf)
    return invalid.length > 0 ? invalid : result
  }

  /** The prompts of these modules in the schema that they are part of. */
  const promptsOf = (
    schema: GraphQLSchema,
    modules: readonly ParsedModule[],
  ): ReadonlyMap<string, Prompt> | readonly SourceFault[] => {
    const directive = schema.getDirective('prompt')
    const type = schema.getType(promptsType)
    if (!directive || !isObjectType(type)) throw new Error('The contract knows no prompts')
    const prompts = new Map<string, Prompt>()
    const addresses = new Map<string, string>()
    const faults: SourceFault[] = []
    const policies = policiesOf(schema, modules)
    if (!('get' in policies)) return policies
    for (const { template, version, prompts: nodes } of modules)
      for (const node of nodes) {
        const { value: name } = node.name
        const address = kebabCase(name)
        const twin = addresses.get(address)
        if (twin !== undefined)
          faults.push(faultAt(node, `\`${name}\` and \`${twin}\` would have one address in the REST API`))
        addresses.set(address, name)
        const field = type.getFields()[name]
        const policy = policies.get(operationOf(name))
        if (!field || !policy) throw new Error(`The prompt ${name} was not composed`)
        const wrong = typeFaults(field, base)
        const prompt =
          wrong.length > 0
            ? wrong
            : definePrompt({ field, isNullable: isNullable(node), template, version, policy, directive })
        if ('operation' in prompt) prompts.set(name, prompt)
        else faults.push(...prompt)
      }
    return faults.length > 0 ? faults : prompts
  }

  const policiesOf = (
    schema: GraphQLSchema,
    modules: readonly ParsedModule[],
  ): ReadonlyMap<string, Policy> | readonly SourceFault[] => {
    try {
      return readPolicies(schema)
    } catch (error) {
      const node = modules.at(-1)?.prompts[0]
      if (node) return [faultIn(error, node)]
      throw error
    }
  }

  const setOf = (
    schema: GraphQLSchema | readonly SourceFault[],
    modules: readonly ParsedModule[],
  ): PromptSet | readonly SourceFault[] => {
    if (!('getTypeMap' in schema)) return schema
    const prompts = promptsOf(schema, modules)
    if (!('get' in prompts)) return prompts
    const streamed = withStreams(schema, fieldsOf(schema, prompts))
    return 'getTypeMap' in streamed ? { schema: streamed, authored: schema, prompts } : streamed
  }

  const add = (sound: readonly PromptModule[], module: PromptModule): PromptSet | readonly SourceFault[] => {
    const parsed = parseModule(module)
    if (!('types' in parsed)) return parsed
    const before = parsedOf(sound)
    // In two steps: what both define is the fault of the later one.
    const ground = before.length > 0 ? extended(empty, before) : empty
    if (!('getTypeMap' in ground)) return ground
    return setOf(extended(ground, [parsed]), [...before, parsed])
  }

  return {
    add,
    compose(modules) {
      const parsed = parsedOf(modules)
      const together = parsed.length < modules.length ? [] : setOf(extended(empty, parsed), parsed)
      if ('prompts' in together) return { ...together, unsound: [] }
      let set: PromptSet = { schema: empty, authored: empty, prompts: new Map() }
      const sound: PromptModule[] = []
      const unsound: Unsound[] = []
      for (const module of modules) {
        const next = add(sound, module)
        if ('prompts' in next) {
          sound.push(module)
          set = next
        } else unsound.push({ module, faults: next })
      }
      return { ...set, unsound }
    },
  }
}

/** The fields of prompts. */
const fieldsOf = (schema: GraphQLSchema, prompts: ReadonlyMap<string, Prompt>) => {
  const type = schema.getType(promptsType)
  return isObjectType(type) ? Object.values(type.getFields()).filter(({ name }) => prompts.has(name)) : []
}

const parsedOf = (modules: readonly PromptModule[]): readonly ParsedModule[] =>
  modules.map(parseModule).filter(parsed => 'types' in parsed)
