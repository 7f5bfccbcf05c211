import type { Chunk, FinishReason } from '../../core/chunk.ts'
import { ProviderFailure } from '../../core/provider.ts'
import type { Input } from '../../core/request.ts'
import type { Decoder, Target } from '../kit/adapter.ts'
import { reportedOnly } from '../kit/count.ts'
import { type Fields, fieldsOf, isFields, listOf, parseJson, textIn } from '../kit/json.ts'
import { errorIn, midStreamError } from '../kit/openai-failure.ts'
import { sealOf, writeState } from '../kit/provider-state.ts'
import { toolCallIds } from '../kit/tool-call-ids.ts'
import { vectorChunks } from '../kit/vector.ts'
import { callReader } from './calls.ts'
import { embeddingsIn } from './embeddings.ts'
import { finishReasonOf } from './finish-reason.ts'
import { reportedUsage, usageOf } from './usage.ts'

/**
 * Reads a generateContent answer: events of a stream, one document, or a stream's events in one JSON array (which is
 * what streamGenerateContent sends without `alt=sse`). The finish waits for the end of the body: a candidate may be
 * called finished several times, and usage comes last.
 */
export function geminiDecoder(request: Input, target: Target): Decoder {
  const calls = callReader(toolCallIds(request))
  let started = false
  let finish: FinishReason | undefined
  // Feedback on the prompt, and no candidate: nothing else will come.
  let blocked = false
  let answered = false
  let usage: Fields = {}
  let thoughts = ''

  const start = (answer: Fields): readonly Chunk[] => {
    if (started) return []
    started = true
    const { provider, name, model } = target.deployment
    return [{ type: 'start', provider, deployment: name, model: textIn(answer.modelVersion) ?? model }]
  }

  const thought = (part: Fields): readonly Chunk[] => {
    const text = textIn(part.text) ?? ''
    thoughts += text
    const signature = textIn(part.thoughtSignature)
    if (signature === undefined) return text === '' ? [] : [{ type: 'reasoning', index: 0, text }]
    const providerState = writeState('gemini', { of: 'thought', ...sealOf(thoughts), signature })
    thoughts = ''
    return [{ type: 'reasoning', index: 0, text, providerState }]
  }

  const text = (part: Fields): readonly Chunk[] => {
    const chunks: Chunk[] = []
    const said = textIn(part.text)
    const signature = textIn(part.thoughtSignature)
    if (said !== undefined) chunks.push({ type: 'text', index: 0, text: said })
    if (signature !== undefined) {
      // Text has no state of its own: it travels with the reasoning that it stands for.
      const providerState = writeState('gemini', { of: 'text', signature })
      chunks.push({ type: 'reasoning', index: 0, text: '', providerState })
    }
    return chunks
  }

  /** Code that the provider has run and files that it has made are no part of the answer's text. */
  const partChunks = (value: unknown): readonly Chunk[] => {
    const part = fieldsOf(value)
    if (isFields(part.functionCall)) return calls.add(part)
    if (typeof part.text !== 'string') return []
    return part.thought === true ? thought(part) : text(part)
  }

  const read = (answer: Fields): readonly Chunk[] => {
    const error = errorIn(answer)
    if (error) throw midStreamError(error, reportedOnly(usageOf(usage)))
    usage = reportedUsage(answer) ?? usage
    const vectors = embeddingsIn(answer)
    if (vectors) {
      finish = 'STOP'
      return [...start(answer), ...vectorChunks(vectors, request)]
    }
    const candidates = listOf(answer.candidates).map(fieldsOf)
    const candidate = candidates.find(({ index }) => (index ?? 0) === 0)
    if (candidate) {
      answered = true
      finish = finishReasonOf(candidate.finishReason) ?? finish
    } else if (isFields(answer.promptFeedback)) blocked = true
    else if (candidates.length === 0 && !isFields(answer.usageMetadata)) return []
    return [...start(answer), ...listOf(fieldsOf(candidate?.content).parts).flatMap(partChunks)]
  }

  const finishReason = (): FinishReason | undefined => {
    if (finish === undefined && blocked && !answered) return 'CONTENT_FILTER'
    return finish === 'STOP' && calls.count() > 0 ? 'TOOL_CALLS' : finish
  }

  const incomplete = (): ProviderFailure =>
    new ProviderFailure('INCOMPLETE_STREAM', 'The answer ended without a finishReason', {
      retryable: true,
      usage: reportedOnly(usageOf(usage)),
    })

  return {
    event: data => eventsOf(parseJson(data)).flatMap(read),
    document(body) {
      const document = parseJson(body)
      const chunks = eventsOf(document).flatMap(read)
      if (!started)
        throw new ProviderFailure('MALFORMED_ANSWER', 'The provider sent no answer', { retryable: true })
      // A document that parses has come whole: one without a reason is odd, but not cut.
      if (!Array.isArray(document)) finish ??= finishReason() ?? 'OTHER'
      return chunks
    },
    end() {
      const reason = finishReason()
      if (reason === undefined) throw incomplete()
      return [...calls.end(), { type: 'finish', reason, usage: usageOf(usage) }]
    },
  }
}

const eventsOf = (document: unknown): readonly Fields[] =>
  Array.isArray(document) ? document.map(fieldsOf) : [fieldsOf(document)]
