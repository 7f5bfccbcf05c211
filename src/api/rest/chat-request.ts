import { checkInput } from '../../core/input-rules.ts'
import type { CompletionInput } from '../../core/request.ts'
import type { Attribution } from './attribution.ts'
import { readMessage } from './chat-messages.ts'
import { readResponseFormat, readTool, readToolChoice } from './chat-tools.ts'
import {
  integerIn,
  invalid,
  listOf,
  missing,
  numberIn,
  oneOf,
  optional,
  type Read,
  readBoolean,
  readNumber,
  readObject,
  readString,
  recordOf,
} from './fields.ts'
import {
  ignored,
  type Passing,
  passed,
  readParameters,
  refused,
  type Take,
  unsupported,
} from './parameters.ts'

/** What a body of `POST /v1/chat/completions` asks for. */
export interface ChatRequest {
  readonly model: string
  readonly input: CompletionInput
  readonly stream: boolean
  /** Whether a stream ends with a chunk that holds the usage. */
  readonly usage: UsageWish
}

export type UsageWish = 'INCLUDE_USAGE' | 'NO_USAGE'

type Writable<T> = { -readonly [key in keyof T]?: T[key] }

interface Draft extends Passing {
  readonly input: Writable<Omit<CompletionInput, 'task'>>
  model?: string
  stream?: boolean
  usage?: UsageWish
}

/** Reads a body. Throws INVALID_INPUT with the path of what is wrong. */
export const readChatRequest = (body: unknown, attribution: Attribution): ChatRequest => {
  const draft: Draft = { input: {}, passed: {} }
  readParameters(body, parameters, draft)
  const { input, model, stream = false, usage } = draft
  if (model === undefined) throw missing('model')
  if (input.messages === undefined) throw missing('messages')
  if (usage !== undefined && !stream)
    throw invalid(
      'stream_options',
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
    )
  const hasPassed = Object.keys(draft.passed).length > 0
  const whole: CompletionInput = {
    ...attribution,
    ...input,
    task: 'completion',
    messages: input.messages,
    ...(hasPassed && { providerOptions: { openai: draft.passed } }),
  }
  checkInput(whole)
  return { model, input: whole, stream, usage: usage ?? 'NO_USAGE' }
}

const positive = integerIn(1, Number.MAX_SAFE_INTEGER)
const strings = listOf(readString)

const takeMaxTokens: Take<Draft> = ({ input }, value, name) => {
  const tokens = positive(value, name)
  if (input.maxOutputTokens !== undefined && input.maxOutputTokens !== tokens)
    throw invalid(name, "'max_tokens' and 'max_completion_tokens' contradict each other; send one of them.")
  input.maxOutputTokens = tokens
}

const efforts = { none: 'NONE', minimal: 'MINIMAL', low: 'LOW', medium: 'MEDIUM', high: 'HIGH' } as const

/** Efforts beyond those that all providers share go to the provider in its own words. */
const takeEffort: Take<Draft> = (draft, value, name) => {
  const effort = oneOf(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])(value, name)
  if (effort === 'xhigh' || effort === 'max') draft.passed[name] = effort
  else draft.input.reasoningEffort = efforts[effort]
}

const takeStreamOptions: Take<Draft> = (draft, value, name) => {
  const options = readObject(value, name)
  const include = optional(options.include_usage, `${name}.include_usage`, readBoolean)
  draft.usage = include ? 'INCLUDE_USAGE' : 'NO_USAGE'
}

const noLogprobs = 'its answers carry no log probabilities'

/** Answers carry no log probabilities, so asking for them must not look like success. */
const takeLogprobs: Take<unknown> = (_, value, name) => {
  if (readBoolean(value, name)) throw unsupported(name, noLogprobs)
}

const readModalities: Read<unknown> = (value, path) => listOf(oneOf(['text']))(value, path)

/** Every parameter of the OpenAI API, and what becomes of it. */
const parameters: ReadonlyMap<string, Take<Draft>> = new Map<string, Take<Draft>>([
  ['audio', refused('ask for text')],
  ['frequency_penalty', passed(numberIn(-2, 2))],
  ['function_call', refused('use `tool_choice`')],
  ['functions', refused('use `tools`')],
  ['logit_bias', passed(recordOf(numberIn(-100, 100)))],
  ['logprobs', takeLogprobs],
  ['max_completion_tokens', takeMaxTokens],
  ['max_tokens', takeMaxTokens],
  ['messages', ({ input }, value, name) => void (input.messages = listOf(readMessage)(value, name))],
  ['metadata', passed(recordOf(readString))],
  ['modalities', ignored(readModalities)],
  ['model', (draft, value, name) => void (draft.model = readString(value, name))],
  ['n', ignored(integerIn(1, 1))],
  [
    'parallel_tool_calls',
    ({ input }, value, name) => void (input.parallelToolCalls = readBoolean(value, name)),
  ],
  ['prediction', passed(readObject)],
  ['presence_penalty', passed(numberIn(-2, 2))],
  ['prompt_cache_key', passed(readString)],
  ['prompt_cache_options', passed(readObject)],
  ['prompt_cache_retention', passed(readString)],
  ['reasoning_effort', takeEffort],
  [
    'response_format',
    ({ input }, value, name) => void (input.responseFormat = readResponseFormat(value, name)),
  ],
  ['safety_identifier', passed(readString)],
  ['seed', ({ input }, value, name) => void (input.seed = readNumber(value, name))],
  ['service_tier', passed(readString)],
  [
    'stop',
    ({ input }, value, name) =>
      void (input.stop = typeof value === 'string' ? [value] : strings(value, name)),
  ],
  ['store', passed(readBoolean)],
  ['stream', (draft, value, name) => void (draft.stream = readBoolean(value, name))],
  ['stream_options', takeStreamOptions],
  ['temperature', ({ input }, value, name) => void (input.temperature = readNumber(value, name))],
  ['tool_choice', ({ input }, value, name) => void (input.toolChoice = readToolChoice(value, name))],
  ['tools', ({ input }, value, name) => void (input.tools = listOf(readTool)(value, name))],
  ['top_logprobs', refused(noLogprobs)],
  ['top_p', ({ input }, value, name) => void (input.topP = readNumber(value, name))],
  ['user', passed(readString)],
  ['verbosity', passed(oneOf(['low', 'medium', 'high']))],
  ['web_search_options', passed(readObject)],
])
