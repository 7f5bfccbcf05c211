import { totalTokens } from '../../core/chunk.ts'
import type { CallRecord } from '../../core/record.ts'
import type { Answer } from '../../core/stream.ts'
import type { Encoding } from './embedding-request.ts'

/** The list of embeddings, as JSON text. */
export const writeEmbeddingAnswer = (answer: Answer, record: CallRecord, encoding: Encoding): string => {
  const tokens = totalTokens(answer.finish.usage)
  return JSON.stringify({
    object: 'list',
    data: answer.embeddings.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: encoding === 'base64' ? base64Of(vector) : vector,
    })),
    model: record.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  })
}

/** Little-endian 32-bit floats, on whatever machine. */
const base64Of = (vector: readonly number[]): string => {
  const bytes = Buffer.allocUnsafe(vector.length * 4)
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4)
  return bytes.toString('base64')
}
