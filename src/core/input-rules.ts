import { GatewayError } from './error.ts'
import type { ImagePart, Json, Message, ResponseFormat, Tool, ToolChoice } from './message.ts'
import { isPublicUrl } from './public-address.ts'
import type { CompletionInput, EmbeddingInput, Input } from './request.ts'
import { checkJsonSchema } from './schema-rules.ts'

/**
 * Throws INVALID_INPUT if `input` breaks a rule that its type cannot express. `details.path` names the place in
 * the words of `Input`, such as `messages[0].parts[1].url`; the message begins with it and says what is wanted.
 */
export const checkInput = (input: Input): void => {
  if (input.task === 'completion') checkCompletion(input)
  else checkEmbedding(input)
  checkAttribution(input)
}

const checkCompletion = (input: CompletionInput): void => {
  const { messages, maxOutputTokens, temperature, topP, seed, stop, tools, toolChoice, responseFormat } =
    input
  checkCount('messages', messages.length, { least: 1, most: 2000 })
  for (let index = 0; index < messages.length; index++) {
    const message = messages[index]
    if (message) checkMessage(message, index)
  }
  checkInteger('maxOutputTokens', maxOutputTokens, 1)
  checkRange('temperature', temperature, 2)
  checkRange('topP', topP, 1)
  checkInteger('seed', seed, Number.MIN_SAFE_INTEGER)
  if (stop) {
    checkCount('stop', stop.length, { least: 0, most: 16 })
    for (const [index, text] of stop.entries()) checkLength(`stop[${index}]`, text, 1000)
  }
  if (tools) checkTools(tools)
  if (toolChoice) checkToolChoice(toolChoice, tools ?? [])
  if (responseFormat) checkResponseFormat(responseFormat)
}

const checkEmbedding = ({ texts, dimensions }: EmbeddingInput): void => {
  checkCount('texts', texts.length, { least: 1, most: 2048 })
  const empty = texts.indexOf('')
  if (empty >= 0) throw fault(`texts[${empty}]`, 'must not be empty')
  checkInteger('dimensions', dimensions, 1)
}

const checkMessage = (message: Message, index: number): void => {
  const { role, parts, toolCallId, toolCalls = [] } = message
  const at = (rest: string) => `messages[${index}]${rest}`
  if (role === 'USER' && !parts.some(part => part.type !== 'text' || part.text !== ''))
    throw fault(at(''), 'must not be empty')
  if (parts.length > 1000) throw fault(at('.parts'), 'must hold 1000 parts at most')
  if (role === 'TOOL' ? !toolCallId : toolCallId !== undefined)
    throw fault(at('.toolCallId'), 'must be given in messages of tools, and in no others')
  if (toolCallId !== undefined) checkLength(at('.toolCallId'), toolCallId, 1000)
  if (toolCalls.length > 0 && role !== 'ASSISTANT')
    throw fault(at('.toolCalls'), 'can only be in messages of the assistant')
  if (toolCalls.length > 128) throw fault(at('.toolCalls'), 'must hold 128 calls at most')
  for (const [position, call] of toolCalls.entries()) {
    checkLength(at(`.toolCalls[${position}].id`), call.id, 1000)
    checkLength(at(`.toolCalls[${position}].name`), call.name, 256)
  }
  for (const [position, part] of parts.entries()) {
    if (part.type === 'image') checkImage(part, at(`.parts[${position}]`))
    if (part.type === 'reasoning' && role !== 'ASSISTANT')
      throw fault(at(`.parts[${position}]`), 'is reasoning, which only messages of the assistant can hold')
  }
}

/** Throws INVALID_INPUT unless a provider may be given the image. */
export const checkImage = (image: ImagePart, path: string): void => {
  if ('url' in image) {
    // The gateway fetches nothing, but a provider's fetch must not be led into a private network either.
    if (!image.url.startsWith('https://') || !isPublicUrl(image.url))
      throw fault(`${path}.url`, 'must be a public https address, or a base64 data: address')
    return
  }
  if (!/^image\/[\w.+-]{1,100}$/.test(image.mediaType))
    throw fault(`${path}.mediaType`, 'must be the media type of an image, such as image/png')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(image.data)) throw fault(`${path}.data`, 'must be base64')
}

