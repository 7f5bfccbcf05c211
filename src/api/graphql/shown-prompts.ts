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
  const prompts = context.services.prompts.inForce(caller.tenant).values()
  return new Map(
    prompts.filter(prompt => may(caller, context.snapshot, prompt)).map(prompt => [prompt.operation, prompt]),
  )
}
