import { totalTokens } from '../../../core/chunk.ts'
import type { GatewayRequest } from '../../../core/request.ts'
import { collect } from '../../../core/stream.ts'
import { maySee } from '../../../core/visible-models.ts'
import { completionEvents } from '../completion-events.ts'
import { completionInputOf } from '../completion-input.ts'
import { completionShape, wholeCompletion } from '../completion-shape.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { readGlobalId } from '../global-id.ts'
import { refusalShape } from '../refusal-shape.ts'
import { withShare } from '../share.ts'

/** A question as a call of the governed operation `complete`. Throws UNAUTHENTICATED and INVALID_INPUT. */
export const completionRequest = (
  input: contract.CompletionInput,
  context: GraphqlContext,
  about: Pick<GatewayRequest, 'signal' | 'stream'>,
): GatewayRequest => ({
  operation: 'complete',
  principal: callerOf(context),
  model: input.model,
  input: completionInputOf(input),
  api: 'GRAPHQL',
  stream: about.stream,
  signal: about.signal,
  ...(context.clientAddress !== undefined && { clientAddress: context.clientAddress }),
})

/** An earlier completion by the id of its call, without its texts; null if there is none, or of a hidden model. */
export const keptCompletion = async (id: string, context: GraphqlContext) => {
  const { loaders, snapshot } = context
  const record = await loaders.call(id)
  if (record?.operation !== 'complete' || !maySee(callerOf(context), snapshot, record.model)) return null
  return (
    completionShape(record, snapshot, { text: null, reasoning: null, reasoningState: null, toolCalls: [] }) ??
    null
  )
}

/** Completions: asking for them, and looking them up. */
export const completion: contract.Resolvers = {
  Query: {
    completion: (_root, { id }, context) => {
      callerOf(context)
      const known = readGlobalId(id)
      return known?.type === 'Completion' ? keptCompletion(known.id, context) : null
    },
  },
  Mutation: {
    complete: async (_root, { input }, context, info) => {
      const request = completionRequest(input, context, { signal: context.signal, stream: false })
      const answering = context.services.gateway.run(withShare(request, context, info))
      try {
        return wholeCompletion(answering.record, context.snapshot, await collect(answering))
      } catch (error) {
        return refusalShape(error, answering.record)
      }
    },
  },
  Subscription: {
    completion: {
      subscribe: (_root, { input }, context) => {
        callerOf(context)
        return completionEvents(context, signal =>
          completionRequest(input, context, { signal, stream: true }),
        )
      },
    },
  },
  TokenUsage: { totalTokens },
  CompletionResult: { __resolveType: ({ __typename }) => __typename },
  CompletionEvent: { __resolveType: ({ __typename }) => __typename },
}