/** Throws INVALID_INPUT unless a model may be offered these tools, which stand at `at`. */
export const checkTools = (tools: readonly Tool[], at = 'tools'): void => {
  checkCount(at, tools.length, { least: 0, most: 128 })
  const names = new Set<string>()
  for (const [index, { name, parameters }] of tools.entries()) {
    checkName(`${at}[${index}].name`, name)
    if (names.has(name)) throw fault(`${at}[${index}].name`, 'must differ from the names of the other tools')
    names.add(name)
    const path = `${at}[${index}].parameters`
    checkJsonSchema(parameters, path)
    if (parameters.type !== 'object') throw fault(path, 'must be a JSON Schema with `"type": "object"`')
  }
}

const checkToolChoice = (choice: ToolChoice, tools: readonly Tool[]): void => {
  if (typeof choice !== 'string' && !tools.some(({ name }) => name === choice.name))
    throw fault('toolChoice', 'must name one of the tools')
  if (choice === 'REQUIRED' && tools.length === 0)
    throw fault('toolChoice', 'cannot be REQUIRED where no tool is given')
}

const checkResponseFormat = (format: ResponseFormat): void => {
  if (format.type !== 'JSON_SCHEMA') return
  checkName('responseFormat.name', format.name)
  checkJsonSchema(format.schema, 'responseFormat.schema')
}

const checkAttribution = (input: Input): void => {
  const { sessionId, subject, tags, maxCostNanos, idempotencyKey, providerOptions } = input
  if (sessionId !== undefined) checkLabel('sessionId', sessionId, 256)
  if (idempotencyKey !== undefined) checkLabel('idempotencyKey', idempotencyKey, 256)
  if (subject) {
    checkLabel('subject.type', subject.type, 64)
    checkLabel('subject.id', subject.id, 256)
  }
  if (tags) {
    checkCount('tags', tags.length, { least: 0, most: 20 })
    for (const [index, tag] of tags.entries()) checkLabel(`tags[${index}]`, tag, 64)
  }
  if (maxCostNanos !== undefined && maxCostNanos < 0n) throw fault('maxCostUsd', 'must be 0 or more')
  for (const [provider, options] of Object.entries(providerOptions ?? {})) {
    const path = `providerOptions.${provider.slice(0, 100)}`
    if (typeof options !== 'object' || options === null || Array.isArray(options))
      throw fault(path, 'must be an object of options')
    if (isDeeperThan(options, 64)) throw fault(path, 'is nested too deep: 64 levels at most')
  }
}

/** What callers name their things by, which the ledger keeps: PostgreSQL's text takes no NUL. */
const checkLabel = (path: string, label: string, most: number): void => {
  checkLength(path, label, most)
  if (/\p{Cc}/u.test(label)) throw fault(path, 'must not hold control characters')
}

const checkName = (path: string, name: string): void => {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw fault(path, 'must be 1 to 64 letters, digits, `_` and `-`')
}

const checkLength = (path: string, text: string, most: number): void => {
  if (text === '' || text.length > most) throw fault(path, `must hold 1 to ${most} characters`)
}

const checkCount = (path: string, count: number, { least, most }: { least: number; most: number }): void => {
  if (count < least || count > most) throw fault(path, `must hold ${least} to ${most} items`)
}

const checkInteger = (path: string, value: number | undefined, least: number): void => {
  if (value !== undefined && (!Number.isSafeInteger(value) || value < least))
    throw fault(path, least > 0 ? `must be a whole number of at least ${least}` : 'must be a whole number')
}

const checkRange = (path: string, value: number | undefined, most: number): void => {
  if (value !== undefined && !(value >= 0 && value <= most)) throw fault(path, `must be from 0 to ${most}`)
}

const isDeeperThan = (value: Json, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((item: Json) => isDeeperThan(item, levels - 1)))

const fault = (path: string, message: string): GatewayError =>
  new GatewayError('INVALID_INPUT', `${path} ${message}`, { path })
