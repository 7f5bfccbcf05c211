/** How many tokens a call used, in five kinds that never overlap. Their sum is what the provider counted. */
export interface Usage {
  /** Input that was neither read from nor written to the provider's prompt cache. */
  readonly inputTokens: number
  /** Input that the provider read from its prompt cache. */
  readonly cachedInputTokens: number
  /** Input that the provider wrote to its prompt cache. */
  readonly cacheWriteTokens: number
  /** Output that the caller sees: text and tool calls. */
  readonly outputTokens: number
  /** Output that the model spent on thinking. */
  readonly reasoningTokens: number
  /** Who counted: the provider, our tokenizer over the real text, or an estimate from its length. */
  readonly source: UsageSource
}

export type UsageSource = 'PROVIDER' | 'COUNTED' | 'ESTIMATED'

/** No token at all: what a refused call and a cache hit use. */
export const noUsage: Usage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  source: 'PROVIDER',
}

/** The sum of all five kinds, in tokens. */
export const totalTokens = (usage: Usage): number =>
  usage.inputTokens +
  usage.cachedInputTokens +
  usage.cacheWriteTokens +
  usage.outputTokens +
  usage.reasoningTokens

/** The usage of two askings together. The less certain source is that of the sum. */
export const addUsage = (one: Usage, other: Usage): Usage => ({
  inputTokens: one.inputTokens + other.inputTokens,
  cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
  cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
  outputTokens: one.outputTokens + other.outputTokens,
  reasoningTokens: one.reasoningTokens + other.reasoningTokens,
  source: one.source === 'PROVIDER' ? other.source : one.source,
})

/** What is left of the first one without the other. */
export const subtractUsage = (one: Usage, other: Usage): Usage => ({
  inputTokens: one.inputTokens - other.inputTokens,
  cachedInputTokens: one.cachedInputTokens - other.cachedInputTokens,
  cacheWriteTokens: one.cacheWriteTokens - other.cacheWriteTokens,
  outputTokens: one.outputTokens - other.outputTokens,
  reasoningTokens: one.reasoningTokens - other.reasoningTokens,
  source: one.source,
})

/** Why the model stopped. Providers' own words are translated to these by their adapters. */
export type FinishReason = 'STOP' | 'LENGTH' | 'TOOL_CALLS' | 'CONTENT_FILTER' | 'OTHER'

/**
 * One step of an answer. Every answer is a stream of these: one `start`, any number of deltas, one `finish`.
 * An embedding is a `start`, one `embedding` an input, a `finish`.
 */
export type Chunk =
  | StartChunk
  | TextChunk
  | ReasoningChunk
  | ToolCallChunk
  | EmbeddingChunk
  | RedactionChunk
  | FallbackChunk
  | UsageChunk
  | FinishChunk

/** A deployment has begun to answer. */
export interface StartChunk {
  readonly type: 'start'
  readonly provider: string
  readonly deployment: string
  /** The model as the provider names it in its answer, such as `gpt-4o-mini-2024-07-18`. */
  readonly model: string
}

export interface TextChunk {
  readonly type: 'text'
  /** Which text part of the answer; 0 unless the model writes several. */
  readonly index: number
  readonly text: string
}

export interface ReasoningChunk {
  readonly type: 'reasoning'
  readonly index: number
  readonly text: string
  /** What the provider wants back unchanged in the next turn, such as a signature. */
  readonly providerState?: string
}

/** A piece of a tool call. The first piece of each `index` has `id` and `name`; `arguments` concatenate to JSON. */
export interface ToolCallChunk {
  readonly type: 'tool-call'
  /** Position of the call in the answer, from 0 without gaps. */
  readonly index: number
  readonly id?: string
  readonly name?: string
  readonly arguments: string
  /** What the provider wants back unchanged in the next turn, such as a thought signature. */
  readonly providerState?: string
}

export interface EmbeddingChunk {
  readonly type: 'embedding'
  /** Position of the input that this vector belongs to. */
  readonly index: number
  readonly vector: readonly number[]
}

/** A guardrail has masked something in the answer, right behind this point. */
export interface RedactionChunk {
  readonly type: 'redaction'
  readonly kind: string
  readonly count: number
}

/** A deployment has failed before its first token; the next one is asked. */
export interface FallbackChunk {
  readonly type: 'fallback'
  readonly from: string
  readonly to: string
  readonly reason: string
  /** What the failed one reports as used all the same. */
  readonly usage?: Usage
}

/** What the call has used so far; an estimate until the provider has reported. */
export interface UsageChunk {
  readonly type: 'usage'
  readonly usage: Usage
  readonly costNanos?: bigint
}

/** The end of a whole answer. A stream that stops without it was cut, and is a failure. */
export interface FinishChunk {
  readonly type: 'finish'
  readonly reason: FinishReason
  readonly usage: Usage
}
