import type { Chunk } from '../../core/chunk.ts'
import { ProviderFailure } from '../../core/provider.ts'
import type { Input } from '../../core/request.ts'

/** The numbers of an embedding. Throws MALFORMED_ANSWER for anything else. */
export const vectorIn = (value: unknown): readonly number[] => {
  if (Array.isArray(value) && value.length > 0 && value.every(isNumber)) return value
  throw new ProviderFailure('MALFORMED_ANSWER', 'The provider sent an embedding that is no list of numbers', {
    retryable: true,
  })
}

const isNumber = (value: unknown): value is number => typeof value === 'number'

/** Vectors in the order of the texts. Throws MALFORMED_ANSWER if one is no vector, or a text got none. */
export const vectorChunks = (values: readonly unknown[], input: Input): readonly Chunk[] => {
  const texts = input.task === 'embedding' ? input.texts.length : 0
  if (values.length < texts) {
    throw new ProviderFailure('MALFORMED_ANSWER', `${values.length} vectors for ${texts} texts`, {
      retryable: true,
    })
  }
  return values.map((value, index) => ({ type: 'embedding', index, vector: vectorIn(value) }))
}
