import type { Message } from '../../core/message.ts'
import type { Input } from '../../core/request.ts'

/**
 * What the simulator calls a token: a word or a sign, with the space before it. They join to the text. What is longer
 * than 16 characters is several, so that a megabyte of one letter has a megabyte's price.
 */
export const tokensIn = (text: string): readonly string[] =>
  text.match(/\s{0,16}(?:[\p{L}\p{M}\p{N}_]{1,16}|[^\s\p{L}\p{M}\p{N}_])|\s{1,16}/gu) ?? []

/** As many tokens as an image counts for, whatever its size. */
const imageTokens = 85

/** Tokens of everything that the provider is sent: messages, calls, tools and schemas, or the texts to embed. */
export const inputTokens = (input: Input): number => {
  if (input.task === 'embedding') return sum(input.texts.map(count))
  const { messages, tools = [], responseFormat } = input
  return (
    sum(messages.map(messageTokens)) +
    sum(tools.map(tool => count(JSON.stringify(tool)))) +
    (responseFormat?.type === 'JSON_SCHEMA' ? count(JSON.stringify(responseFormat.schema)) : 0)
  )
}

const messageTokens = ({ parts, toolCalls = [] }: Message): number =>
  sum(parts.map(part => (part.type === 'image' ? imageTokens : count(part.text)))) +
  sum(toolCalls.map(call => count(call.name) + count(call.arguments)))

const count = (text: string): number => tokensIn(text).length

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
