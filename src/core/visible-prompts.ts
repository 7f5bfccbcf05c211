import { type Access, accessOf, meets, sightOf } from './access.ts'
import { boundSale } from './bound-sale.ts'
import type { Principal } from './principal.ts'
import type { Prompt } from './prompt.ts'
import type { Sale } from './sale.ts'
import type { Snapshot } from './snapshot.ts'
import { noAccess, type TenantAccess } from './tenant-access.ts'
import { isSubscribed } from './visible-models.ts'

/** What of a prompt decides who may call it. */
export type GuardedPrompt = Pick<Prompt, 'operation' | 'policy' | 'model'>

/** Whether the caller may call the prompt, and so sees it wherever prompts are listed (N11). */
export const mayUsePrompt = (principal: Principal, snapshot: Snapshot, prompt: GuardedPrompt): boolean => {
  const book = snapshot.access.get(principal.tenant) ?? noAccess
  return (
    mayKnowPrompt(principal, snapshot, prompt) &&
    isSubscribed(saleOfCall(book, prompt, snapshot.models), principal.application) !== false
  )
}

/** Whether the caller may know of the prompt, be it to subscribe to it. */
export const mayKnowPrompt = (
  principal: Principal,
  snapshot: Snapshot,
  { operation, policy, model }: GuardedPrompt,
): boolean => {
  if (principal.operations?.has(operation) === false || principal.models?.has(model) === false) return false
  const access: Access = accessOf(principal, snapshot)
  return (
    sightOf(access, model) !== undefined &&
    policy.roles.every(role => meets(access, role, { operation, model }))
  )
}

/** The fields of a schema that its caller may not know of, as `Prompts.summarizeReview`; empty: it may know all. */
export const hiddenFields = (
  principal: Principal,
  snapshot: Snapshot,
  { prompts, versions }: { readonly [part in 'prompts' | 'versions']: ReadonlyMap<string, GuardedPrompt> },
): ReadonlySet<string> => {
  const hidden = new Set<string>()
  for (const [name, prompt] of prompts)
    if (!mayKnowPrompt(principal, snapshot, prompt))
      hidden.add(`Prompts.${name}`).add(`PromptStreams.${name}`)
  for (const [name, prompt] of versions)
    if (!mayKnowPrompt(principal, snapshot, prompt)) hidden.add(`Prompts.${name}`)
  return hidden
}

/** What binds a call: what its prompt is sold under, or else what its model is. */
export const saleOfCall = (
  { sales, promptSales }: TenantAccess,
  { operation, model }: Pick<GuardedPrompt, 'operation' | 'model'>,
  models: Snapshot['models'],
): Sale | undefined => promptSales.get(operation) ?? boundSale(sales, model, models)
