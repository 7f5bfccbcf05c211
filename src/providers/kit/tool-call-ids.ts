import type { Message } from '../../core/message.ts'
import type { Input } from '../../core/request.ts'

/**
 * Makes ids for tool calls that a provider leaves without: the same question and answer give the same ids, and no
 * two calls of a conversation share one.
 */
export const toolCallIds = (input: Input): ((index: number) => string) => {
  const messages = input.task === 'completion' ? input.messages : []
  const earlier = messages.reduce((count, message) => count + (message.toolCalls?.length ?? 0), 0)
  return index => `call_${earlier + index}`
}

/**
 * The name of the tool that each TOOL message answers, for providers that go by names. Undefined where no earlier
 * message holds the call.
 */
export const toolNames = (messages: readonly Message[]): ReadonlyMap<Message, string> => {
  const called = new Map<string, string>()
  const names = new Map<Message, string>()
  for (const message of messages) {
    for (const call of message.toolCalls ?? []) called.set(call.id, call.name)
    const name = called.get(message.toolCallId ?? '')
    if (message.role === 'TOOL' && name !== undefined) names.set(message, name)
  }
  return names
}
