import type { Message, Part, ResponseFormat, Tool, ToolCall } from '../core/message.ts'
import type { CompletionInput, Input } from '../core/request.ts'
import { createMask, type Mask } from './mask-text.ts'
import type { Measures } from './measures.ts'

/**
 * The input with every text masked that the provider would see: messages, reasoning and tool calls of earlier
 * turns, tools and their schemas, stop sequences, addresses of images, texts to embed, the provider's own options.
 * Attribution (tags, subject, session) stays here and is left alone, and so are ids. Throws CONTENT_BLOCKED.
 */
export const screenInput = (input: Input, measures: Measures): Input => {
  const mask = createMask(measures)
  const options = input.providerOptions && { providerOptions: mask.object(input.providerOptions) }
  return input.task === 'embedding'
    ? { ...input, texts: input.texts.map(mask.text), ...options }
    : { ...screenCompletion(input, mask), ...options }
}

const screenCompletion = (input: CompletionInput, mask: Mask): CompletionInput => {
  const { messages, tools, toolChoice, stop, responseFormat } = input
  return {
    ...input,
    messages: messages.map(message => screenMessage(message, mask)),
    ...(tools && { tools: tools.map(tool => screenTool(tool, mask)) }),
    ...(typeof toolChoice === 'object' && { toolChoice: { name: mask.text(toolChoice.name) } }),
    ...(stop && { stop: stop.map(mask.text) }),
    ...(responseFormat && { responseFormat: screenFormat(responseFormat, mask) }),
  }
}

const screenMessage = (message: Message, mask: Mask): Message => ({
  ...message,
  parts: screenParts(message.parts, mask),
  ...(message.toolCalls && { toolCalls: message.toolCalls.map(call => screenToolCall(call, mask)) }),
})

/** Providers join text parts that follow each other, so they are one text here. */
const screenParts = (parts: readonly Part[], mask: Mask): readonly Part[] => {
  const screened: Part[] = []
  for (let at = 0; at < parts.length; ) {
    const run = textsFrom(parts, at)
    if (run.length > 0) for (const text of mask.joined(run)) screened.push({ type: 'text', text })
    const next = parts[at + run.length]
    if (next) screened.push(screenPart(next, mask))
    at += run.length + 1
  }
  return screened
}

const textsFrom = (parts: readonly Part[], start: number): readonly string[] => {
  const texts: string[] = []
  for (let part = parts[start]; part?.type === 'text'; part = parts[start + texts.length])
    texts.push(part.text)
  return texts
}

const screenPart = (part: Part, mask: Mask): Part => {
  if (part.type === 'text') return { ...part, text: mask.text(part.text) }
  if (part.type === 'image')
    return 'url' in part && !part.url.startsWith('data:') ? { ...part, url: mask.text(part.url) } : part
  const text = mask.text(part.text)
  // The provider's signature is over what it has written: it does not fit what is masked.
  return text === part.text ? part : { type: 'reasoning', text }
}

const screenToolCall = (call: ToolCall, mask: Mask): ToolCall => ({
  ...call,
  name: mask.text(call.name),
  arguments: mask.arguments(call.arguments),
})

const screenTool = (tool: Tool, mask: Mask): Tool => ({
  ...tool,
  name: mask.text(tool.name),
  ...(tool.description !== undefined && { description: mask.text(tool.description) }),
  parameters: mask.object(tool.parameters),
})

const screenFormat = (format: ResponseFormat, mask: Mask): ResponseFormat =>
  format.type === 'JSON_SCHEMA'
    ? {
        ...format,
        name: mask.text(format.name),
        ...(format.description !== undefined && { description: mask.text(format.description) }),
        schema: mask.object(format.schema),
      }
    : format
