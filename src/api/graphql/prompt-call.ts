import { type EntityPrompt, type Prompt, type PromptRequest, promptRequest } from '../../core/prompt.ts'
import type { GatewayRequest, Subject } from '../../core/request.ts'
import { callerOf, type GraphqlContext } from './context.ts'

/** The call that a prompt's field makes with these arguments, which GraphQL has coerced. */
export const promptCall = (
  about: Pick<GatewayRequest, 'signal' | 'stream'> & {
    readonly prompt: Prompt
    readonly args: { readonly [name: string]: unknown }
  },
  context: GraphqlContext,
): PromptRequest => {
  const { args, signal, stream } = about
  const caller = callerIn(context)
  const { experimentKey, services } = context
  const divided = experimentKey === undefined ? caller : { ...caller, experimentKey }
  const prompt = services.prompts.chosen(about.prompt, divided)
  return promptRequest({ prompt, variables: prompt.variablesOf(args) }, { ...caller, signal, stream })
}

/** The call that a prompt makes for an entity, of which a router has said this. */
export const entityCall = (
  { prompt, variablesOf }: EntityPrompt,
  about: {
    readonly representation: { readonly [field: string]: unknown }
    readonly args: { readonly [name: string]: unknown }
    readonly subject?: Subject
  },
  context: GraphqlContext,
): PromptRequest => {
  const { representation, args, subject } = about
  const call = { prompt, variables: variablesOf(representation, args), isPacked: true } as const
  const { signal } = context
  return promptRequest(call, { ...callerIn(context), signal, stream: false, ...(subject && { subject }) })
}

const callerIn = (context: GraphqlContext) => ({
  principal: callerOf(context),
  api: 'GRAPHQL' as const,
  ...(context.clientAddress !== undefined && { clientAddress: context.clientAddress }),
})
