import {
  type DefinitionNode,
  extendSchema,
  type FieldDefinitionNode,
  type GraphQLDirective,
  type GraphQLError,
  type GraphQLSchema,
  isObjectType,
  Kind,
  validateSchema,
} from 'graphql'
import { validateSDL } from 'graphql/validation/validate.js'
import type { SourceFault } from '../core/error.ts'
import type { Policy } from '../core/policy.ts'
import type { EntityFields, Prompt, PromptModule } from '../core/prompt.ts'
import { entitiesOf } from './entity-fields.ts'
import { fieldPrompts } from './field-prompts.ts'
import { directiveFaults, extensionOf } from './governed.ts'
import { entityExtension } from './module/entity-extension.ts'
import { promptArgument, promptsOfEntity } from './module/entity-module.ts'
import { faultAt, faultIn, faultOf } from './module/fault.ts'
import { mostPrompts } from './module/limits.ts'
import { askedIn, type ParsedModule, parseModule, promptsType } from './module/module.ts'
import { borrowedTypes } from './module/own-types.ts'
import { withStreams } from './streams.ts'
import { versioned } from './version-fields.ts'
import { atOnce, type Yielding } from './yielding.ts'

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

export interface Composing {
  /** The contract, which is left as it is. */
  readonly base: GraphQLSchema
  /** The part of the contract that a router sees, and what is wrong with an extension of it by the rules of federation. */
  readonly federation: {
    readonly schema: () => GraphQLSchema
    readonly faults: (definitions: readonly DefinitionNode[]) => readonly GraphQLError[]
  }
  /** What a schema's directives say of each operation. Throws SchemaPolicyError. */
  readonly readPolicies: (schema: GraphQLSchema) => ReadonlyMap<string, Policy>
  /** What `@redact(kinds:)` may name. */
  readonly detectorKinds: readonly string[]
}

/** Puts modules into the contract. */
export interface Composer {
  /** The set of modules and one more, or what is wrong with that one; those that fit no more are left out. */
  add(sound: readonly PromptModule[], module: PromptModule): PromptSet | readonly SourceFault[]
  /** The set of those modules that fit together, earlier ones first, and what is wrong with the others. */
  compose(modules: readonly PromptModule[]): ComposedSet
  /** The same, with moments at which other work can be done. Each module was checked when it was published. */
  composing(modules: readonly PromptModule[]): Yielding<ComposedSet>
  /** The schema of the set with fields for further versions of its modules; those that do not fit are left out. */
  beside(set: PromptSet, versions: readonly PromptModule[]): Yielding<VersionedSchema>
}

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

