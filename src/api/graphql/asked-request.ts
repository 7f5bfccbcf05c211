import type { EntityPrompt, Prompt } from '../../core/prompt.ts'
import type { GatewayRequest } from '../../core/request.ts'
import type { GraphqlContext } from './context.ts'
import type * as contract from './generated/resolvers.ts'
import type { ModelField } from './model-fields.ts'
import { entityCall, promptCall } from './prompt-call.ts'
import { completionRequest } from './resolvers/completion.ts'
import { embeddingRequest } from './resolvers/embedding.ts'

declare module 'graphql' {
  // biome-ignore lint/suspicious/noExplicitAny: declarations are merged where their parameters are the same
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs = any> {
    /** Of a prompt's field: the prompt. */
    readonly prompt?: Prompt
    /** Of a field that a prompt adds to an entity of another subgraph. */
    readonly entityPrompt?: EntityPrompt
  }
}

/** The calls that a field makes, its own last; none if it will make none, as its resolver will say. */
export const askedRequests = (
  { coordinate, field, args, representation }: ModelField,
  context: GraphqlContext,
): readonly GatewayRequest[] => {
  const about = { signal: context.signal, stream: false }
  try {
    const { prompt, entityPrompt } = field.extensions
    if (entityPrompt)
      return representation ? [entityCall(entityPrompt, { representation, args }, context)] : []
    if (prompt) return context.services.prompts.callsOf(promptCall({ prompt, args, ...about }, context))
    // graphql has coerced the arguments to what the contract says.
    const { input } = args
    if (coordinate === 'Mutation.complete')
      return [completionRequest(input as contract.CompletionInput, context, about)]
    if (coordinate === 'Mutation.embed') return [embeddingRequest(input as contract.EmbeddingInput, context)]
  } catch {
    // The resolver meets the same fault, and tells.
  }
  return []
}
