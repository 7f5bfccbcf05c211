import { type Fields, fieldsOf, listOf } from '../kit/json.ts'

/**
 * The vectors in an answer of batchEmbedContents, embedContent or Vertex AI's predict, in the order of the texts;
 * undefined if it is another answer.
 */
export const embeddingsIn = (answer: Fields): readonly unknown[] | undefined => {
  const { embeddings, embedding, predictions } = answer
  if (embeddings === undefined && embedding === undefined && predictions === undefined) return undefined
  const single = embedding === undefined ? [] : [embedding]
  const predicted = listOf(predictions).map(prediction => fieldsOf(prediction).embeddings)
  return [...listOf(embeddings), ...single, ...predicted].map(vector => fieldsOf(vector).values)
}