export const createComposer = ({ base, federation, readPolicies, detectorKinds }: Composing): Composer => {
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
  const checked = extending(false)
  /**
   * With what was published. It still is sound, unless the contract has grown into its names, as its own SDL shows: looking
   * through all of the contract again takes longest.
   */
  const extended = extending(true)

  /** The contract with these modules more. Types that only entities need are not in it. */
  const withPrompts = (
    schema: GraphQLSchema,
    modules: readonly ParsedModule[],
    extend: Extend,
  ): Extension => {
    const called = modules.filter(({ prompts }) => prompts.length > 0)
    return extend(schema, extensionOf(called, schema).definitions)
  }

  /** The subgraph with these modules more. */
  function* withEntities(schema: GraphQLSchema, modules: readonly ParsedModule[], extend: Extend): Extension {
    const { definitions, faults } = entityExtension(modules, { schema, ground: federation.schema() })
    if (faults.length > 0) return faults
    return yield* extend(schema, [...extensionOf(modules, schema).definitions, ...definitions])
  }

  /** Directives of the modules' prompts that nothing would enforce. */
  const strayDirectives = (modules: readonly ParsedModule[]): readonly SourceFault[] =>
    modules.flatMap(({ prompts, entities }) => [
      ...prompts.flatMap(node => directiveFaults(node, { schema: base, detectorKinds })),
      ...prompts.flatMap(packFaults),
      ...entities
        .flatMap(promptsOfEntity)
        .flatMap(node => directiveFaults(node, { schema: base, detectorKinds, also: ['requires'] })),
    ])

  /** The prompts of these modules in the schema that they are part of. */
  function* promptsOf(
    schema: GraphQLSchema,
    modules: readonly ParsedModule[],
  ): Yielding<ReadonlyMap<string, Prompt> | readonly SourceFault[]> {
    if (!isObjectType(schema.getType(promptsType))) return new Map()
    const policies = policiesOf(schema, modules)
    if (!('get' in policies)) return policies
    yield
    return yield* fieldPrompts(modules, { schema, base, policies, directive })
  }

  const directive = promptDirective(base)

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

  const subgraphOf = (
    schema: GraphQLSchema | readonly SourceFault[],
    modules: readonly ParsedModule[],
  ): PromptSubgraph | readonly SourceFault[] => {
    if (!('getTypeMap' in schema)) return schema
    const policies = policiesOf(schema, modules)
    if (!('get' in policies)) return policies
    const entities = entitiesOf(modules, { schema, base, policies, directive })
    return 'get' in entities ? { schema, entities } : entities
  }

  const adding = (
    sound: readonly PromptModule[],
    module: PromptModule,
  ): PromptSet | readonly SourceFault[] => {
    const parsed = parseModule(module)
    if (!('types' in parsed)) return parsed
    const before = parsedOf(sound)
    const tooMany = promptCountFaults(before, parsed)
    if (tooMany.length > 0) return tooMany
    const stray = [...strayDirectives([parsed]), ...borrowedTypes(parsed, before)]
    if (stray.length > 0) return stray
    const all = [...before, parsed]
    // In two steps: what both define is the fault of the later one.
    const ground = atOnce(withPrompts(base, before, extended))
    if (!('getTypeMap' in ground)) return ground
    const schema = atOnce(withPrompts(ground, [parsed], checked))
    if (!('getTypeMap' in schema)) return schema
    const prompts = atOnce(promptsOf(schema, all))
    if (!('get' in prompts)) return prompts
    const streamed = atOnce(streamedOf(schema, prompts))
    if (!('getTypeMap' in streamed)) return streamed
    const seen = atOnce(withEntities(federation.schema(), before, extended))
    if (!('getTypeMap' in seen)) return seen
    const subgraph = subgraphOf(atOnce(withEntities(seen, [parsed], checked)), all)
    if (!('entities' in subgraph)) return subgraph
    const { definitions } = entityExtension(all, { schema: federation.schema(), ground: federation.schema() })
    const wrong = federation.faults([...extensionOf(all, federation.schema()).definitions, ...definitions])
    if (wrong.length > 0) return wrong.map(faultOf)
    const extendsEntities = subgraph.entities.size > 0
    return { schema: streamed, authored: schema, prompts, subgraph: () => subgraph, extendsEntities }
  }

  const add = (sound: readonly PromptModule[], module: PromptModule): PromptSet | readonly SourceFault[] => {
    const set = adding(sound, module)
    if ('prompts' in set) return set
    // Others that fit no more are not served either, and must not stand in the way of what fits.
    const unsound = new Set(atOnce(composing(sound)).unsound.map(({ module }) => module))
    return unsound.size === 0
      ? set
      : adding(
          sound.filter(other => !unsound.has(other)),
          module,
        )
  }

  /** All at once, or what is wrong with one of them. */
  function* together(modules: readonly ParsedModule[]): Yielding<PromptSet | readonly SourceFault[]> {
    const stray = strayDirectives(modules)
    if (stray.length > 0) return stray
    yield
    const schema = yield* withPrompts(base, modules, extended)
    yield
    if (!('getTypeMap' in schema)) return schema
    const prompts = yield* promptsOf(schema, modules)
    yield
    if (!('get' in prompts)) return prompts
    const streamed = yield* streamedOf(schema, prompts)
    yield
    if (!('getTypeMap' in streamed)) return streamed
    let subgraph: PromptSubgraph | readonly SourceFault[] | undefined
    const ground = () => withEntities(federation.schema(), modules, extended)
    // What is asked of entities has to be known to be sound; without any, a router may never come.
    const extendsEntities = modules.some(({ entities }) => entities.length > 0)
    if (extendsEntities) {
      const seen = yield* ground()
      yield
      subgraph = subgraphOf(seen, modules)
      yield
      if (!('entities' in subgraph)) return subgraph
    }
    return {
      schema: streamed,
      authored: schema,
      prompts,
      extendsEntities,
      subgraph() {
        subgraph ??= subgraphOf(atOnce(ground()), modules)
        if ('entities' in subgraph) return subgraph
        throw new Error(`The prompts make no subgraph: ${subgraph[0]?.message}`)
      },
    }
  }

  /**
   * Where something is wrong with a part of them, each half of it is looked at by itself, after what fits: so a single
   * module that fits no more costs little, however many there are.
   */
  function* composing(modules: readonly PromptModule[]): Yielding<ComposedSet> {
    const wrong = new Map<PromptModule, readonly SourceFault[]>()
    let fitting: readonly ParsedModule[] = []
    let set: PromptSet | undefined
    function* take(some: readonly (readonly [PromptModule, ParsedModule])[]): Yielding<void> {
      const all = [...fitting, ...some.map(([, parsed]) => parsed)]
      const next = yield* together(all)
      const [only] = some
      if ('prompts' in next) {
        set = next
        fitting = all
      } else if (some.length > 1) {
        const half = Math.ceil(some.length / 2)
        yield* take(some.slice(0, half))
        yield* take(some.slice(half))
      } else if (only) wrong.set(only[0], next)
    }
    const readable: (readonly [PromptModule, ParsedModule])[] = []
    for (const module of modules) {
      const parsed = parseModule(module)
      if ('types' in parsed) readable.push([module, parsed])
      else wrong.set(module, parsed)
      yield
    }
    yield* take(readable)
    const unsound = modules.flatMap(module => {
      const faults = wrong.get(module)
      return faults ? { module, faults } : []
    })
    return { ...(set ?? nothing), unsound }
  }

  /** Of no module at all. */
  const nothing: PromptSet = {
    schema: base,
    authored: base,
    prompts: new Map(),
    subgraph: () => ({ schema: federation.schema(), entities: new Map() }),
    extendsEntities: false,
  }

  return {
    add,
    composing,
    compose: modules => atOnce(composing(modules)),
    *beside(set, versions) {
      const current = new Map([...set.prompts.values()].map(({ template, version }) => [template, version]))
      let { schema } = set
      const fitting: PromptModule[] = []
      for (const module of versions) {
        const parsed = parseModule(module)
        if (!('types' in parsed)) continue
        const next = yield* withPrompts(schema, [versioned(parsed, current.get(module.template))], extended)
        yield
        if (!('getTypeMap' in next)) continue
        schema = next
        fitting.push(module)
      }
      return { schema, fitting }
    },
  }
}

