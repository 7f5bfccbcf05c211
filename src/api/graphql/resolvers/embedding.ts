import { checkInput } from '../../../core/input-rules.ts'
import type { EmbeddingInput } from '../../../core/request.ts'
import { collect } from '../../../core/stream.ts'
import { attributionOf } from '../attribution.ts'
import { callShape } from '../completion-shape.ts'
import { callerOf } from '../context.ts'
import type * as contract from '../generated/resolvers.ts'
import { refusalShape } from '../refusal-shape.ts'

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

/** Embeddings: asking for them. */
export const embedding: contract.Resolvers = {
  Mutation: {
    embed: async (_root, { input }, context) => {
      const { services, signal, snapshot, clientAddress } = context
      const answering = services.gateway.run({
        operation: 'embed',
        principal: callerOf(context),
        model: input.model,
        input: embeddingInputOf(input),
        api: 'GRAPHQL',
        stream: false,
        signal,
        ...(clientAddress !== undefined && { clientAddress }),
      })
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
