import type { ImagePart, Json, Message, Part, ToolCall } from '../../core/message.ts'
import {
  invalid,
  isObject,
  type JsonObject,
  listOf,
  missing,
  oneOf,
  optional,
  type Read,
  readObject,
  readString,
  required,
  wrongType,
} from './fields.ts'
import { unsupported } from './parameters.ts'

/**
 * One of `messages`. Content that the gateway would have to drop, such as audio and files, is refused. Other fields
 * that it does not know are left out, since SDKs send the answers of any provider back as they came; so is `name`.
 */
export const readMessage: Read<Message> = (value, path) => {
  const message = readObject(value, path)
  switch (required(message.role, `${path}.role`, readRole)) {
    case 'user':
      return { role: 'USER', parts: contentOf(message, path, readUserPart) }
    case 'assistant':
      return readAssistant(message, path)
    case 'system':
    case 'developer':
      return { role: 'SYSTEM', parts: contentOf(message, path, readTextPart) }
    case 'tool':
      return {
        role: 'TOOL',
        parts: contentOf(message, path, readTextPart),
        toolCallId: required(message.tool_call_id, `${path}.tool_call_id`, readString),
      }
    case 'function':
      throw unsupported(`${path}.role`, 'answer tool calls with the role `tool`')
  }
}

const readRole = oneOf(['system', 'developer', 'user', 'assistant', 'tool', 'function'])

const readAssistant = (message: JsonObject, path: string): Message => {
  if (isSet(message.function_call)) throw unsupported(`${path}.function_call`, 'use `tool_calls`')
  if (isSet(message.audio)) throw unsupported(`${path}.audio`, 'send its transcript as `content`')
  const toolCalls = optional(message.tool_calls, `${path}.tool_calls`, listOf(readToolCall))
  const refusal = optional(message.refusal, `${path}.refusal`, readString)
  const content = isSet(message.content) ? contentOf(message, path, readAssistantPart) : []
  const parts: readonly Part[] = [
    ...reasoningOf(message, path),
    ...content,
    ...(refusal === undefined ? [] : [{ type: 'text', text: refusal } as const]),
  ]
  if (parts.length === 0 && !toolCalls?.length) throw missing(`${path}.content`)
  return { role: 'ASSISTANT', parts, ...(toolCalls?.length && { toolCalls }) }
}

const isSet = (value: Json | undefined): boolean => value !== undefined && value !== null

const contentOf = (message: JsonObject, path: string, readPart: Read<Part>): readonly Part[] => {
  const { content } = message
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  if (content === undefined) throw missing(`${path}.content`)
  if (!Array.isArray(content)) throw wrongType(`${path}.content`, 'a string or an array of parts', content)
  return listOf(readPart)(content, `${path}.content`)
}

const readTextPart: Read<Part> = (value, path) => {
  const part = readObject(value, path)
  required(part.type, `${path}.type`, oneOf(['text']))
  return { type: 'text', text: required(part.text, `${path}.text`, readString) }
}

const readUserPart: Read<Part> = (value, path) => {
  const part = readObject(value, path)
  switch (required(part.type, `${path}.type`, oneOf(['text', 'image_url', 'input_audio', 'file']))) {
    case 'text':
      return readTextPart(value, path)
    case 'image_url':
      return readImage(required(part.image_url, `${path}.image_url`, readObject), `${path}.image_url`)
    default:
      throw unsupported(`${path}.type`, 'send text or images')
  }
}

const readAssistantPart: Read<Part> = (value, path) => {
  const part = readObject(value, path)
  if (required(part.type, `${path}.type`, oneOf(['text', 'refusal'])) === 'text')
    return readTextPart(value, path)
  return { type: 'text', text: required(part.refusal, `${path}.refusal`, readString) }
}

const details = ['low', 'high', 'auto'] as const
const inline = /^data:([^;,]{1,128});base64,/

const readImage = (image: JsonObject, path: string): ImagePart => {
  const url = required(image.url, `${path}.url`, readString)
  const given = optional(image.detail, `${path}.detail`, oneOf(details))
  const detail = given !== undefined && { detail: given }
  if (!url.startsWith('data:')) return { type: 'image', url, ...detail }
  const [start, mediaType] = inline.exec(url) ?? []
  if (start === undefined || mediaType === undefined)
    throw invalid(`${path}.url`, `Invalid '${path}.url': expected an https URL or \`data:image/…;base64,…\`.`)
  return { type: 'image', data: url.slice(start.length), mediaType, ...detail }
}

const readToolCall: Read<ToolCall> = (value, path) => {
  const call = readObject(value, path)
  if (call.type === 'custom') throw unsupported(`${path}.type`, 'only tool calls of type `function` are')
  const called = required(call.function, `${path}.function`, readObject)
  const providerState = providerStateOf(call)
  return {
    id: required(call.id, `${path}.id`, readString),
    name: required(called.name, `${path}.function.name`, readString),
    arguments: required(called.arguments, `${path}.function.arguments`, readString),
    ...(providerState !== undefined && { providerState }),
  }
}

/** What the model thought, as our answers and those of several providers give it. */
const reasoningOf = (message: JsonObject, path: string): readonly Part[] => {
  const text = optional(message.reasoning_content, `${path}.reasoning_content`, readString)
  const providerState = providerStateOf(message)
  if (text === undefined && providerState === undefined) return []
  return [{ type: 'reasoning', text: text ?? '', ...(providerState !== undefined && { providerState }) }]
}

/** The provider's own state, where `extra_content.weir.provider_state` of an answer has come back with its turn. */
const providerStateOf = ({ extra_content }: JsonObject): string | undefined => {
  const weir = isObject(extra_content) ? extra_content.weir : undefined
  const state = isObject(weir) ? weir.provider_state : undefined
  return typeof state === 'string' ? state : undefined
}
