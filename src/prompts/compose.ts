import type { DefinitionNode, GraphQLError, GraphQLSchema } from 'graphql'
import type { SourceFault } from '../core/error.ts'
import type { PromptModule } from '../core/prompt-version.ts'
import { checked, extended, streamedOf, withEntities, withPrompts } from './composing/extend.ts'
import { promptCountFaults, strayDirectives } from './composing/misplaced.ts'
import type { ComposedSet, PromptSet, PromptSubgraph, VersionedSchema } from './composing/prompt-set.ts'
import { createSetReader, type SetReading } from './composing/read-set.ts'
import { extensionOf } from './governed.ts'
import { entityExtension } from './module/entity-extension.ts'
import { faultOf } from './module/fault.ts'
import { type ParsedModule, parseModule } from './module/module.ts'
import { borrowedTypes } from './module/own-types.ts'
import { versioned } from './version-fields.ts'
import { atOnce, type Yielding } from './yielding.ts'

/** What modules are put into: the contract, which is left as it is. */
export interface Composing extends SetReading {
  /** The part of the contract that a router sees, and what is wrong with an extension of it by the rules of federation. */
  readonly federation: {
    readonly schema: () => GraphQLSchema
    readonly faults: (definitions: readonly DefinitionNode[]) => readonly GraphQLError[]
  }
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

export const createComposer = ({ base, federation, readPolicies, detectorKinds }: Composing): Composer => {
  const { promptsOf, subgraphOf } = createSetReader({ base, readPolicies })
  const rules = { schema: base, detectorKinds }

  const adding = (
    sound: readonly PromptModule[],
    module: PromptModule,
  ): PromptSet | readonly SourceFault[] => {
    const parsed = parseModule(module)
    if (!('types' in parsed)) return parsed
    const before = parsedOf(sound)
    const tooMany = promptCountFaults(before, parsed)
    if (tooMany.length > 0) return tooMany
    const stray = [...strayDirectives([parsed], rules), ...borrowedTypes(parsed, before)]
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
    const router = federation.schema()
    const seen = atOnce(withEntities(router, before, { extend: extended, ground: router }))
    if (!('getTypeMap' in seen)) return seen
    const subgraph = subgraphOf(
      atOnce(withEntities(seen, [parsed], { extend: checked, ground: router })),
      all,
    )
    if (!('entities' in subgraph)) return subgraph
    const { definitions } = entityExtension(all, { schema: router, ground: router })
    const wrong = federation.faults([...extensionOf(all, router).definitions, ...definitions])
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
    const stray = strayDirectives(modules, rules)
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
    const routed = () => {
      const ground = federation.schema()
      return withEntities(ground, modules, { extend: extended, ground })
    }
    // What is asked of entities has to be known to be sound; without any, a router may never come.
    const extendsEntities = modules.some(({ entities }) => entities.length > 0)
    if (extendsEntities) {
      const seen = yield* routed()
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
        subgraph ??= subgraphOf(atOnce(routed()), modules)
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

const parsedOf = (modules: readonly PromptModule[]): readonly ParsedModule[] =>
  modules.map(parseModule).filter(parsed => 'types' in parsed)
