import type { FinishReason, Usage } from '../../core/chunk.ts'
import type { ToolCall } from '../../core/message.ts'
import type { CallRecord } from '../../core/record.ts'
import type { Answer } from '../../core/stream.ts'

/** A `chat.completion`, as JSON text. `record` is of the finished call. */
export const writeChatAnswer = (answer: Answer, record: CallRecord): string => {
  const { text, reasoning, reasoningState, toolCalls, finish } = answer
  return JSON.stringify({
    id: chatId(record),
    object: 'chat.completion',
    created: createdOf(record),
    model: record.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' && toolCalls.length > 0 ? null : text,
          refusal: null,
          reasoning_content: reasoning === '' ? undefined : reasoning,
          tool_calls: toolCalls.length === 0 ? undefined : toolCalls.map(writeToolCall),
          extra_content: extraContent(reasoningState),
        },
        logprobs: null,
        finish_reason: finishReasons[finish.reason],
      },
    ],
    usage: writeUsage(finish.usage),
  })
}

export const chatId = ({ id }: CallRecord): string => `chatcmpl-${id}`

/** Seconds since 1970. */
export const createdOf = ({ startedAt }: CallRecord): number => Math.floor(startedAt / 1000)

export const finishReasons: { readonly [reason in FinishReason]: string } = {
  STOP: 'stop',
  LENGTH: 'length',
  TOOL_CALLS: 'tool_calls',
  CONTENT_FILTER: 'content_filter',
  OTHER: 'stop',
}

/** OpenAI counts cached input within the prompt and reasoning within the completion. */
export const writeUsage = (usage: Usage) => {
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens } = usage
  const prompt = inputTokens + cachedInputTokens + cacheWriteTokens
  const completion = outputTokens + reasoningTokens
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cachedInputTokens, cache_write_tokens: cacheWriteTokens },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  }
}

/**
 * What the provider wants back unchanged in the next turn. Clients that send messages back as they came return it
 * by themselves; undefined where there is none.
 */
export const extraContent = (providerState: string | undefined) =>
  providerState === undefined ? undefined : { weir: { provider_state: providerState } }

const writeToolCall = ({ id, name, arguments: args, providerState }: ToolCall) => ({
  id,
  type: 'function',
  function: { name, arguments: args },
  extra_content: extraContent(providerState),
})
