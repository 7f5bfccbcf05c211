import type { ImagePart, Json, Message, Part, ResponseFormat, Tool, ToolChoice } from '../../core/message.ts'
import { textOf } from '../../core/message.ts'
import type { CompletionInput, EmbeddingInput } from '../../core/request.ts'
import type { Target } from './adapter.ts'
import { type Body, type OptionRules, present, reservedNames, unsupported } from './body.ts'
import type { Dialect, Quirks } from './openai-dialect.ts'
import { readState } from './provider-state.ts'

/**
 * What a caller's own options cannot change: who is asked what, how it is streamed, and what was reserved, by the names
 * of OpenAI and of those who speak its dialect.
 */
const reserved = reservedNames(
  // The question.
  'input',
  'messages',
  'prompt',
  // Whom it goes to.
  'api_base',
  'api_key',
  'base_url',
  'fallbacks', // LiteLLM
  'model',
  'models', // OpenRouter
  'provider_options', // Vercel's AI Gateway: more models
  'route',
  // Further fields of the body, in a wrapping.
  'extra_body',
  'extra_headers',
  'extra_query',
  // How many answers, and how long.
  'best_of',
  'max_completion_tokens',
  'max_gen_len',
  'max_length',
  'max_new_tokens',
  'max_output_tokens',
  'max_tokens',
  'max_tokens_to_sample',
  'n',
  'n_predict', // llama.cpp
  'num_predict',
  'num_return_sequences',
  'stream',
  'stream_options',
  'use_beam_search', // vLLM
)

/** What a caller's own options cannot do, whoever speaks the dialect. */
export const callersOptions: Omit<OptionRules, 'dialect'> = {
  reserved,
  unmetered: reservedNames(
    'plugins', // OpenRouter: searches, files
    'search_parameters', // xAI
  ),
  // Groq, Moonshot, OpenRouter, Z.AI and others run tools of types of their own.
  isOwnTool: ({ type }) => type !== undefined && type !== 'function' && type !== 'custom',
}

/** The body of `/chat/completions`. Throws UNSUPPORTED for what the provider cannot be told. */
export const completionBody = (input: CompletionInput, target: Target, dialect: Dialect): Body => {
  const { quirks } = dialect
  const { model } = target.deployment
  const asksForUsage = target.stream && quirks.streamUsage !== 'ALWAYS'
  return present({
    model,
    messages: input.messages.map(message => messageBody(message, model, dialect)),
    stream: target.stream ? true : undefined,
    stream_options: asksForUsage ? { include_usage: true } : undefined,
    [quirks.maxTokens ?? 'max_tokens']: input.maxOutputTokens,
    temperature: input.temperature,
    top_p: input.topP,
    [quirks.seed ?? 'seed']: input.seed,
    stop: input.stop?.length ? input.stop : undefined,
    ...toolFields(input, quirks),
    response_format: responseFormat(input.responseFormat, quirks),
    ...effortField(input, quirks),
  })
}

/** The body of `/embeddings`. */
export const embeddingBody = (input: EmbeddingInput, target: Target, quirks: Quirks): Body =>
  present({
    model: target.deployment.model,
    input: input.texts,
    dimensions: input.dimensions,
    encoding_format: quirks.encodingFormat,
  })

const messageBody = (message: Message, model: string, dialect: Dialect): Body => {
  const { quirks } = dialect
  switch (message.role) {
    case 'SYSTEM':
      return { role: quirks.systemRole?.(model) ?? 'system', content: textOnly(message) }
    case 'USER':
      return { role: 'user', content: contentOf(message.parts) }
    case 'ASSISTANT':
      return { role: 'assistant', ...assistantFields(message, dialect) }
    case 'TOOL':
      return {
        role: 'tool',
        tool_call_id: toolCallId(message.toolCallId ?? '', quirks),
        content: textOnly(message),
      }
  }
}

const textOnly = (message: Message): string => {
  if (message.parts.some(part => part.type === 'image'))
    throw unsupported(`The provider takes no images in messages of the role ${message.role}`)
  return textOf(message)
}

const contentOf = (parts: readonly Part[]): Json => {
  const said = parts.filter(part => part.type !== 'reasoning')
  const [only] = said
  if (only === undefined) return ''
  if (said.length === 1 && only.type === 'text') return only.text
  return said.map(part => (part.type === 'text' ? { type: 'text', text: part.text } : imageBody(part)))
}

