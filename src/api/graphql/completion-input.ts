import { GatewayError } from '../../core/error.ts'
import { imageOf } from '../../core/image-input.ts'
import { checkInput } from '../../core/input-rules.ts'
import type { Message, Part, ResponseFormat, Tool, ToolCall, ToolChoice } from '../../core/message.ts'
import type { CompletionInput } from '../../core/request.ts'
import { attributionOf, objectOf } from './attribution.ts'
import { inContractWords } from './contract-path.ts'
import type * as contract from './generated/resolvers.ts'
import { invalidInput } from './invalid-input.ts'

/** The question in the words of the core, checked. Throws INVALID_INPUT with the path of what is wrong. */
export function completionInputOf(input: contract.CompletionInput): CompletionInput {
  const translated: CompletionInput = {
    task: 'completion',
    messages: input.messages.map(messageOf),
    ...(input.maxOutputTokens != null && { maxOutputTokens: input.maxOutputTokens }),
    ...(input.temperature != null && { temperature: input.temperature }),
    ...(input.topP != null && { topP: input.topP }),
    ...(input.seed != null && { seed: input.seed }),
    ...(input.stop != null && { stop: input.stop }),
    ...(input.tools != null && { tools: input.tools.map(toolOf) }),
    ...(input.toolChoice != null && { toolChoice: toolChoiceOf(input.toolChoice) }),
    ...(input.parallelToolCalls != null && { parallelToolCalls: input.parallelToolCalls }),
    ...(input.responseFormat != null && { responseFormat: responseFormatOf(input.responseFormat) }),
    ...(input.reasoningEffort != null && { reasoningEffort: input.reasoningEffort }),
    ...attributionOf(input),
  }
  try {
    checkInput(translated)
  } catch (error) {
    throw error instanceof GatewayError ? inContractWords(error, input.messages) : error
  }
  return translated
}

const messageOf = (message: contract.MessageInput, index: number): Message => {
  const { role, toolCallId, toolCalls } = message
  return {
    role,
    parts: partsOf(message, `messages[${index}]`),
    ...(toolCallId != null && { toolCallId }),
    ...(toolCalls != null && { toolCalls: toolCalls.map(toolCallOf) }),
  }
}

const partsOf = (message: contract.MessageInput, path: string): readonly Part[] => {
  const { role, content, parts, toolCalls } = message
  if (content != null && parts != null) throw invalidInput(path, 'must have content or parts, not both')
  if (content != null) return [{ type: 'text', text: content }]
  if (parts != null) return parts.map((part, index) => partOf(part, `${path}.parts[${index}]`))
  if (role === 'ASSISTANT' && toolCalls?.length) return []
  throw invalidInput(path, 'must have content or parts')
}

const partOf = ({ text, image, reasoning }: contract.ContentPartInput, path: string): Part => {
  if ([text, image, reasoning].filter(field => field != null).length !== 1)
    throw invalidInput(path, 'must have exactly one of text, image and reasoning')
  if (text != null) return { type: 'text', text }
  if (image != null) return imageOf(image, `${path}.image`)
  const { text: thought = '', providerState } = reasoning ?? {}
  return { type: 'reasoning', text: thought, ...(providerState != null && { providerState }) }
}

const toolCallOf = ({ id, name, arguments: text, providerState }: contract.ToolCallInput): ToolCall => ({
  id,
  name,
  arguments: text,
  ...(providerState != null && { providerState }),
})

const toolOf = ({ name, description, parameters, strict }: contract.ToolInput, index: number): Tool => ({
  name,
  parameters: objectOf(parameters, `tools[${index}].parameters`),
  ...(description != null && { description }),
  ...(strict != null && { strict }),
})

const toolChoiceOf = ({ mode, name }: contract.ToolChoiceInput): ToolChoice => {
  if (mode != null && name == null) return mode
  if (mode == null && name != null) return { name }
  throw invalidInput('toolChoice', 'must have exactly one of mode and name')
}

const responseFormatOf = (format: contract.ResponseFormatInput): ResponseFormat => {
  const { type, name, description, schema, strict } = format
  if (type !== 'JSON_SCHEMA') {
    if (name != null || description != null || schema != null || strict != null)
      throw invalidInput(
        'responseFormat',
        'can have a name, description, schema and strict with JSON_SCHEMA only',
      )
    return { type }
  }
  if (schema == null) throw invalidInput('responseFormat.schema', 'must be given with JSON_SCHEMA')
  return {
    type,
    name: name ?? 'answer',
    schema: objectOf(schema, 'responseFormat.schema'),
    ...(description != null && { description }),
    ...(strict != null && { strict }),
  }
}
