import type { Input } from '../../core/request.ts'
import type { Adapter, Target } from './adapter.ts'
import { type Asked, type Body, withOptions } from './body.ts'
import { openaiDecoder } from './openai-decode.ts'
import { embeddingDecoder, type VectorCoding } from './openai-embeddings.ts'
import { callersOptions, completionBody, embeddingBody } from './openai-encode.ts'
import { openaiFailure } from './openai-failure.ts'

/** Where a provider departs from the dialect's most common form. */
export interface Quirks {
  /** Name of the limit of output tokens; `max_tokens` unless told. */
  readonly maxTokens?: 'max_completion_tokens'
  readonly seed?: 'random_seed'
  /** ALWAYS: reports usage unasked in a stream, and refuses or ignores `stream_options`. */
  readonly streamUsage?: 'ALWAYS'
  /** USAGE: streams end with the usage and no finish reason; a finish reason is demanded unless told. */
  readonly terminal?: 'USAGE'
  /** The role of system messages for a model; `system` unless told. */
  readonly systemRole?: (model: string) => 'system' | 'developer'
  /** The word for "call some tool". */
  readonly requiredToolChoice?: 'any'
  /** Makes ids of tool calls, which may be another provider's, ones that this provider takes. */
  readonly toolCallId?: (id: string) => string
  /** The formats that it takes besides text; both unless told. */
  readonly responseFormats?: readonly ('JSON' | 'JSON_SCHEMA')[]
  /** How it is told how hard to think; `reasoning_effort` unless told. */
  readonly effort?: 'THINKING' | 'REASONING'
  /** The field that takes earlier thoughts back, CONTENT for parts of the content; absent: it does not want them. */
  readonly thoughts?: 'reasoning_content' | 'reasoning' | 'CONTENT'
  /** What `/embeddings` is asked for; its default unless told. */
  readonly encodingFormat?: 'base64'
  readonly vectorCoding?: VectorCoding
}

/** Whose dialect is spoken, and how it differs. */
export interface Dialect {
  readonly kind: string
  readonly quirks: Quirks
}

/** A provider that speaks the dialect of OpenAI's chat completions and embeddings. */
export interface OpenaiCompatible {
  readonly kind: string
  readonly baseUrl?: string
  readonly apiKeyEnv?: string
  readonly catalogue?: string
  readonly quirks?: Quirks
  /** Where a question goes; `<baseUrl>/chat/completions` and `<baseUrl>/embeddings` unless told. */
  readonly url?: (input: Input, target: Target) => string
  /** How the key is shown; `authorization: Bearer …` unless told. */
  readonly headers?: (target: Target) => { readonly [name: string]: string }
}

/** The adapter of such a provider (https://platform.openai.com/docs/api-reference/chat). */
export function openaiCompatible(about: OpenaiCompatible): Adapter {
  const { kind, baseUrl, apiKeyEnv, catalogue, quirks = {} } = about
  const dialect: Dialect = { kind, quirks }
  const url = about.url ?? openaiUrl
  const headers = about.headers ?? bearer
  return {
    kind,
    ...(baseUrl !== undefined && { baseUrl }),
    ...(apiKeyEnv !== undefined && { apiKeyEnv }),
    ...(catalogue !== undefined && { catalogue }),
    encode: (input, target) => {
      const body =
        input.task === 'embedding'
          ? embeddingBody(input, target, quirks)
          : completionBody(input, target, dialect)
      return {
        url: url(input, target),
        headers: { 'content-type': 'application/json', ...headers(target) },
        body: JSON.stringify(withCallersOptions(body, { input, target }, kind)),
      }
    },
    decoder: (input, target) =>
      input.task === 'embedding'
        ? embeddingDecoder(input, target, quirks.vectorCoding ?? 'FLOATS')
        : openaiDecoder(input, target, dialect),
    failure: openaiFailure,
  }
}

/** What is meant for the dialect as a whole comes first, what is meant for this provider has the last word. */
const withCallersOptions = (body: Body, asked: Asked, kind: string): Body => {
  if (!asked.input.providerOptions) return body
  const general = withOptions(body, asked, { dialect: 'openai', ...callersOptions })
  return kind === 'openai' ? general : withOptions(general, asked, { dialect: kind, ...callersOptions })
}

/** The dialect's own path behind the base URL. */
export const openaiPath = (input: Input): string =>
  input.task === 'embedding' ? '/embeddings' : '/chat/completions'

const openaiUrl = (input: Input, target: Target): string => `${target.baseUrl}${openaiPath(input)}`

/** The key as RFC 6750 has it; no header without a key. */
export const bearer = ({ apiKey }: Target): { readonly [name: string]: string } =>
  apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
