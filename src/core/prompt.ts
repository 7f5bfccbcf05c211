import type { Share } from './bundle.ts'
import type { Json, Message, Tool, ToolCall } from './message.ts'
import type { Policy } from './policy.ts'
import type { CallRecord } from './record.ts'
import type { CompletionInput, GatewayRequest } from './request.ts'

export interface JsonObject {
  readonly [name: string]: Json
}

/** What a prompt is filled with: one value an argument, null where the caller said nothing. */
export type Variables = JsonObject

/** One version of a prompt, ready to be called: a field of `Prompts`. Immutable. */
export interface Prompt {
  /** The field's name, such as `summarizeReview`. */
  readonly name: string
  /** The name as it stands in the address of the REST API: `summarize-review`. */
  readonly address: string
  /** Name of the template that it is published in; its versions are counted there. */
  readonly template: string
  readonly version: number
  /** Such as `prompts.summarizeReview`: what keys, ledger and usage call it. */
  readonly operation: string
  /** What its directives say. */
  readonly policy: Policy
  /** Public name of the model that it asks. */
  readonly model: string
  readonly description?: string
  readonly deprecated?: string
  /** How it asks; the messages are rendered for each call. */
  readonly input: CompletionInput
  /** What is asked first, in this order; absent: nothing. */
  readonly steps?: readonly PromptStep[]
  /** JSON Schemas (2020-12) of what it takes and of what it answers, as REST has them. */
  readonly argumentsSchema: JsonObject
  readonly answerSchema: JsonObject
  /** Whether it answers with plain text, which can be streamed. */
  readonly isText: boolean
  /** The variables of arguments that GraphQL has coerced. */
  variablesOf(coerced: { readonly [name: string]: unknown }): Variables
  /** The variables of arguments as JSON, with defaults put in. Throws INVALID_INPUT. */
  readArguments(given: JsonObject): Variables
  /** The messages for these variables. Throws INVALID_PROMPT if the template cannot be rendered, INVALID_INPUT if a message comes out empty. */
  render(variables: Variables): readonly Message[]
  /** What of the messages is the same in every call. */
  readonly fixed: readonly Message[]
  /** The tools among these variables, which the model is offered; absent: it takes none. Throws INVALID_INPUT. */
  toolsOf?(variables: Variables): readonly Tool[]
  /** Changes an answer before anybody sees it; absent: it stays as it is. */
  edit?(text: string): Edited
  /** What a model's answer says, coerced to the prompt's type; or why it does not fit. */
  readAnswer(text: string, calling?: ToolCalling): ReadAnswer
  /** What an answer that breaks off says so far: a value whose every part may be null. Undefined: nothing yet. */
  readPartial(text: string): unknown
  /** A value that `readAnswer` or `readPartial` gave, as JSON. */
  toJson(value: unknown): Json
}

/** A prompt whose answer another one needs. Immutable. */
export interface PromptStep {
  readonly prompt: Prompt
  /** What templates call its answer. */
  readonly as: string
  /** The arguments of the other prompt, and the steps before, that its own arguments read. */
  readonly reads: ReadonlySet<string>
  /** A made-up answer, by which what needs it is priced. */
  readonly sample: Json
  /** Its variables, out of the other prompt's and the answers so far. Throws INVALID_INPUT, or an Error if a template fails. */
  variablesOf(known: Variables): Variables
}

/** A prompt that is a field of an entity which another subgraph owns. Immutable. */
export interface EntityPrompt {
  /** Of the entity's type. */
  readonly entity: string
  /** Its variables are the field's arguments, and what a router says of the entity. */
  readonly prompt: Prompt
  /** How many entities may be asked about together; 1: each by itself. */
  readonly pack: number
  /** The variables for one entity. Throws INVALID_INPUT if the router has not said what is needed. */
  variablesOf(
    representation: { readonly [field: string]: unknown },
    coerced: { readonly [name: string]: unknown },
  ): Variables
}

/** What the prompt modules of a tenant add to an entity which another subgraph owns. */
export interface EntityFields {
  /** The fields of its key. */
  readonly key: readonly string[]
  /** What a router says of it: the key, and what prompts need. Reads one as GraphQL takes it; throws INVALID_INPUT. */
  readonly said: ReadonlyMap<string, (value: unknown) => unknown>
  /** By the name of their field. */
  readonly prompts: ReadonlyMap<string, EntityPrompt>
  /** The roles that `aiCost` asks for; absent: it has no such field. */
  readonly costRoles?: readonly string[]
}

/** The calls of tools in an answer, and the tools that were offered. */
export interface ToolCalling {
  readonly toolCalls: readonly ToolCall[]
  readonly tools: readonly Tool[]
}

/** An answer as a prompt has changed it; or why it could not. */
export type Edited = { readonly text: string } | { readonly fault: string }

export type ReadAnswer = { readonly value: unknown } | { readonly fault: string }

/** A prompt to be called with these variables. */
export interface PromptCall {
  readonly prompt: Prompt
  readonly variables: Variables
  /** What follows the rendered messages: an answer that did not fit, and what was wrong with it. */
  readonly followUp?: readonly Message[]
  /** Set where it is asked together with others first, and by itself if that gives no answer. */
  readonly isPacked?: true
  /** The prompts whose answers its variables hold samples of while it is priced: it will be as much longer as they can be. */
  readonly awaits?: readonly Prompt[]
  /** What was reserved for the steps, in their order; absent: they are paid for when the prompt is asked. */
  readonly stepShares?: readonly Share[]
}

/** The call of a governed operation that a prompt makes */
export type PromptRequest = GatewayRequest & { readonly prompt: PromptCall }

/** The request for such a call. */
export const promptRequest = (
  call: PromptCall,
  about: Pick<GatewayRequest, 'api' | 'clientAddress' | 'principal' | 'signal' | 'stream'> &
    Pick<CompletionInput, 'idempotencyKey' | 'maxCostNanos' | 'sessionId' | 'subject' | 'tags'>,
): PromptRequest => {
  const { api, clientAddress, principal, signal, stream, ...attribution } = about
  const { prompt } = call
  return {
    operation: prompt.operation,
    principal,
    model: prompt.model,
    input: { ...prompt.input, ...attribution },
    prompt: call,
    api,
    stream,
    signal,
    ...(clientAddress !== undefined && { clientAddress }),
  }
}

/**
 * Asks one prompt for many entities, in their order: equal questions once, and up to `pack` different ones in one call of a
 * provider. What fails is an Error in its place.
 */
export type AskTogether = (
  requests: readonly PromptRequest[],
  pack: number,
) => Promise<readonly (PromptAnswer | Error)[]>

/** An answer that fits the prompt's type. */
export interface PromptAnswer {
  readonly value: unknown
  /** Of the call that gave it: the second one if the first answer had to be repaired. */
  readonly record: CallRecord
}

/** What comes while a prompt answers: pieces of a text or the growing value, and last of all the answer. */
export type PromptEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'partial'; readonly value: unknown }
  | ({ readonly type: 'answer' } & PromptAnswer)

/** A prompt's answer on its way. Runs nothing until it is read; to leave early, abort the request's signal. */
export interface PromptAnswering extends AsyncIterable<PromptEvent> {
  /** Of the call that runs now: of a step, or a second one where the first answer has to be repaired; undefined: none has begun. */
  record(): CallRecord | undefined
}
