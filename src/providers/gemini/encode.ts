import type { CompletionInput, EmbeddingInput, Input } from '../../core/request.ts'
import type { ProviderRequest, Target } from '../kit/adapter.ts'
import {
  type Body,
  type OptionRules,
  plain,
  present,
  reservedNames,
  unsupported,
  withOptions,
} from '../kit/body.ts'
import { encodeContents } from './conversation.ts'
import { geminiSchema } from './schema.ts'
import { thinkingConfig } from './thinking.ts'

const rules: OptionRules = {
  dialect: 'gemini',
  reserved: reservedNames(
    'cachedContent', // A question that the gateway has not seen.
    'content',
    'contents',
    'generationConfig.candidateCount',
    'generationConfig.maxOutputTokens',
    'model',
    'systemInstruction',
  ),
  unmetered: reservedNames(),
  isOwnTool: tool => Object.keys(tool).some(name => !callersTools.has(plain(name))),
}

const callersTools = reservedNames('computerUse', 'functionDeclarations')

/** A POST to one of the model's methods. The key travels in a header, never in the address. */
export const encodeGemini = (input: Input, target: Target): ProviderRequest => {
  const model = modelPath(target.deployment.model)
  const [method, body] =
    input.task === 'embedding' ? embedding(input, target, model) : generation(input, target)
  return {
    url: `${rootOf(target.baseUrl)}/${model.split('/').map(encodeURIComponent).join('/')}:${method}`,
    headers: {
      'content-type': 'application/json',
      ...(target.apiKey && { 'x-goog-api-key': target.apiKey }),
    },
    body: JSON.stringify(body),
  }
}

/** Both `https://generativelanguage.googleapis.com`, as Google's own SDKs want it, and with the version behind it. */
const rootOf = (baseUrl: string): string => (/\/v\d+\w*(\/|$)/.test(baseUrl) ? baseUrl : `${baseUrl}/v1beta`)

/** `gemini-2.5-flash` stands for `models/gemini-2.5-flash`; tuned models have a path of their own. */
const modelPath = (model: string): string => {
  const path = model.includes('/') ? model : `models/${model}`
  if (path.split('/').some(name => name === '.' || name === '..'))
    throw unsupported('The name of a model leads to no other; leave out `..`')
  return path
}

/** A method of the model, and what it is sent. */
type Question = readonly [method: string, body: Body]

const embedding = (input: EmbeddingInput, target: Target, model: string): Question => {
  const requests = input.texts.map(text =>
    withOptions(
      present({ model, content: { parts: [{ text }] }, outputDimensionality: input.dimensions }),
      { input, target },
      rules,
    ),
  )
  const [first] = requests
  return requests.length === 1 && first ? ['embedContent', first] : ['batchEmbedContents', { requests }]
}

const generation = (input: CompletionInput, target: Target): Question => [
  target.stream ? 'streamGenerateContent?alt=sse' : 'generateContent',
  withOptions(generateBody(input, target.deployment.model), { input, target }, rules),
]

const generateBody = (input: CompletionInput, model: string): Body => {
  const { system, contents } = encodeContents(input.messages, model)
  const config = generationConfig(input, model)
  return present({
    systemInstruction: system ? { parts: [{ text: system }] } : undefined,
    contents,
    tools: input.tools?.length ? [{ functionDeclarations: declarationsOf(input) }] : undefined,
    toolConfig: toolConfigOf(input),
    generationConfig: Object.keys(config).length > 0 ? config : undefined,
  })
}

const generationConfig = (input: CompletionInput, model: string): Body => {
  const format = input.responseFormat
  return present({
    maxOutputTokens: input.maxOutputTokens,
    temperature: input.temperature,
    topP: input.topP,
    seed: input.seed,
    stopSequences: input.stop?.length ? input.stop : undefined,
    responseMimeType: format && format.type !== 'TEXT' ? 'application/json' : undefined,
    responseJsonSchema: format?.type === 'JSON_SCHEMA' ? geminiSchema(format.schema) : undefined,
    thinkingConfig: thinkingConfig(input.reasoningEffort, model),
  })
}

const declarationsOf = (input: CompletionInput): readonly Body[] =>
  (input.tools ?? []).map(({ name, description, parameters }) =>
    present({ name, description, parametersJsonSchema: geminiSchema(parameters) }),
  )

const toolConfigOf = (input: CompletionInput): Body | undefined => {
  if (!input.tools?.length) return undefined
  if (input.parallelToolCalls === false) {
    throw unsupported('Gemini cannot be kept to one tool call at a time; leave out parallelToolCalls')
  }
  const choice = input.toolChoice
  if (choice === undefined) return undefined
  const config =
    typeof choice === 'object'
      ? { mode: 'ANY', allowedFunctionNames: [choice.name] }
      : { mode: modes[choice] }
  return { functionCallingConfig: config }
}

const modes = { AUTO: 'AUTO', NONE: 'NONE', REQUIRED: 'ANY' }
