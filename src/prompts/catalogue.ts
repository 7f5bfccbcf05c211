import type { Log } from '../core/ports.ts'
import {
  type LabelledModule,
  type Prompt,
  type PromptModule,
  type PromptStore,
  production,
} from '../core/prompt.ts'
import type { Composer, PromptSet } from './compose.ts'
import { kebabCase } from './kebab-case.ts'
import { createLatest } from './latest.ts'
import { mostTemplates } from './limits.ts'

export interface CatalogueOptions {
  readonly composer: Composer
  /** What labels of the tenant's prompts stand at now. */
  readonly labelled: (tenant: string) => readonly LabelledModule[]
  readonly store: Pick<PromptStore, 'templates' | 'version'>
  readonly log: Log
  /** Tenants whose sets are kept, and versions beside those in force. */
  readonly mostSets?: number
}

/** The prompts that can be called, composed when they are first asked for and kept while they are in use. */
export interface PromptCatalogue {
  /** What the tenant has in force; the same object until that changes. Undefined: nothing. */
  setOf(tenant: string): PromptSet | undefined
  find(tenant: string, name: string, at?: string): Promise<Prompt | undefined>
}

interface Kept {
  /** The modules that it is made of, by name and version: a version never changes. */
  readonly made: string
  readonly set: PromptSet
}

export const createCatalogue = (options: CatalogueOptions): PromptCatalogue => {
  const { composer, labelled, store, log, mostSets = 200 } = options
  const inForce = createLatest<Kept>(mostSets)
  const versions = createLatest<PromptSet>(mostSets)

  const setOf = (tenant: string): PromptSet | undefined => {
    const all = labelled(tenant)
    if (all.length === 0) return undefined
    const modules = all.filter(({ label }) => label === production)
    if (modules.length === 0) return undefined
    const made = modules.map(nameOf).join(' ')
    const known = inForce.get(tenant)
    if (known?.made === made) return known.set
    const set = composer.compose(modules)
    for (const { module, faults } of set.unsound)
      log.error(
        { tenant, prompt: module.template, version: module.version, reason: faults[0]?.message },
        'a prompt in force does not fit the schema any more; the others are served',
      )
    inForce.set(tenant, { made, set })
    return set
  }

  /** A version by itself. It never changes, so it is composed once. */
  const versionOf = (tenant: string, module: PromptModule, name: string): Prompt | undefined => {
    const key = `${tenant}\n${nameOf(module)}`
    const set = versions.get(key) ?? composer.compose([module])
    versions.set(key, set)
    return promptIn(set, name)
  }

  /** Name of the template that the prompt stands in, at a label or as a draft. */
  const templateOf = async (tenant: string, name: string): Promise<string | undefined> => {
    const module = labelled(tenant).find(module => versionOf(tenant, module, name) !== undefined)
    if (module) return module.template
    const templates = await store.templates(tenant, { limit: mostTemplates })
    return templates.find(template => kebabCase(template.name) === kebabCase(name))?.name
  }

  return {
    setOf,
    async find(tenant, name, at = production) {
      const set = setOf(tenant)
      const current = set && promptIn(set, name)
      if (at === production || at === String(current?.version)) return current
      if (!/^[1-9]\d{0,8}$/.test(at)) {
        for (const module of labelled(tenant)) {
          const found = module.label === at ? versionOf(tenant, module, name) : undefined
          if (found) return found
        }
        return undefined
      }
      const template = current?.template ?? (await templateOf(tenant, name))
      const module = template && (await store.version(tenant, template, Number(at)))
      return module && module.state !== 'RETIRED' ? versionOf(tenant, module, name) : undefined
    },
  }
}

const promptIn = ({ prompts }: PromptSet, name: string): Prompt | undefined => {
  const known = prompts.get(name)
  if (known) return known
  for (const prompt of prompts.values()) if (prompt.address === name) return prompt
  return undefined
}

const nameOf = ({ template, version }: PromptModule): string => `${template}@${version}`
