import type { Chunk, FinishReason } from '../../core/chunk.ts'
import { ProviderFailure } from '../../core/provider.ts'
import type { Input } from '../../core/request.ts'
import type { Decoder, Target } from '../kit/adapter.ts'
import { reportedOnly } from '../kit/count.ts'
import { type Fields, fieldsOf, listOf, parseJson, textIn } from '../kit/json.ts'
import { errorIn, midStreamError } from '../kit/openai-failure.ts'
import { blockReader } from './blocks.ts'
import { jsonOutput } from './json-tool.ts'
import { laterUsage, usageOf } from './usage.ts'

/** Reads a message, streamed (https://platform.claude.com/docs/en/build-with-claude/streaming) or whole. */
export function messagesDecoder(request: Input, target: Target): Decoder {
  const json = request.task === 'completion' ? jsonOutput(request, target.deployment.model) : undefined
  const blocks = blockReader(json?.by === 'TOOL' ? json.tool.name : undefined)
  let messageId: unknown
  let started = false
  let stopReason: unknown
  let usage: Fields = {}
  let finished = false

  const start = (message: Fields): readonly Chunk[] => {
    if (started) {
      // A repeated start is harmless; another message would be mixed with the one before.
      if (message.id === messageId) return []
      throw new ProviderFailure(
        'MALFORMED_ANSWER',
        'The provider began a second message before it ended the first',
        {
          retryable: true,
          usage: reportedOnly(usageOf(usage)),
        },
      )
    }
    started = true
    messageId = message.id
    stopReason = message.stop_reason
    usage = laterUsage(usage, message.usage)
    const { provider, name, model } = target.deployment
    const content = listOf(message.content).flatMap((block, index) => [
      ...blocks.start(`whole ${index}`, fieldsOf(block)),
      ...blocks.stop(`whole ${index}`),
    ])
    return [{ type: 'start', provider, deployment: name, model: textIn(message.model) ?? model }, ...content]
  }

  const finish = (): readonly Chunk[] => {
    finished = true
    const rest = blocks.stopAll()
    const reason = finishReasonOf(stopReason, blocks.answered() && blocks.toolCalls() === 0)
    return [...rest, { type: 'finish', reason, usage: usageOf(usage) }]
  }

  const read = (event: Fields): readonly Chunk[] => {
    if (finished) return []
    const error = errorIn(event)
    if (error) throw midStreamError(error, reportedOnly(usageOf(usage)))
    switch (event.type) {
      case 'message_start':
        return start(fieldsOf(event.message))
      case 'content_block_start':
        return blocks.start(event.index, fieldsOf(event.content_block))
      case 'content_block_delta':
        return blocks.delta(event.index, fieldsOf(event.delta))
      case 'content_block_stop':
        return blocks.stop(event.index)
      case 'message_delta':
        stopReason = fieldsOf(event.delta).stop_reason ?? stopReason
        usage = laterUsage(usage, event.usage)
        return []
      case 'message_stop':
        return finish()
      case 'message':
        return [...start(event), ...finish()]
      default:
        // Pings, and whatever the API may add: its versioning policy asks to ignore unknown events.
        return []
    }
  }

  return {
    event: data => read(fieldsOf(parseJson(data))),
    document(body) {
      const document = parseJson(body)
      return (Array.isArray(document) ? document : [document]).flatMap(event => read(fieldsOf(event)))
    },
    end() {
      if (finished) return []
      throw new ProviderFailure('INCOMPLETE_STREAM', 'The answer ended without message_stop', {
        retryable: true,
        usage: reportedOnly(usageOf(usage)),
      })
    },
  }
}

// https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons
const finishReasons = new Map<unknown, FinishReason>([
  ['end_turn', 'STOP'],
  ['max_tokens', 'LENGTH'],
  ['model_context_window_exceeded', 'LENGTH'],
  ['refusal', 'CONTENT_FILTER'],
  ['stop_sequence', 'STOP'],
  ['tool_use', 'TOOL_CALLS'],
])

/** `answeredInJson`: the only tool that was called is ours, which takes the answer. */
const finishReasonOf = (stopReason: unknown, answeredInJson: boolean): FinishReason => {
  const reason = finishReasons.get(stopReason) ?? 'OTHER'
  return reason === 'TOOL_CALLS' && answeredInJson ? 'STOP' : reason
}
