import type {
  Json,
  Message,
  Part,
  ResponseFormat,
  Tool,
  ToolCall,
  ToolChoice,
} from '../../src/core/message.ts'
import type { CompletionInput } from '../../src/core/request.ts'
import { type Fields, fieldsOf, isFields, listOf, textIn } from '../../src/providers/kit/json.ts'

/**
 * What a recorded body of chat completions asks for, in our words; undefined where it says what we have no word
 * for in a message (sound, files, a place to cache up to) or a tool (a provider's own). Fields beside the messages that we have no word for are
 * options of the provider `kind`.
 */
export function recordedInput(body: Fields, kind: string): CompletionInput | undefined {
  const messages = listOf(body.messages).map(message => messageIn(fieldsOf(message)))
  if (!messages.every(message => message !== undefined)) return undefined
  if (listOf(body.tools).some(tool => fieldsOf(tool).type !== 'function')) return undefined
  const options = Object.fromEntries(
    Object.entries(body).filter(([name, value]) => !known.has(name) && value !== null && name !== 'n'),
  )
  return {
    task: 'completion',
    messages,
    ...given('maxOutputTokens', body.max_completion_tokens ?? body.max_tokens),
    ...given('temperature', body.temperature),
    ...given('topP', body.top_p),
    ...given('seed', body.seed),
    ...(body.stop != null && {
      stop: typeof body.stop === 'string' ? [body.stop] : listOf(body.stop).map(String),
    }),
    ...(body.tools != null && { tools: listOf(body.tools).map(toolIn) }),
    ...(body.tool_choice != null && { toolChoice: toolChoiceIn(body.tool_choice) }),
    ...(typeof body.parallel_tool_calls === 'boolean' && { parallelToolCalls: body.parallel_tool_calls }),
    ...(isFields(body.response_format) && { responseFormat: responseFormatIn(body.response_format) }),
    ...(Object.keys(options).length > 0 && { providerOptions: { [kind]: jsonIn(options) } }),
  }
}

const known: ReadonlySet<string> = new Set([
  'max_completion_tokens',
  'max_tokens',
  'messages',
  'model',
  'parallel_tool_calls',
  'response_format',
  'seed',
  'stop',
  'stream',
  'stream_options',
  'temperature',
  'tool_choice',
  'tools',
  'top_p',
])

const given = (name: string, value: unknown): { readonly [name: string]: number } =>
  typeof value === 'number' ? { [name]: value } : {}

const jsonIn = (value: unknown): Json => JSON.parse(JSON.stringify(value))

const schemaIn = (value: unknown): { readonly [name: string]: Json } =>
  JSON.parse(JSON.stringify(value ?? {}))

const messageIn = (message: Fields): Message | undefined => {
  const said = partsIn(message.content)
  const { role, content, tool_calls, tool_call_id, reasoning_content, ...rest } = message
  if (said === undefined || Object.keys(rest).length > 0) return undefined
  const thought = textIn(reasoning_content)
  const parts: readonly Part[] =
    thought === undefined ? said : [{ type: 'reasoning', text: thought }, ...said]
  switch (role) {
    case 'system':
    case 'developer':
      return { role: 'SYSTEM', parts }
    case 'user':
      return { role: 'USER', parts }
    case 'tool':
      return { role: 'TOOL', parts, toolCallId: String(tool_call_id) }
    case 'assistant':
      return {
        role: 'ASSISTANT',
        parts,
        ...(tool_calls != null && { toolCalls: listOf(tool_calls).map(callIn) }),
      }
    default:
      return undefined
  }
}

const partsIn = (content: unknown): readonly Part[] | undefined => {
  if (content == null || content === '') return []
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  const parts = listOf(content).map(part => partIn(fieldsOf(part)))
  return parts.every(part => part !== undefined) ? parts : undefined
}

const partIn = (part: Fields): Part | undefined => {
  if (part.cache_control !== undefined) return undefined
  if (part.type === 'text') return { type: 'text', text: String(part.text) }
  if (part.type === 'thinking')
    return {
      type: 'reasoning',
      text: listOf(part.thinking)
        .map(thought => fieldsOf(thought).text)
        .join(''),
    }
  if (part.type !== 'image_url') return undefined
  const image = fieldsOf(part.image_url)
  const url = textIn(image.url) ?? String(part.image_url)
  const detail = (['low', 'high', 'auto'] as const).find(known => known === image.detail)
  const [, mediaType, data] = /^data:([^;]+);base64,(.*)$/s.exec(url) ?? []
  return {
    type: 'image',
    ...(mediaType !== undefined && data !== undefined ? { mediaType, data } : { url }),
    ...(detail && { detail }),
  }
}

const callIn = (call: unknown): ToolCall => {
  const { id } = fieldsOf(call)
  const called = fieldsOf(fieldsOf(call).function)
  return { id: String(id), name: String(called.name), arguments: String(called.arguments) }
}

const toolIn = (tool: unknown): Tool => {
  const { name, description, parameters, strict } = fieldsOf(fieldsOf(tool).function)
  return {
    name: String(name),
    parameters: schemaIn(parameters),
    ...(typeof description === 'string' && { description }),
    ...(typeof strict === 'boolean' && { strict }),
  }
}

const toolChoiceIn = (choice: unknown): ToolChoice => {
  if (choice === 'none') return 'NONE'
  if (choice === 'auto') return 'AUTO'
  if (typeof choice === 'string') return 'REQUIRED'
  return { name: String(fieldsOf(fieldsOf(choice).function).name) }
}

const responseFormatIn = (format: Fields): ResponseFormat => {
  if (format.type === 'json_object') return { type: 'JSON' }
  if (format.type !== 'json_schema') return { type: 'TEXT' }
  const { name, description, schema, strict } = fieldsOf(format.json_schema)
  return {
    type: 'JSON_SCHEMA',
    name: String(name),
    schema: schemaIn(schema),
    ...(typeof description === 'string' && { description }),
    ...(typeof strict === 'boolean' && { strict }),
  }
}
