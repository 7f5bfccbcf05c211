import type { Message, Part, ResponseFormat, TextPart, Tool, ToolCall } from '../core/message.ts'
import type { CompletionInput, Input } from '../core/request.ts'
import { type MaskedIds, maskedIds } from './mask-id.ts'
import { type Masking, maskArguments, maskObject, maskShort, maskText, maskTexts } from './mask-text.ts'
import type { Measures } from './measures.ts'
import { each, type Paced } from './stretches.ts'

/**
 * The input with every text masked that the provider would see: messages, reasoning and tool calls of earlier
 * turns with their ids, tools and their schemas, stop sequences, addresses of images, texts to embed, the
 * provider's own options. Attribution (tags, subject, session) stays here and is left alone. Yields where the event
 * loop may turn, which in a short input is nowhere. Throws CONTENT_BLOCKED.
 */
export function* screenInput(input: Input, measures: Measures): Paced<Input> {
  const masking: Masking = { measures, spent: 0 }
  const options = input.providerOptions && {
    providerOptions: yield* maskObject(masking, input.providerOptions),
  }
  return input.task === 'embedding'
    ? { ...input, texts: yield* each(input.texts, text => maskText(masking, text)), ...options }
    : { ...(yield* screenCompletion(input, masking)), ...options }
}

function* screenCompletion(input: CompletionInput, masking: Masking): Paced<CompletionInput> {
  const { messages, tools, toolChoice, stop, responseFormat } = input
  const ids = maskedIds(id => maskShort(masking.measures, id))
  const screened: Message[] = []
  for (const message of messages) screened.push(yield* screenMessage(message, masking, ids))
  return {
    ...input,
    messages: screened,
    ...(tools && { tools: yield* each(tools, tool => screenTool(tool, masking)) }),
    ...(typeof toolChoice === 'object' && {
      toolChoice: { name: yield* maskText(masking, toolChoice.name) },
    }),
    ...(stop && { stop: yield* each(stop, text => maskText(masking, text)) }),
    ...(responseFormat && { responseFormat: yield* screenFormat(responseFormat, masking) }),
  }
}

function* screenMessage(message: Message, masking: Masking, ids: MaskedIds): Paced<Message> {
  const { parts, toolCallId, toolCalls } = message
  const [part] = parts
  return {
    ...message,
    parts:
      parts.length === 1 && part?.type === 'text'
        ? [{ type: 'text', text: yield* maskText(masking, part.text) }]
        : yield* screenParts(parts, masking),
    ...(toolCallId !== undefined && { toolCallId: ids.of(toolCallId) }),
    ...(toolCalls && { toolCalls: yield* each(toolCalls, call => screenToolCall(call, masking, ids)) }),
  }
}

/**
 * Providers join text parts that follow each other, and a model reads on behind an image, so they are one text
 * here. A part of which nothing is left is left out.
 */
function* screenParts(parts: readonly Part[], masking: Masking): Paced<readonly Part[]> {
  const screened: Part[] = []
  for (let at = 0; at < parts.length; ) {
    const run = runFrom(parts, at)
    const texts = run.filter(isText).map(({ text }) => text)
    const masked = texts.length > 0 ? yield* maskTexts(masking, texts, 'PLAIN') : []
    let position = 0
    for (const part of run) {
      if (!isText(part)) {
        screened.push(yield* screenPart(part, masking))
        continue
      }
      const text = masked[position++] ?? ''
      if (text !== '' || part.text === '') screened.push({ type: 'text', text })
    }
    at += run.length
  }
  return screened
}

const isText = (part: Part): part is TextPart => part.type === 'text'

/** The texts and images that follow each other from here on; else the one part that is here. */
const runFrom = (parts: readonly Part[], start: number): readonly Part[] => {
  let end = start
  while (end < parts.length && parts[end]?.type !== 'reasoning') end++
  return parts.slice(start, Math.max(end, start + 1))
}

function* screenPart(part: Exclude<Part, TextPart>, masking: Masking): Paced<Part> {
  if (part.type === 'image')
    return 'url' in part && !part.url.startsWith('data:')
      ? { ...part, url: yield* maskText(masking, part.url) }
      : part
  const text = yield* maskText(masking, part.text)
  // The provider's signature is over what it has written: it does not fit what is masked.
  return text === part.text ? part : { type: 'reasoning', text }
}

function* screenToolCall(call: ToolCall, masking: Masking, ids: MaskedIds): Paced<ToolCall> {
  return {
    ...call,
    id: ids.of(call.id),
    name: yield* maskText(masking, call.name),
    arguments: yield* maskArguments(masking, call.arguments),
  }
}

function* screenTool(tool: Tool, masking: Masking): Paced<Tool> {
  return {
    ...tool,
    name: yield* maskText(masking, tool.name),
    ...(tool.description !== undefined && { description: yield* maskText(masking, tool.description) }),
    parameters: yield* maskObject(masking, tool.parameters),
  }
}

function* screenFormat(format: ResponseFormat, masking: Masking): Paced<ResponseFormat> {
  if (format.type !== 'JSON_SCHEMA') return format
  return {
    ...format,
    name: yield* maskText(masking, format.name),
    ...(format.description !== undefined && { description: yield* maskText(masking, format.description) }),
    schema: yield* maskObject(masking, format.schema),
  }
}
