import type { Chunk, EmbeddingChunk, Usage } from '../../core/chunk.ts'
import { ProviderFailure } from '../../core/provider.ts'
import type { EmbeddingInput } from '../../core/request.ts'
import type { Decoder, Target } from './adapter.ts'
import { unreported } from './count.ts'
import { fieldsOf, listOf, parseJson, textIn } from './json.ts'
import { errorIn, midStreamError } from './openai-failure.ts'
import { openaiUsage } from './openai-usage.ts'
import { vectorIn } from './vector.ts'

/** How vectors are written: as numbers or base64 of little-endian floats; Perplexity writes base64 of signed bytes. */
export type VectorCoding = 'FLOATS' | 'BYTES'

/** Reads the answer of `/embeddings`; each text must have got its vector. */
export function embeddingDecoder(input: EmbeddingInput, target: Target, coding: VectorCoding): Decoder {
  let usage: Usage | undefined
  let answered = false

  const read = (body: string): readonly Chunk[] => {
    const answer = fieldsOf(parseJson(body))
    const error = errorIn(answer)
    if (error) throw midStreamError(error, undefined)
    const { name, provider, model } = target.deployment
    const vectors = listOf(answer.data).map((item, position): EmbeddingChunk => {
      const { index, embedding } = fieldsOf(item)
      const numbers =
        typeof embedding === 'string' ? decoded(Buffer.from(embedding, 'base64'), coding) : embedding
      return {
        type: 'embedding',
        index: typeof index === 'number' ? index : position,
        vector: vectorIn(numbers),
      }
    })
    const found = new Set(vectors.map(({ index }) => index))
    if (vectors.length !== input.texts.length || !input.texts.every((_, index) => found.has(index)))
      throw malformed(`${vectors.length} vectors for ${input.texts.length} texts`)
    usage = openaiUsage(answer.usage)
    answered = true
    return [{ type: 'start', provider, deployment: name, model: textIn(answer.model) ?? model }, ...vectors]
  }

  return {
    event: read,
    document: read,
    end() {
      if (!answered)
        throw new ProviderFailure('INCOMPLETE_STREAM', 'The provider sent no vectors', { retryable: true })
      return [{ type: 'finish', reason: 'STOP', usage: usage ?? unreported }]
    },
  }
}

const decoded = (bytes: Buffer, coding: VectorCoding): readonly number[] => {
  if (coding === 'BYTES') return Array.from(bytes, byte => (byte << 24) >> 24)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const floats = Array.from({ length: bytes.length >> 2 }, (_, index) => view.getFloat32(index * 4, true))
  if (bytes.length % 8 !== 0 || !areHalves(floats)) return floats
  return Array.from({ length: bytes.length >> 3 }, (_, index) => view.getFloat64(index * 8, true))
}

/**
 * Whether these are the halves of doubles, which some versions of vLLM send: many of the lower halves are then
 * zero or so random that they are no plausible coordinates, and hardly any of the upper ones.
 */
const areHalves = (floats: readonly number[]): boolean => {
  const lower = floats.filter((value, index) => index % 2 === 0 && isOdd(value)).length
  const upper = floats.filter((value, index) => index % 2 === 1 && isOdd(value)).length
  return lower * 6 > floats.length && upper * 2 < lower
}

const isOdd = (value: number): boolean => !(Math.abs(value) > 1e-20 && Math.abs(value) < 1e6)

const malformed = (what: string): ProviderFailure =>
  new ProviderFailure('MALFORMED_ANSWER', `The provider sent ${what}`, { retryable: true })
