import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { GraphQLSchema } from 'graphql'
import type { PromptApproval } from '../core/organisation.ts'
import type { Log } from '../core/ports.ts'
import type { Principal } from '../core/principal.ts'
import type { Prompt } from '../core/prompt.ts'
import type { PromptMetricsReader } from '../core/prompt-metrics.ts'
import type { Prompts } from '../core/prompts.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { unaskable } from '../core/unaskable.ts'
import { hiddenFields } from '../core/visible-prompts.ts'
import { allPrompts } from './all-prompts.ts'
import { answerOf } from './asking/ask.ts'
import { type Asking, askWithSteps, callsOf } from './asking/ask-steps.ts'
import { createTogether } from './asking/ask-together.ts'
import {
  type CatalogueOptions,
  createCatalogue,
  type PromptCatalogue,
  type TenantPrompts,
} from './catalogue.ts'
import { type Composing, createComposer } from './compose.ts'
import { createLatest, type Latest } from './latest.ts'
import { createApprovalDemand } from './life/approval-demand.ts'
import { createExaminer, type Examiner } from './life/examine.ts'
import { createRegistry, type RegistryOptions } from './life/registry.ts'
import { createReviews } from './life/reviews.ts'
import { refused } from './module/fault.ts'
import type { ModelFault } from './module/model-faults.ts'
import { schemaSdl } from './schema-sdl.ts'
import { createPromptTests } from './testing/tests.ts'

export interface PromptsOptions
  extends Asking,
    Composing,
    Pick<RegistryOptions, 'clock' | 'newId' | 'store'> {
  /** Examines modules; absent: this thread does, which takes up to a second. */
  readonly examiner?: Examiner
  /** Resolves when what was changed is known to this gateway. */
  readonly sync: () => Promise<void>
  /** Tells of tenants whose labels have moved. */
  readonly onMoved: (listener: (tenants: readonly string[]) => void) => void
  /** What labels of the tenant's prompts stand at now. */
  readonly labelled: CatalogueOptions['labelled']
  readonly onHeld: CatalogueOptions['onHeld']
  readonly snapshot: (tenant: string) => Snapshot
  /** A schema without some fields, given as `Type.field`. */
  readonly without: (schema: GraphQLSchema, hidden: ReadonlySet<string>) => GraphQLSchema
  readonly metrics: PromptMetricsReader['metrics']
  /** REQUIRED: all tenants demand approvals, whatever they say themselves. */
  readonly promptApproval: PromptApproval
  readonly log: Log
}

/** The prompts of all tenants, and the schema that each tenant has of them. */
export const createPrompts = (
  options: PromptsOptions,
): { readonly prompts: Prompts } & Pick<PromptCatalogue, 'setOf'> => {
  const { base, store, gateway, labelled, snapshot, clock, log } = options
  const composer = createComposer(options)
  const demandsApproval = createApprovalDemand(options)
  const examiner = options.examiner ?? createExaminer(composer)
  const { setOf, ready, current, moved, find, chosen, promptsIn } = createCatalogue({
    composer,
    labelled,
    onHeld: options.onHeld,
    demandsApproval,
    store,
    log,
  })
  const { prove, ...tests } = createPromptTests({
    ...options,
    promptsIn,
    async mustBeSound(module) {
      const faults = await examiner.faults([], module)
      if (faults.length > 0) throw refused(faults)
    },
  })
  options.onMoved(moved)
  const registry = createRegistry({
    ...options,
    examiner,
    async settled(tenant) {
      await options.sync()
      await current(tenant)
    },
    prove,
    demandsApproval,
    modelFault: (tenant, name) => modelFault(name, unaskable(snapshot(tenant).models.get(name), clock())),
  })
  const nothing = new Map()
  const operations = new WeakMap<TenantPrompts, ReadonlyMap<string, Prompt>>()
  const operationsOf = (set: TenantPrompts | undefined): ReadonlyMap<string, Prompt> => {
    if (!set) return nothing
    const known = operations.get(set) ?? new Map(allPrompts(set).map(prompt => [prompt.operation, prompt]))
    operations.set(set, known)
    return known
  }
  const parts = new WeakMap<TenantPrompts, Latest<string>>()
  const sdlFor = (principal: Principal, snapshot: Snapshot): string => {
    const set = setOf(principal.tenant)
    const hidden = set ? hiddenFields(principal, snapshot, set) : new Set<string>()
    if (!set || hidden.size === 0) return schemaSdl(set?.schema ?? base)
    const known = parts.get(set) ?? createLatest<string>(mostParts)
    parts.set(set, known)
    const name = [...hidden].join(' ')
    const sdl = known.get(name) ?? schemaSdl(options.without(set.schema, hidden))
    known.set(name, sdl)
    return sdl
  }
  return {
    setOf,
    prompts: {
      ...registry,
      ...createReviews(options),
      ...tests,
      templates: store.templates,
      named: store.named,
      templatesById: store.templatesById,
      versionsById: store.versionsById,
      versions: store.versions,
      version: store.version,
      waiting: store.waiting,
      ready,
      inForce: tenant => setOf(tenant)?.prompts ?? nothing,
      operations: tenant => operationsOf(setOf(tenant)),
      find,
      chosen,
      metrics: options.metrics,
      callsOf,
      ask: request => answerOf(askWithSteps(options, request)),
      stream: request => askWithSteps(options, request),
      together: () => createTogether({ gateway, patience, newId: randomUUID }),
      sdl: principal => sdlFor(principal, snapshot(principal.tenant)),
    },
  }
}

/** Texts of parts of one tenant's schema that are kept, those that were asked for last. */
const mostParts = 16

/** How long calls wait for others that a quota holds up. */
const patience = (): Promise<void> => wait(50, undefined, { ref: false })

const modelFault = (name: string, reason: string | undefined): ModelFault =>
  reason === undefined ? undefined : `The model \`${name.slice(0, 100)}\` ${reason}`