/** The schema with definitions more, or what is wrong with that. */
type Extend = (schema: GraphQLSchema, definitions: readonly DefinitionNode[]) => Extension

type Extension = Yielding<GraphQLSchema | readonly SourceFault[]>

const promptDirective = (base: GraphQLSchema): GraphQLDirective => {
  const directive = base.getDirective('prompt')
  if (!directive) throw new Error('The contract knows no prompts')
  return directive
}

/** That the module would be one too many. */
const promptCountFaults = (others: readonly ParsedModule[], module: ParsedModule): readonly SourceFault[] => {
  const count = [...others, module].reduce((sum, module) => sum + askedIn(module).length, 0)
  const [first] = askedIn(module)
  if (count <= mostPrompts || !first) return []
  return [
    faultAt(
      first,
      `With this module ${count.toLocaleString('en')} prompts would be in force; ${mostPrompts.toLocaleString('en')} are allowed`,
    ),
  ]
}

/** What is said of packing where nothing is packed. */
const packFaults = (node: FieldDefinitionNode): readonly SourceFault[] => {
  const pack = promptArgument(node, 'pack')
  return pack ? [faultAt(pack, '`pack` has a meaning on fields of entities only')] : []
}

/** The schema with its prompts as streams too; as it is if it has none. */
function* streamedOf(schema: GraphQLSchema, prompts: ReadonlyMap<string, Prompt>): Extension {
  return prompts.size === 0 ? schema : yield* withStreams(schema, fieldsOf(schema, prompts))
}

/** The fields of prompts. */
const fieldsOf = (schema: GraphQLSchema, prompts: ReadonlyMap<string, Prompt>) => {
  const type = schema.getType(promptsType)
  return isObjectType(type) ? Object.values(type.getFields()).filter(({ name }) => prompts.has(name)) : []
}

const parsedOf = (modules: readonly PromptModule[]): readonly ParsedModule[] =>
  modules.map(parseModule).filter(parsed => 'types' in parsed)
