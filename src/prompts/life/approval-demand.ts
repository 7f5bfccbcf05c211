import type { PromptApproval } from '../../core/organisation.ts'
import type { PromptStore } from '../../core/prompt-store.ts'
import type { PromptModule } from '../../core/prompt-version.ts'
import { promptsOfEntity } from '../module/entity-module.ts'
import { type ParsedModule, parseModule } from '../module/module.ts'

/** That somebody else has to approve a module before callers get it. */
export interface ApprovalDemand {
  /** Another template that demands it, as callers know a field of the module as its own; absent: it is no other one. */
  readonly by?: string
}

/** What is demanded of a module; undefined: nothing. */
export type DemandsApproval = (
  tenant: string,
  module: Pick<PromptModule, 'template' | 'sdl'>,
) => Promise<ApprovalDemand | undefined>

/** Versions in which fields are looked for. Where more speak of them, the demand is taken to hold. */
const mostRead = 20

/**
 * Callers name a field, not a template: whoever asks for one that they have had from a template that demands approvals gets
 * approved versions alone, whichever template they are from. So nobody goes around an approval by taking the label away
 * and publishing another text under the same field elsewhere.
 */
export const createApprovalDemand = ({
  store,
  promptApproval,
}: {
  readonly store: Pick<PromptStore, 'demandsApproval' | 'guarded'>
  /** REQUIRED: of all tenants. */
  readonly promptApproval: PromptApproval
}): DemandsApproval => {
  return async (tenant, { template, sdl }) => {
    if (promptApproval === 'REQUIRED' || (await store.demandsApproval(tenant, template))) return {}
    const fields = fieldsOf(parseModule({ template, version: 0, sdl }))
    const words = [...fields].map(field => field.slice(field.indexOf('.') + 1))
    const others = await store.guarded(tenant, { words, besides: template, limit: mostRead + 1 })
    const other =
      others.slice(0, mostRead).find(module => !fieldsOf(parseModule(module)).isDisjointFrom(fields)) ??
      others[mostRead]
    return other && { by: other.template }
  }
}

/** What callers ask for: `summarizeReview`, and of entities `Product.tagline`. */
const fieldsOf = (parsed: ParsedModule | readonly unknown[]): ReadonlySet<string> =>
  'types' in parsed
    ? new Set([
        ...parsed.prompts.map(({ name }) => name.value),
        ...parsed.entities.flatMap(entity =>
          promptsOfEntity(entity).map(({ name }) => `${entity.name.value}.${name.value}`),
        ),
      ])
    : new Set()
