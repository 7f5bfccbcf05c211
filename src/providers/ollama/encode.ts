import type { Message } from '../../core/message.ts'
import { textOf } from '../../core/message.ts'
import type { CompletionInput, EmbeddingInput, Input } from '../../core/request.ts'
import type { ProviderRequest, Target } from '../kit/adapter.ts'
import {
  argumentsObject,
  type Body,
  type OptionRules,
  present,
  reservedNames,
  unsupported,
  withOptions,
} from '../kit/body.ts'
import { toolNames } from '../kit/tool-call-ids.ts'

const rules: OptionRules = {
  dialect: 'ollama',
  reserved: reservedNames('input', 'messages', 'model', 'options.num_predict', 'stream'),
  unmetered: reservedNames(),
  isOwnTool: () => false,
}

/** A POST to /api/chat or /api/embed. Throws UNSUPPORTED for forced tools and images by address. */
export const encodeOllama = (input: Input, target: Target): ProviderRequest => {
  const [path, body] =
    input.task === 'embedding' ? ['embed', embedBody(input, target)] : ['chat', chatBody(input, target)]
  return {
    url: `${target.baseUrl.replace(/\/api$/, '')}/api/${path}`,
    headers: {
      'content-type': 'application/json',
      ...(target.apiKey && { authorization: `Bearer ${target.apiKey}` }),
    },
    body: JSON.stringify(withOptions(body, { input, target }, rules)),
  }
}

const embedBody = (input: EmbeddingInput, { deployment }: Target): Body =>
  present({ model: deployment.model, input: input.texts, dimensions: input.dimensions })

const chatBody = (input: CompletionInput, { deployment, stream }: Target): Body => {
  const options = present({
    num_predict: input.maxOutputTokens,
    temperature: input.temperature,
    top_p: input.topP,
    seed: input.seed,
    stop: input.stop?.length ? input.stop : undefined,
  })
  const names = toolNames(input.messages)
  return present({
    model: deployment.model,
    messages: input.messages.map(message => messageOf(message, names.get(message))),
    stream,
    tools: toolsOf(input),
    format: formatOf(input),
    think: input.reasoningEffort && efforts[input.reasoningEffort],
    options: Object.keys(options).length > 0 ? options : undefined,
  })
}

const efforts = { NONE: false, MINIMAL: 'low', LOW: 'low', MEDIUM: 'medium', HIGH: 'high' }

const formatOf = ({ responseFormat }: CompletionInput): 'json' | Body | undefined => {
  if (responseFormat?.type === 'JSON_SCHEMA') return responseFormat.schema
  return responseFormat?.type === 'JSON' ? 'json' : undefined
}

const toolsOf = (input: CompletionInput): readonly Body[] | undefined => {
  if (!input.tools?.length || input.toolChoice === 'NONE') return undefined
  if (input.toolChoice && input.toolChoice !== 'AUTO') {
    throw unsupported('Ollama cannot be forced to call a tool; use toolChoice AUTO or NONE')
  }
  if (input.parallelToolCalls === false) {
    throw unsupported('Ollama cannot be kept to one tool call at a time; leave out parallelToolCalls')
  }
  return input.tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: present({ name, description, parameters }),
  }))
}

const messageOf = (message: Message, toolName: string | undefined): Body => {
  const thinking = message.parts.reduce(
    (text, part) => (part.type === 'reasoning' ? text + part.text : text),
    '',
  )
  const images = message.parts.flatMap(part => {
    if (part.type !== 'image') return []
    if ('url' in part) throw unsupported('Ollama fetches no images; send the image itself')
    return [part.data]
  })
  return present({
    role: message.role.toLowerCase(),
    content: textOf(message),
    thinking: thinking || undefined,
    images: images.length > 0 ? images : undefined,
    tool_calls: message.toolCalls?.length
      ? message.toolCalls.map(call => ({
          id: call.id,
          function: { name: call.name, arguments: argumentsObject(call.arguments) },
        }))
      : undefined,
    tool_name: toolName,
    tool_call_id: message.role === 'TOOL' ? message.toolCallId : undefined,
  })
}
