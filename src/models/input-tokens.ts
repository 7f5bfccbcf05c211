import type { ImagePart, Message, Part, Tool } from '../core/message.ts'
import type { TokenCount, TokenMeasure } from '../core/ports.ts'
import type { CompletionInput, Input } from '../core/request.ts'
import { isTokenizerKnown } from './encodings.ts'
import { imageTokensOf, imageUpperBound } from './image-tokens.ts'
import type { Tokenizer } from './tokenizer.ts'

/** Measures by what is known of the providers' tokenizers. */
export const createTokenMeasure = (tokenizer: Pick<Tokenizer, 'measure'>): TokenMeasure => ({
  inputUpperBound,
  countInput: (input, model) => countInput(input, model, tokenizer),
  countOutput: (text, model) => tokenizer.measure([text], model),
  async boundInput(input, model) {
    if (!isTokenizerKnown(model)) return inputUpperBound(input, model)
    const { tokens, source } = await tokenizer.measure(textsOf(input), model)
    if (source !== 'COUNTED') return inputUpperBound(input, model)
    return input.task === 'embedding' ? tokens : tokens + besideTexts(input, model, 'MOST')
  },
})

/**
 * The tokens of an input for a provider's model. Exact for plain conversations with OpenAI's models; tools and
 * images are estimates, because the providers do not publish how they write them down for the model.
 */
export const countInput = async (
  input: Input,
  model: string,
  tokenizer: Pick<Tokenizer, 'measure'>,
): Promise<TokenCount> => {
  const { tokens, source } = await tokenizer.measure(textsOf(input), model)
  if (input.task === 'embedding') return { tokens, source }
  return { tokens: tokens + besideTexts(input, model, 'USUAL'), source }
}

/** The tokens of roles, images and tools; of an image as large as it may be, or as they usually are. */
const besideTexts = (input: CompletionInput, model: string, size: 'USUAL' | 'MOST'): number => {
  const image = imageTokensOf(model)
  const imageTokens = (part: ImagePart): number =>
    size === 'MOST' ? imageUpperBound(part, model) : part.detail === 'low' ? image.low : image.usual
  const images = imagesOf(input).reduce((sum, part) => sum + imageTokens(part), 0)
  const calls = input.messages.flatMap(message => message.toolCalls ?? []).length
  const tools = input.tools?.length ? tokensForTools(model) + input.tools.length * tokensPerTool : 0
  return (input.messages.length + calls) * tokensPerMessage + tokensPerReply + images + tools
}

/**
 * At least as many tokens as a provider will count, from the length in UTF-8 bytes: no byte-level tokenizer makes
 * more tokens than bytes, and those with byte fallback add one a text. Give the provider's model for images; without
 * it the costliest rule counts.
 */
export const inputUpperBound = (input: Input, model?: string): number => {
  const texts = textsOf(input)
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 0)
  if (input.task === 'embedding') return bytes
  const images = imagesOf(input).reduce((sum, image) => sum + imageUpperBound(image, model), 0)
  const calls = input.messages.flatMap(message => message.toolCalls ?? []).length
  const tools = input.tools?.length ? mostTokensForTools + input.tools.length * 2 * tokensPerTool : 0
  return (
    bytes + (input.messages.length + calls) * mostTokensPerMessage + mostTokensPerMessage + images + tools
  )
}

/**
 * Role and separators of a message: 3 and 1 for the role; the start of the answer: 3. Source: "How to count tokens
 * with tiktoken", OpenAI cookbook.
 */
const tokensPerMessage = 4
const tokensPerReply = 3

/** Templates of other models name roles in up to a dozen tokens, such as Llama's header marks. */
const mostTokensPerMessage = 16

/** The cookbook's `func_init` and `func_end` around each function. */
const tokensPerTool = 19

/**
 * Claude gets a system prompt of its own as soon as there are tools: 346 tokens on current models, up to 530 on
 * Claude 3 (https://docs.anthropic.com/en/docs/build-with-claude/tool-use, "Pricing").
 */
const tokensForTools = (model: string): number => (/claude/i.test(model) ? 346 : 0)
const mostTokensForTools = 530

/** Every text that reaches the model, or may: what the provider makes of its own options is not known here. */
const textsOf = (input: Input): readonly string[] => {
  const options = input.providerOptions ? [JSON.stringify(input.providerOptions)] : []
  if (input.task === 'embedding') return [...input.texts, ...options]
  return [
    ...input.messages.flatMap(textsOfMessage),
    ...(input.tools ?? []).map(textOfTool),
    ...(input.responseFormat?.type === 'JSON_SCHEMA' ? [JSON.stringify(input.responseFormat.schema)] : []),
    ...options,
  ]
}

const textsOfMessage = ({ parts, toolCalls }: Message): readonly string[] => [
  ...parts.flatMap(part => {
    if (part.type === 'image') return []
    return part.type === 'reasoning' ? [part.text, part.providerState ?? ''] : [part.text]
  }),
  ...(toolCalls ?? []).map(call => `${call.name}${call.arguments}${call.providerState ?? ''}`),
]

const textOfTool = ({ name, description = '', parameters }: Tool): string =>
  `${name}:${description}${JSON.stringify(parameters)}`

const imagesOf = (input: CompletionInput) =>
  input.messages.flatMap(({ parts }) => parts.filter((part: Part) => part.type === 'image'))
