import type { Chunk, FinishReason, Usage } from '../../core/chunk.ts'
import { ProviderFailure } from '../../core/provider.ts'
import type { Input } from '../../core/request.ts'
import type { Decoder, Target } from '../kit/adapter.ts'
import { credible, tokens, unreported } from '../kit/count.ts'
import { type Fields, fieldsOf, isFields, listOf, parseJson, textIn } from '../kit/json.ts'
import { errorIn, midStreamError } from '../kit/openai-failure.ts'
import { toolCallIds } from '../kit/tool-call-ids.ts'
import { vectorChunks } from '../kit/vector.ts'

/** Reads the lines of a chat, a chat in one document, or embeddings. */
export function ollamaDecoder(request: Input, target: Target): Decoder {
  const idFor = toolCallIds(request)
  let started = false
  let finished = false
  let toolCalls = 0

  const start = (line: Fields): readonly Chunk[] => {
    if (started) return []
    started = true
    const { provider, name, model } = target.deployment
    return [{ type: 'start', provider, deployment: name, model: textIn(line.model) ?? model }]
  }

  const toolCall = (value: unknown): Chunk => {
    const call = fieldsOf(value)
    const { name, arguments: input } = fieldsOf(call.function)
    const index = toolCalls++
    return {
      type: 'tool-call',
      index,
      id: textIn(call.id) ?? idFor(index),
      name: textIn(name) ?? '',
      arguments: typeof input === 'string' ? input : JSON.stringify(fieldsOf(input)),
    }
  }

  const deltas = (line: Fields): readonly Chunk[] => {
    const message = fieldsOf(line.message)
    const chunks: Chunk[] = []
    // A line in the form of /api/generate has no message, but the texts themselves; imitations of the API name
    // thinking as OpenAI's dialect does.
    const thinking = textIn(message.thinking ?? message.reasoning_content) ?? textIn(line.thinking)
    const text = textIn(message.content) ?? textIn(line.response)
    if (thinking) chunks.push({ type: 'reasoning', index: 0, text: thinking })
    if (text) chunks.push({ type: 'text', index: 0, text })
    chunks.push(...listOf(message.tool_calls).map(toolCall))
    return chunks
  }

  const finish = (line: Fields): readonly Chunk[] => {
    finished = true
    const reason =
      toolCalls > 0 && line.done_reason !== 'length' ? 'TOOL_CALLS' : finishReasonOf(line.done_reason)
    return [{ type: 'finish', reason, usage: usageOf(line) }]
  }

  const read = (value: unknown): readonly Chunk[] => {
    if (finished || !isFields(value)) return []
    const error = errorIn(value)
    if (error) throw midStreamError(error, undefined)
    if (value.embeddings !== undefined || value.embedding !== undefined) {
      const vectors = Array.isArray(value.embeddings) ? value.embeddings : [value.embedding]
      return [...start(value), ...vectorChunks(vectors, request), ...finish(value)]
    }
    if (typeof value.done !== 'boolean') return []
    return [...start(value), ...deltas(value), ...(value.done === true ? finish(value) : [])]
  }

  return {
    event: data => read(parseJson(data)),
    document: body => read(parseJson(body)),
    end() {
      if (finished) return []
      throw new ProviderFailure('INCOMPLETE_STREAM', 'The answer ended without done: true', {
        retryable: true,
      })
    },
  }
}

const finishReasonOf = (reason: unknown): FinishReason => {
  // Servers before 0.1.45 give no reason.
  if (reason === 'stop' || reason === undefined || reason === '') return 'STOP'
  return reason === 'length' ? 'LENGTH' : 'OTHER'
}

/**
 * Thinking is part of eval_count and not told apart. A prompt that was still in memory is left uncounted
 * (prompt_eval_count is missing), so the gateway has to count.
 */
const usageOf = (line: Fields): Usage =>
  line.prompt_eval_count === undefined
    ? unreported
    : credible({
        inputTokens: tokens(line.prompt_eval_count),
        cachedInputTokens: 0,
        cacheWriteTokens: 0,
        outputTokens: tokens(line.eval_count),
        reasoningTokens: 0,
        source: 'PROVIDER',
      })
