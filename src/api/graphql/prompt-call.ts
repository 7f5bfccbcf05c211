import { type Prompt, type PromptRequest, promptRequest } from '../../core/prompt.ts'
import type { GatewayRequest } from '../../core/request.ts'
import { callerOf, type GraphqlContext } from './context.ts'

/** The call that a prompt's field makes with these arguments, which GraphQL has coerced. */
export const promptCall = (
  about: Pick<GatewayRequest, 'signal' | 'stream'> & {
    readonly prompt: Prompt
    readonly args: { readonly [name: string]: unknown }
  },
  context: GraphqlContext,
): PromptRequest => {
  const { prompt, args, signal, stream } = about
  return promptRequest(
    { prompt, variables: prompt.variablesOf(args) },
    {
      principal: callerOf(context),
      api: 'GRAPHQL',
      stream,
      signal,
      ...(context.clientAddress !== undefined && { clientAddress: context.clientAddress }),
    },
  )
}
