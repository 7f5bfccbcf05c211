import type { Log } from '../core/ports.ts'
import {
  type LabelledModule,
  type Prompt,
  type PromptModule,
  type PromptStore,
  type PromptVersion,
  production,
} from '../core/prompt.ts'
import type { SplitCaller } from '../core/prompt-split.ts'
import { stricter } from '../core/stricter.ts'
import type { Composer, PromptSet } from './compose.ts'
import { type Divided, dividedBy } from './divided.ts'
import { kebabCase } from './kebab-case.ts'
import { createLatest } from './latest.ts'
import { mostTemplates } from './limits.ts'
import { isApproved } from './reviews.ts'
import { versionField } from './version-fields.ts'

export interface CatalogueOptions {
  readonly composer: Composer
  /** What labels of the tenant's prompts stand at now. */
  readonly labelled: (tenant: string) => readonly LabelledModule[]
  readonly store: Pick<PromptStore, 'templates' | 'version'>
  /** Whether callers may get only what somebody else has approved. */
  readonly demandsApproval: (tenant: string) => Promise<boolean>
  readonly log: Log
  /** Tenants whose sets are kept, and versions beside those in force. */
  readonly mostSets?: number
}

/** A tenant's schema, and the prompts that are fields of it. */
export interface TenantPrompts extends PromptSet {
  /** Versions that are not in force, by the names of their fields such as `summarizeReview_v2`. */
  readonly versions: ReadonlyMap<string, Prompt>
}

/** The prompts that can be called, composed when they are first asked for and kept while they are in use. */
export interface PromptCatalogue {
  /** What the tenant has in force; the same object until that changes. Undefined: nothing. */
  setOf(tenant: string): TenantPrompts | undefined
  find(tenant: string, name: string, at?: string): Promise<Prompt | undefined>
  /** The caller's version of a prompt that stands at the label, `production` if absent. */
  chosen(prompt: Prompt, caller: SplitCaller, label?: string): Prompt
  /** The prompts of a version by itself, under what governs them now. */
  promptsIn(tenant: string, module: PromptModule): ReadonlyMap<string, Prompt>
}

interface Kept {
  /** The modules that it is made of, by name and version: a version never changes. */
  readonly made: string
  readonly set: TenantPrompts
}

/** Versions that a tenant's schema has beside those in force. */
const mostVersionFields = 50

export const createCatalogue = (options: CatalogueOptions): PromptCatalogue => {
  const { composer, labelled, store, demandsApproval, log, mostSets = 200 } = options
  const inForce = createLatest<Kept>(mostSets)
  const versions = createLatest<PromptSet>(mostSets)
  /** As long as labels stand where they do. */
  const divided = new WeakMap<readonly LabelledModule[], Divided>()

  const setOf = (tenant: string): TenantPrompts | undefined => {
    const all = labelled(tenant)
    if (all.length === 0) return undefined
    const modules = all.filter(({ label }) => label === production)
    if (modules.length === 0) return undefined
    const others = unlike(all, modules)
    const made = `${modules.map(nameOf).join(' ')} | ${others.map(nameOf).join(' ')}`
    const known = inForce.get(tenant)
    if (known?.made === made) return known.set
    const composed = composer.compose(modules)
    for (const { module, faults } of composed.unsound)
      log.error(
        { tenant, prompt: module.template, version: module.version, reason: faults[0]?.message },
        'a prompt in force does not fit the schema any more; the others are served',
      )
    const { schema, fitting } = composer.beside(composed, others)
    const fields = fitting.flatMap(module =>
      [...versionSet(tenant, module).prompts].map(
        ([name, prompt]) => [versionField(name, module.version), under(prompt, composed)] as const,
      ),
    )
    const set = { ...composed, schema, versions: new Map(fields) }
    inForce.set(tenant, { made, set })
    return set
  }

  /** A version by itself. It never changes, so it is composed once. */
  const versionSet = (tenant: string, module: PromptModule): PromptSet => {
    const key = `${tenant}\n${nameOf(module)}`
    const set = versions.get(key) ?? composer.compose([module])
    versions.set(key, set)
    return set
  }

  const versionOf = (tenant: string, module: PromptModule, name: string): Prompt | undefined =>
    promptIn(versionSet(tenant, module), name)

  /** Name of the template that the prompt stands in, at a label or as a draft. */
  const templateOf = async (tenant: string, name: string): Promise<string | undefined> => {
    const module = labelled(tenant).find(module => versionOf(tenant, module, name) !== undefined)
    if (module) return module.template
    const templates = await store.templates(tenant, { limit: mostTemplates })
    return templates.find(template => kebabCase(template.name) === kebabCase(name))?.name
  }

  /** A draft can be called by its number, unless somebody has to approve it first. */
  const isCallable = async (tenant: string, version: PromptVersion): Promise<boolean> =>
    version.state === 'PUBLISHED' ||
    (version.state === 'DRAFT' && (isApproved(version) || !(await demandsApproval(tenant))))

  // Version 0 is one that is not published yet.
  const promptsIn = (tenant: string, module: PromptModule): ReadonlyMap<string, Prompt> => {
    const { prompts } = module.version === 0 ? composer.compose([module]) : versionSet(tenant, module)
    const current = setOf(tenant)
    return new Map([...prompts].map(([name, prompt]) => [name, under(prompt, current)]))
  }

  return {
    setOf,
    promptsIn,
    chosen(prompt, caller, label = production) {
      const { tenant } = caller.principal
      const all = labelled(tenant)
      let known = divided.get(all)
      if (!known) divided.set(all, (known = dividedBy(all, module => promptsIn(tenant, module))))
      return known.chosen(prompt, caller, label)
    },
    async find(tenant, name, at = production) {
      const set = setOf(tenant)
      const current = set && promptIn(set, name)
      if (at === production || at === String(current?.version)) return current
      if (!/^[1-9]\d{0,8}$/.test(at)) {
        for (const module of labelled(tenant)) {
          const found = module.label === at ? versionOf(tenant, module, name) : undefined
          if (found) return under(found, set)
        }
        return undefined
      }
      const template = current?.template ?? (await templateOf(tenant, name))
      const module = template && (await store.version(tenant, template, Number(at)))
      const found = module && (await isCallable(tenant, module)) ? versionOf(tenant, module, name) : undefined
      return found && under(found, set)
    },
  }
}

/**
 * A version under what is demanded of the one in force, too: whoever tightens a prompt means its older versions as well, and
 * nobody gets around it by naming one of them.
 */
const under = (prompt: Prompt, inForce: Pick<PromptSet, 'prompts'> | undefined): Prompt => {
  const current = inForce?.prompts.get(prompt.name)
  return current && current !== prompt
    ? Object.freeze({ ...prompt, policy: stricter(prompt.policy, current.policy) })
    : prompt
}

const promptIn = ({ prompts }: PromptSet, name: string): Prompt | undefined => {
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
