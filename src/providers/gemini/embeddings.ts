import type { Chunk } from '../../core/chunk.ts'
import { type Fields, fieldsOf, listOf } from '../kit/json.ts'
import { vectorIn } from '../kit/vector.ts'

/**
 * The vectors in an answer of batchEmbedContents, embedContent or Vertex AI's predict, in the order of the texts;
 * none if it is another answer.
 */
export const embeddingsIn = (answer: Fields): readonly Chunk[] => {
  const single = answer.embedding === undefined ? [] : [answer.embedding]
  const predicted = listOf(answer.predictions).map(prediction => fieldsOf(prediction).embeddings)
  return [...listOf(answer.embeddings), ...single, ...predicted].map((embedding, index) => ({
    type: 'embedding',
    index,
    vector: vectorIn(fieldsOf(embedding).values),
  }))
}
