import { checkInput } from '../../../core/input-rules.ts'
import type { EmbeddingInput, GatewayRequest } from '../../../core/request.ts'
import { collect } from '../../../core/stream.ts'
import { attributionOf } from '../attribution.ts'
import { callShape } from '../completion-shape.ts'
import { callerOf, type GraphqlContext } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { refusalShape } from '../refusal-shape.ts'
import { withShare } from '../share.ts'

const embeddingInputOf = (input: contract.EmbeddingInput): EmbeddingInput => {
  const translated: EmbeddingInput = {
    task: 'embedding',
    texts: input.texts,
    ...(input.dimensions != null && { dimensions: input.dimensions }),
    ...attributionOf(input),
  }
  checkInput(translated)
  return translated
}

/** Texts as a call of the governed operation `embed`. Throws UNAUTHENTICATED and INVALID_INPUT. */
export const embeddingRequest = (
  input: contract.EmbeddingInput,
  context: GraphqlContext,
): GatewayRequest => ({
  operation: 'embed',
  principal: callerOf(context),
  model: input.model,
  input: embeddingInputOf(input),
  api: 'GRAPHQL',
  stream: false,
  signal: context.signal,
  ...(context.clientAddress !== undefined && { clientAddress: context.clientAddress }),
})

/** Embeddings: asking for them. */
export const embedding: contract.Resolvers = {
  Mutation: {
    embed: async (_root, { input }, context, info) => {
      const { services, snapshot } = context
      const answering = services.gateway.run(withShare(embeddingRequest(input, context), context, info))
      try {
        const { embeddings } = await collect(answering)
        const { record } = answering
        const call = callShape(record, snapshot)
        if (!call) throw new Error('Vectors came from nowhere: their call has no attempt')
        return { __typename: 'Embedding', callId: record.id, vectors: embeddings, ...call }
      } catch (error) {
        return refusalShape(error, answering.record)
      }
    },
  },
  EmbeddingResult: { __resolveType: ({ __typename }) => __typename },
}
