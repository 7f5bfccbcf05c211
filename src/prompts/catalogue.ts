import type { Policy } from '../core/policy.ts'
import type { Log } from '../core/ports.ts'
import type { Prompt } from '../core/prompt.ts'
import type { SplitCaller } from '../core/prompt-split.ts'
import type { PromptStore } from '../core/prompt-store.ts'
import {
  type LabelledModule,
  type PromptModule,
  type PromptVersion,
  production,
} from '../core/prompt-version.ts'
import { stricter } from '../core/stricter.ts'
import { allPrompts } from './all-prompts.ts'
import type { Composer } from './compose.ts'
import type { PromptSet } from './composing/prompt-set.ts'
import { createLatest } from './latest.ts'
import type { DemandsApproval } from './life/approval-demand.ts'
import { type Divided, dividedBy, type SharedModule, sharesIn } from './life/divided.ts'
import { isApproved } from './life/reviews.ts'
import { kebabCase } from './module/kebab-case.ts'
import { mostTemplates } from './module/limits.ts'
import { versionField } from './version-fields.ts'
import { atOnce, inTurns, type Yielding } from './yielding.ts'

export interface CatalogueOptions {
  readonly composer: Composer
  /** What labels of the tenant's prompts stand at now: the same list until one of them moves. */
  readonly labelled: (tenant: string) => readonly LabelledModule[]
  /** Tells which policies of a tenant's prompts hold from now on, in place of those before; none: nobody knows these any more. */
  readonly onHeld: (
    tenant: string,
    held: { readonly before: readonly Policy[]; readonly now: readonly Policy[] },
  ) => void
  readonly store: Pick<PromptStore, 'templates' | 'version'>
  /** Whether callers may get only what somebody else has approved. */
  readonly demandsApproval: DemandsApproval
  readonly log: Log
  /** Tenants whose sets are kept, and versions beside those in force. */
  readonly mostSets?: number
}

/** A tenant's schema, and the prompts that are fields of it. */
export interface TenantPrompts extends Omit<PromptSet, 'authored'> {
  /** Versions that are not in force, by the names of their fields such as `summarizeReview_v2`. */
  readonly versions: ReadonlyMap<string, Prompt>
}

/**
 * The prompts that can be called, composed when they are first asked for and kept while they are in use. Composing takes
 * longer than the event loop may be held, so it is done in steps, and what was in force before is served meanwhile.
 */
export interface PromptCatalogue {
  /** What the tenant's labels stand at; the same object until that changes. Undefined: it has none. */
  setOf(tenant: string): TenantPrompts | undefined
  /** Resolves when there is something to be served without being composed at once; undefined: there is. */
  ready(tenant: string): Promise<void> | undefined
  /** Resolves when what labels stand at now is what is served. */
  current(tenant: string): Promise<void>
  /** Labels have moved: what is in use of these tenants is composed anew. */
  moved(tenants: readonly string[]): void
  find(tenant: string, name: string, at?: string): Promise<Prompt | undefined>
  /** The caller's version of a prompt that stands at the label, `production` if absent. */
  chosen(prompt: Prompt, caller: SplitCaller, label?: string): Prompt
  /** The prompts of a version by itself, under what governs them now. */
  promptsIn(tenant: string, module: PromptModule): Promise<ReadonlyMap<string, Prompt>>
}

interface Kept {
  /** What the labels stood at. */
  readonly labelled: readonly LabelledModule[]
  /** The modules that the set is made of, by name and version: a version never changes. */
  readonly made: string
  readonly set: TenantPrompts
  readonly divided: Divided
}

/** Versions that a tenant's schema has beside those in force. */
const mostVersionFields = 50

