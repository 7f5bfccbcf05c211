import type { Message, Part } from '../../core/message.ts'
import { textOf } from '../../core/message.ts'
import { argumentsObject, type Body, present, unsupported } from '../kit/body.ts'
import { piecesOf, type ReasoningPiece, readState } from '../kit/provider-state.ts'

/** A turn as the API has it: users and assistants alternate, so neighbours of one role are one turn. */
interface Turn {
  readonly role: 'user' | 'assistant'
  readonly content: Body[]
}

/** The conversation in Anthropic's form: system messages apart, tool results in the user's turn. */
export const encodeConversation = (
  messages: readonly Message[],
): { readonly system: string; readonly turns: readonly Body[] } => {
  const system: string[] = []
  const turns: Turn[] = []
  for (const message of messages) {
    if (message.role === 'SYSTEM') {
      system.push(systemText(message))
      continue
    }
    const role = message.role === 'ASSISTANT' ? 'assistant' : 'user'
    const content = blocksOf(message)
    const last = turns.at(-1)
    if (last?.role === role) last.content.push(...content)
    else if (content.length > 0) turns.push({ role, content: [...content] })
  }
  return {
    system: system.filter(Boolean).join('\n\n'),
    turns: turns.map(({ role, content }) => ({ role, content })),
  }
}

const systemText = (message: Message): string => {
  if (message.parts.some(part => part.type === 'image')) {
    throw unsupported('Anthropic takes no images in system messages; put them into a user message')
  }
  return textOf(message)
}

const blocksOf = (message: Message): readonly Body[] => {
  const blocks = message.parts.flatMap(blocksOfPart)
  if (message.role === 'TOOL') {
    return [
      present({
        type: 'tool_result',
        tool_use_id: toolId(message.toolCallId ?? ''),
        content: blocks.length > 0 ? blocks : undefined,
      }),
    ]
  }
  const calls = (message.toolCalls ?? []).map(call => ({
    type: 'tool_use',
    id: toolId(call.id),
    name: call.name,
    input: argumentsObject(call.arguments),
  }))
  return [...blocks, ...calls]
}

/** Empty texts are refused by the API, and thinking without its signature; both are left out. */
const blocksOfPart = (part: Part): readonly Body[] => {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }]
    case 'image':
      return [{ type: 'image', source: imageSource(part) }]
    case 'reasoning':
      return (piecesOf(part.text, readState('anthropic', part.providerState)) ?? []).flatMap(thinkingBlocks)
  }
}

const thinkingBlocks = ({ text, state }: ReasoningPiece): readonly Body[] => {
  if (typeof state.redacted === 'string') return [{ type: 'redacted_thinking', data: state.redacted }]
  if (typeof state.signature !== 'string') return []
  return [{ type: 'thinking', thinking: text, signature: state.signature }]
}

const imageSource = (image: Part & { type: 'image' }): Body =>
  'url' in image
    ? { type: 'url', url: image.url }
    : { type: 'base64', media_type: image.mediaType, data: image.data }

/** Ids that another provider gave may hold characters that Anthropic refuses. */
const toolId = (id: string): string => id.replace(/[^a-zA-Z0-9_-]/g, '_')
