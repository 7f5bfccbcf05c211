import { accessOf, meets } from '../../core/access.ts'
import type { Prompt } from '../../core/prompt.ts'
import { mayKnowPrompt, mayUsePrompt } from '../../core/visible-prompts.ts'
import { callerOf, type GraphqlContext } from './context.ts'

/** The prompts in force that the caller may know of, be it to subscribe to them, by their operations. */
export const shownPrompts = (context: GraphqlContext): ReadonlyMap<string, Prompt> =>
  filtered(context, mayKnowPrompt)

/** Those that the caller may call (N11). */
export const usablePrompts = (context: GraphqlContext): ReadonlyMap<string, Prompt> =>
  filtered(context, mayUsePrompt)

const filtered = (context: GraphqlContext, may: typeof mayUsePrompt): ReadonlyMap<string, Prompt> => {
  const caller = callerOf(context)
  const prompts = context.services.prompts.operations(caller.tenant)
  return new Map(prompts.entries().filter(([, prompt]) => may(caller, context.snapshot, prompt)))
}

/** Whether the caller sees every template: who calls prompts sees those that he may call. */
export const managesPrompts = (context: GraphqlContext): boolean =>
  meets(accessOf(callerOf(context), context.snapshot), 'ADMIN', { operation: 'publishPrompt' })

/** Whether the caller may read what prompts say to models. Who calls one of a template's prompts may not even know of the others. */
export const readsPrompts = (context: GraphqlContext): boolean => {
  const { roles } = accessOf(callerOf(context), context.snapshot)
  return managesPrompts(context) || roles.has('APPROVER') || roles.has('AUDITOR')
}

/** The templates of prompts that the caller may call. */
export const templatesInUse = (context: GraphqlContext): ReadonlySet<string> =>
  new Set(
    usablePrompts(context)
      .values()
      .map(({ template }) => template),
  )

/** Whether the caller may know of the template. */
export const maySeeTemplate = (name: string, context: GraphqlContext): boolean =>
  managesPrompts(context) || templatesInUse(context).has(name)