export const createCatalogue = (options: CatalogueOptions): PromptCatalogue => {
  const { composer, labelled, onHeld, store, demandsApproval, log, mostSets = 200 } = options
  const inForce = createLatest<Kept>(mostSets)
  const versions = createLatest<ReadonlyMap<string, Prompt>>(mostSets)
  /** One tenant after the other, each of them once. */
  const building = new Map<string, Promise<void>>()
  let turn: Promise<void> = Promise.resolve()

  function* making(tenant: string, all: readonly LabelledModule[]): Yielding<Kept> {
    const modules = inForceOf(all)
    const others = unlike(all, modules)
    const made = `${modules.map(nameOf).join(' ')} | ${others.map(nameOf).join(' ')}`
    const kept = inForce.get(tenant)
    const set = kept?.made === made ? kept.set : yield* composing(tenant, modules, others)
    if (set !== kept?.set) onHeld(tenant, { before: kept ? policiesOf(kept.set) : [], now: policiesOf(set) })
    const shared = new Map<SharedModule, ReadonlyMap<string, Prompt>>()
    for (const module of sharesIn(all)) {
      const prompts = yield* versionSet(tenant, module)
      shared.set(module, governed(prompts, set))
    }
    return { labelled: all, made, set, divided: dividedBy(shared) }
  }

  function* composing(
    tenant: string,
    modules: readonly PromptModule[],
    others: readonly PromptModule[],
  ): Yielding<TenantPrompts> {
    const composed = yield* composer.composing(modules)
    for (const { module, faults } of composed.unsound)
      log.error(
        { tenant, prompt: module.template, version: module.version, reason: faults[0]?.message },
        'a prompt in force does not fit the schema any more; the others are served',
      )
    const { schema, fitting } = yield* composer.beside(composed, others)
    const fields = new Map<string, Prompt>()
    for (const module of fitting) {
      const prompts = yield* versionSet(tenant, module)
      for (const [name, prompt] of governed(prompts, composed))
        fields.set(versionField(name, module.version), prompt)
    }
    const { prompts, subgraph, extendsEntities } = composed
    return { schema, prompts, subgraph, extendsEntities, versions: fields }
  }

  /** A version by itself. It never changes, so it is composed once. */
  function* versionSet(tenant: string, module: PromptModule): Yielding<ReadonlyMap<string, Prompt>> {
    // Version 0 is one that is not published yet.
    const key = module.version === 0 ? undefined : `${tenant}\n${nameOf(module)}`
    const before = key !== undefined && versions.get(key)
    if (before) return before
    const { prompts } = yield* composer.composing([module])
    if (key !== undefined) versions.set(key, prompts)
    return prompts
  }

  /** What there is, whether or not labels have moved since. */
  const known = (tenant: string): Kept | undefined =>
    labelled(tenant).length > 0 ? inForce.get(tenant) : undefined

  const isCurrent = (tenant: string): boolean => {
    const all = labelled(tenant)
    return all.length === 0 || inForce.get(tenant)?.labelled === all
  }

  /** What is served. */
  const keptOf = (tenant: string): Kept | undefined => {
    const kept = known(tenant)
    if (isCurrent(tenant)) return kept
    if (kept) {
      void build(tenant)
      return kept
    }
    // Whoever does not wait until it is ready has it made at once.
    const made = atOnce(making(tenant, labelled(tenant)))
    inForce.set(tenant, made)
    return made
  }

  const ready = (tenant: string): Promise<void> | undefined =>
    isCurrent(tenant) || known(tenant) ? undefined : build(tenant)

  const build = (tenant: string): Promise<void> => {
    const begun = building.get(tenant)
    if (begun) return begun
    const done = turn.then(async () => {
      try {
        while (!isCurrent(tenant)) {
          const kept = await inTurns(making(tenant, labelled(tenant)))
          inForce.set(tenant, kept)
        }
      } catch (error) {
        log.error(
          { err: error, tenant },
          'the prompts of a tenant cannot be composed; what was in force before stays',
        )
      } finally {
        building.delete(tenant)
      }
    })
    building.set(tenant, done)
    turn = done
    return done
  }

  const versionOf = async (tenant: string, module: PromptModule, name: string): Promise<Prompt | undefined> =>
    promptIn(await inTurns(versionSet(tenant, module)), name)

  /** Name of the template that the prompt stands in, at a label or as a draft. */
  const templateOf = async (tenant: string, name: string): Promise<string | undefined> => {
    for (const module of labelled(tenant))
      if ((await versionOf(tenant, module, name)) !== undefined) return module.template
    const templates = await store.templates(tenant, { limit: mostTemplates })
    return templates.find(template => kebabCase(template.name) === kebabCase(name))?.name
  }

  /** A draft can be called by its number, unless somebody has to approve it first. */
  const isCallable = async (tenant: string, version: PromptVersion): Promise<boolean> =>
    version.state === 'PUBLISHED' ||
    (version.state === 'DRAFT' && (isApproved(version) || !(await demandsApproval(tenant, version))))

  return {
    setOf: tenant => keptOf(tenant)?.set,
    ready,
    async current(tenant) {
      if (!isCurrent(tenant)) await build(tenant)
    },
    moved(tenants) {
      for (const tenant of tenants)
        if (inForce.get(tenant) !== undefined && !isCurrent(tenant)) void build(tenant)
    },
    promptsIn: async (tenant, module) =>
      governed(await inTurns(versionSet(tenant, module)), keptOf(tenant)?.set),
    chosen: (prompt, caller, label = production) =>
      keptOf(caller.principal.tenant)?.divided.chosen(prompt, caller, label) ?? prompt,
    async find(tenant, name, at = production) {
      await ready(tenant)
      const set = keptOf(tenant)?.set
      const current = set && promptIn(set.prompts, name)
      if (at === production || at === String(current?.version)) return current
      if (!/^[1-9]\d{0,8}$/.test(at)) {
        for (const module of labelled(tenant)) {
          const found = module.label === at ? await versionOf(tenant, module, name) : undefined
          if (found) return under(found, set)
        }
        return undefined
      }
      const template = current?.template ?? (await templateOf(tenant, name))
      const module = template && (await store.version(tenant, template, Number(at)))
      const found =
        module && (await isCallable(tenant, module)) ? await versionOf(tenant, module, name) : undefined
      return found && under(found, set)
    },
  }
}

