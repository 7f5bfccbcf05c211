import type { Drawn, Share } from './bundle.ts'
import type { Joint } from './joint.ts'
import type { Json, Message, ResponseFormat, Tool, ToolChoice } from './message.ts'
import type { Policy } from './policy.ts'
import type { Principal } from './principal.ts'
import type { PromptCall } from './prompt.ts'
import type { CallRecord } from './record.ts'
import type { Snapshot } from './snapshot.ts'

/** The two things that a model can be asked for. */
export type Input = CompletionInput | EmbeddingInput

/** What may accompany every call. */
interface Attribution {
  /** Turns of one session go to the same deployment. */
  readonly sessionId?: string
  /** The business entity that the call is for. */
  readonly subject?: Subject
  readonly tags?: readonly string[]
  /** The most that the call may cost, in nano-dollars; refused rather than exceeded. */
  readonly maxCostNanos?: bigint
  readonly idempotencyKey?: string
  /** Passed to the provider of that kind as it is: `{ openai: { logprobs: true } }`. */
  readonly providerOptions?: { readonly [provider: string]: Json }
}

export interface Subject {
  readonly type: string
  readonly id: string
}

export interface CompletionInput extends Attribution {
  readonly task: 'completion'
  readonly messages: readonly Message[]
  readonly maxOutputTokens?: number
  readonly temperature?: number
  readonly topP?: number
  readonly seed?: number
  readonly stop?: readonly string[]
  readonly tools?: readonly Tool[]
  readonly toolChoice?: ToolChoice
  readonly parallelToolCalls?: boolean
  readonly responseFormat?: ResponseFormat
  readonly reasoningEffort?: 'NONE' | 'MINIMAL' | 'LOW' | 'MEDIUM' | 'HIGH'
}

export interface EmbeddingInput extends Attribution {
  readonly task: 'embedding'
  readonly texts: readonly string[]
  /** Length of the vectors, where the model lets one choose. */
  readonly dimensions?: number
}

/** Through which API a call came in. Policy never depends on it; the record tells it. */
export type Api = 'GRAPHQL' | 'REST'

/** What an API hands to `gateway.run`. */
export interface GatewayRequest {
  /** The governed operation as the SDL names it, such as `complete`. */
  readonly operation: string
  readonly principal: Principal
  /** The public name of a model. */
  readonly model: string
  readonly input: Input
  /** The prompt that fills `input` with messages; absent: the caller has written them. */
  readonly prompt?: PromptCall
  /** Its place among calls that may be answered together; absent: it is answered alone. */
  readonly joint?: Joint
  readonly api: Api
  /** Whether the client wants tokens as they come; lets an adapter ask for a unary answer, changes no policy. */
  readonly stream: boolean
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal
  readonly clientAddress?: string
  /** What was reserved for it together with other calls; absent: it reserves by itself. */
  readonly share?: Share
  /** Its id, where others name it before it runs; absent: a new one. */
  readonly id?: string
  /** Id of the call that it is a step of. */
  readonly parent?: string
}

/** A request on its way through the stages. Stages pass on changed copies; `record` is the call's one notebook. */
export interface Call extends GatewayRequest {
  readonly id: string
  readonly policy: Policy
  /** The configuration that decides this call, from its start to its end. */
  readonly snapshot: Snapshot
  readonly record: CallRecord
  /** Its share of a bundle, once it has drawn that. */
  readonly drawn?: Drawn
}
