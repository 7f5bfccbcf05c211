import type { Chunk, ToolCallChunk } from '../../core/chunk.ts'
import type { CallRecord } from '../../core/record.ts'
import { chatId, createdOf, extraContent, finishReasons, writeUsage } from './chat-answer.ts'
import type { UsageWish } from './chat-request.ts'

/** Writes one answer as the events of a `chat.completion.chunk` stream. */
export interface ChatEvents {
  /** The events that say what the chunk says; empty where OpenAI's stream has no word for it. */
  of(chunk: Chunk): string
}

/** What ends a stream that has succeeded, and only such a one. */
export const done = 'data: [DONE]\n\n'

/** One event. */
export const event = (json: string): string => `data: ${json}\n\n`

export const chatEvents = (record: CallRecord, usage: UsageWish): ChatEvents => {
  const head = `data: {"id":${JSON.stringify(chatId(record))},"object":"chat.completion.chunk","created":${createdOf(record)},"model":${JSON.stringify(record.model)},"choices":[`
  const includeUsage = usage === 'INCLUDE_USAGE'
  const tail = includeUsage ? '],"usage":null}\n\n' : ']}\n\n'
  const choice = (deltaJson: string, reason: string): string =>
    `${head}{"index":0,"delta":${deltaJson},"logprobs":null,"finish_reason":${reason}}${tail}`
  const delta = (fields: object): string => choice(JSON.stringify(fields), 'null')
  let begun = false

  /** The first delta says who speaks. */
  const begin = (): string => {
    if (begun) return ''
    begun = true
    return choice('{"role":"assistant","content":"","refusal":null}', 'null')
  }

  return {
    of(chunk) {
      switch (chunk.type) {
        case 'start':
          return begin()
        case 'text':
          return begin() + choice(`{"content":${JSON.stringify(chunk.text)}}`, 'null')
        case 'reasoning':
          return (
            begin() +
            delta({ reasoning_content: chunk.text, extra_content: extraContent(chunk.providerState) })
          )
        case 'tool-call':
          return begin() + delta({ tool_calls: [writeToolCall(chunk)] })
        case 'finish': {
          const end = choice('{}', `"${finishReasons[chunk.reason]}"`)
          if (!includeUsage) return begin() + end
          return `${begin()}${end}${head}],"usage":${JSON.stringify(writeUsage(chunk.usage))}}\n\n`
        }
        default:
          return ''
      }
    },
  }
}

const writeToolCall = ({ index, id, name, arguments: args, providerState }: ToolCallChunk) => ({
  index,
  id,
  type: id === undefined ? undefined : 'function',
  function: { name, arguments: args },
  extra_content: extraContent(providerState),
})