const policiesOf = (set: TenantPrompts): readonly Policy[] => allPrompts(set).map(({ policy }) => policy)

const inForceOf = (all: readonly LabelledModule[]): readonly LabelledModule[] =>
  all.filter(({ label }) => label === production)

/**
 * A version under what is demanded of the one in force, too: whoever tightens a prompt means its older versions as well, and
 * nobody gets around it by naming one of them.
 */
const under = (prompt: Prompt, inForce: Pick<PromptSet, 'prompts'> | undefined): Prompt => {
  const current = inForce?.prompts.get(prompt.name)
  if (!inForce || current === prompt) return prompt
  return Object.freeze({
    ...prompt,
    ...(current && { policy: stricter(prompt.policy, current.policy) }),
    ...(prompt.steps && {
      steps: prompt.steps.map(step => ({ ...step, prompt: under(step.prompt, inForce) })),
    }),
  })
}

const governed = (
  prompts: ReadonlyMap<string, Prompt>,
  inForce: Pick<PromptSet, 'prompts'> | undefined,
): ReadonlyMap<string, Prompt> =>
  new Map([...prompts].map(([name, prompt]) => [name, under(prompt, inForce)]))

const promptIn = (prompts: ReadonlyMap<string, Prompt>, name: string): Prompt | undefined => {
  const known = prompts.get(name)
  if (known) return known
  for (const prompt of prompts.values()) if (prompt.address === name) return prompt
  return undefined
}

/** Those that labels stand at, each once, that are not among the ones in force. */
const unlike = (all: readonly PromptModule[], inForce: readonly PromptModule[]): readonly PromptModule[] => {
  const names = new Set(inForce.map(nameOf))
  const others = all.filter(module => {
    const isNew = !names.has(nameOf(module))
    names.add(nameOf(module))
    return isNew
  })
  return others.slice(0, mostVersionFields)
}

const nameOf = ({ template, version }: PromptModule): string => `${template}@${version}`