const imageBody = (part: ImagePart): Body => ({
  type: 'image_url',
  image_url: present({
    url: 'url' in part ? part.url : `data:${part.mediaType};base64,${part.data}`,
    detail: part.detail,
  }),
})

/** Earlier thoughts go back only to a provider that wants them; to others they mean nothing. */
const assistantFields = (message: Message, { kind, quirks }: Dialect): Body => {
  const text = textOnly(message)
  const calls = message.toolCalls ?? []
  const thoughts = message.parts.filter(part => part.type === 'reasoning')
  const thought = thoughts.map(part => part.text).join('')
  const plain = text === '' && calls.length > 0 ? null : text
  return present({
    content: quirks.thoughts === 'CONTENT' && thought !== '' ? thinkingContent(thought, text) : plain,
    ...(quirks.thoughts !== undefined &&
      quirks.thoughts !== 'CONTENT' && { [quirks.thoughts]: thought === '' ? undefined : thought }),
    ...Object.assign({}, ...thoughts.map(({ providerState }) => stateFields(kind, providerState))),
    tool_calls:
      calls.length === 0
        ? undefined
        : calls.map(call => ({
            id: toolCallId(call.id, quirks),
            type: 'function',
            function: { name: call.name, arguments: call.arguments.trim() === '' ? '{}' : call.arguments },
            ...stateFields(kind, call.providerState),
          })),
  })
}

const thinkingContent = (thought: string, text: string): Json => [
  { type: 'thinking', thinking: [{ type: 'text', text: thought }] },
  ...(text === '' ? [] : [{ type: 'text', text }]),
]

/** What a provider of this kind asked to have back, under the names under which it came. */
const stateFields = (kind: string, providerState: string | undefined): Body => {
  const fields: { [name: string]: Json } = {}
  for (const { reasoning_details, extra_content } of readState(kind, providerState)) {
    if (isJsonValue(reasoning_details)) fields.reasoning_details = reasoning_details
    if (isJsonValue(extra_content)) fields.extra_content = extra_content
  }
  return fields
}

/** Whatever was parsed from JSON is JSON, if it is there. */
const isJsonValue = (value: unknown): value is Json => value !== undefined && value !== null

const toolCallId = (id: string, quirks: Quirks): string => quirks.toolCallId?.(id) ?? id

const toolFields = (
  input: CompletionInput,
  quirks: Quirks,
): { readonly [name: string]: Json | undefined } => {
  const { tools = [], toolChoice, parallelToolCalls } = input
  const mayGoWithout = toolChoice === undefined || toolChoice === 'AUTO' || toolChoice === 'NONE'
  if (tools.length === 0 && mayGoWithout) return {}
  return {
    tools: tools.map(toolBody),
    tool_choice: toolChoice && toolChoiceBody(toolChoice, quirks),
    parallel_tool_calls: parallelToolCalls,
  }
}

const toolBody = ({ name, description, parameters, strict }: Tool): Body => ({
  type: 'function',
  function: present({ name, description, parameters, strict }),
})

const toolChoiceBody = (choice: ToolChoice, quirks: Quirks): Json => {
  if (choice === 'REQUIRED') return quirks.requiredToolChoice ?? 'required'
  if (typeof choice === 'string') return choice.toLowerCase()
  return { type: 'function', function: { name: choice.name } }
}

const responseFormat = (format: ResponseFormat | undefined, quirks: Quirks): Json | undefined => {
  if (format === undefined || format.type === 'TEXT') return undefined
  if (quirks.responseFormats && !quirks.responseFormats.includes(format.type))
    throw unsupported(`The provider does not take the response format ${format.type}`)
  if (format.type === 'JSON') return { type: 'json_object' }
  const { name, description, schema, strict } = format
  return { type: 'json_schema', json_schema: present({ name, description, schema, strict }) }
}

const effortField = (input: CompletionInput, quirks: Quirks): Body => {
  const effort = input.reasoningEffort?.toLowerCase()
  if (effort === undefined) return {}
  if (quirks.effort === 'THINKING') return { thinking: { type: effort === 'none' ? 'disabled' : 'enabled' } }
  if (quirks.effort === 'REASONING') return { reasoning: { effort } }
  return { reasoning_effort: effort }
}
