/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export type Role = 'SYSTEM' | 'USER' | 'ASSISTANT' | 'TOOL'

/** One turn of a conversation, in the form that all providers are translated from. */
export interface Message {
  readonly role: Role
  readonly parts: readonly Part[]
  /** Of a TOOL message: the call that it answers. */
  readonly toolCallId?: string
  /** Of an ASSISTANT message: the calls that it made. */
  readonly toolCalls?: readonly ToolCall[]
}

export type Part = TextPart | ImagePart | ReasoningPart

export interface TextPart {
  readonly type: 'text'
  readonly text: string
}

/** An image, inline or by address. The gateway fetches nothing: an address goes to the provider as it is. */
export type ImagePart =
  | { readonly type: 'image'; readonly url: string; readonly detail?: 'low' | 'high' | 'auto' }
  | {
      readonly type: 'image'
      /** Base64 without the `data:` prefix. */
      readonly data: string
      readonly mediaType: string
      readonly detail?: 'low' | 'high' | 'auto'
    }

/** What the model thought in an earlier turn, for providers that want it back. */
export interface ReasoningPart {
  readonly type: 'reasoning'
  readonly text: string
  readonly providerState?: string
}

export interface ToolCall {
  readonly id: string
  readonly name: string
  /** JSON text, as the model wrote it; not always valid. */
  readonly arguments: string
  readonly providerState?: string
}

export interface Tool {
  readonly name: string
  readonly description?: string
  /** A JSON Schema of type object. */
  readonly parameters: { readonly [key: string]: Json }
  readonly strict?: boolean
}

export type ToolChoice = 'AUTO' | 'NONE' | 'REQUIRED' | { readonly name: string }

export type ResponseFormat =
  | { readonly type: 'TEXT' }
  | { readonly type: 'JSON' }
  | {
      readonly type: 'JSON_SCHEMA'
      readonly name: string
      readonly description?: string
      readonly schema: { readonly [key: string]: Json }
      readonly strict?: boolean
    }

/** The text parts of a message, joined. */
export const textOf = (message: Message): string =>
  message.parts.reduce((text, part) => (part.type === 'text' ? text + part.text : text), '')
