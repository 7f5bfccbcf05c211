import type { Chunk, Usage } from './chunk.ts'
import type { Input } from './request.ts'

/** One model at one provider: where a call can be sent. */
export interface Deployment {
  /** Unique within the gateway: `<provider>/<model>` unless configured otherwise. */
  readonly name: string
  readonly provider: string
  /** The model's id at the provider. */
  readonly model: string
  /**
   * The catalogue's entry for that id, where it has one. Ids of one entry at one provider are one model (one-model.ts):
   * else the budget of `gpt-4o` could be passed by asking for `gpt-4o-2024-08-06`.
   */
  readonly entry?: string
  /** Share of the calls, relative to its siblings. */
  readonly weight: number
  /** The most calls at a time, of each gateway; absent: as many as come. */
  readonly maxConcurrency?: number
  /** How many more may wait for a place; 1,000 if absent. */
  readonly maxQueue?: number
  /** How long a call waits for a place at the most; ten seconds if absent. */
  readonly maxWaitMs?: number
  /** Absent: unpriced, and refused unless the model says `unpriced: allow`. */
  readonly pricing?: Pricing
}

export type PriceSource = 'CATALOGUE' | 'CONFIGURED' | 'PRICE_BOOK'

/** What tokens cost. Amounts are integer nano-dollars. */
export interface Pricing {
  /** Where the price comes from: the catalogue package, the declaration of the model, or the tenant's price book. */
  readonly source: PriceSource
  /** Of the price book: which version. */
  readonly version?: string
  /** Of what changes with time: the price of a moment; undefined while there is none. */
  readonly at?: (time: number) => Pricing | undefined
  /** The cost of `usage` at the price of the day `at` (milliseconds since 1970), rounded up once. */
  cost(usage: Usage, at: number): bigint
  /** What a reader wants to see, in nano-dollars for a million tokens, first tier. */
  readonly perMillion: {
    readonly input: bigint
    readonly output: bigint
    readonly cachedInput?: bigint
    readonly cacheWrite?: bigint
  }
}

/** One question to a provider. */
export interface ProviderCall {
  readonly deployment: Deployment
  readonly input: Input
  readonly stream: boolean
  readonly signal: AbortSignal
  /** Whose call it is: what a provider has left with one tenant is not taken from another. */
  readonly tenant?: string
}

/** Someone who answers: an adapter with its transport and credentials, or the simulator. */
export interface Provider {
  readonly name: string
  readonly kind: string
  /** Streams the answer: `start`, deltas, `finish`. Throws ProviderFailure. Stops all work when `signal` aborts. */
  run(call: ProviderCall): AsyncIterable<Chunk>
  /** Lets go of what only this provider uses; called once nobody holds the provider, so it must not hold it itself. */
  readonly close?: () => void
}

/** What went wrong between us and a provider. */
export type FailureKind =
  | 'HTTP_STATUS'
  | 'CONNECTION'
  | 'TIMEOUT'
  | 'INCOMPLETE_STREAM'
  | 'MALFORMED_ANSWER'
  | 'MID_STREAM_ERROR'
  | 'UNSUPPORTED'
  /** It was not asked: it has as many calls as it takes at a time. */
  | 'SATURATED'

/** A provider did not answer as it should. Its message is for our log, never for a caller. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure'
  readonly kind: FailureKind
  readonly status: number | undefined
  /** The provider's own code, such as `rate_limit_exceeded`. */
  readonly code: string | undefined
  /** Whether the same question may succeed later or at another deployment. */
  readonly retryable: boolean
  /** How long the provider asks us to wait. */
  readonly retryAfterMs: number | undefined
  /** What the provider reported before it failed, if anything. */
  readonly usage: Usage | undefined

  constructor(
    kind: FailureKind,
    message: string,
    about: {
      readonly status?: number | undefined
      readonly code?: string | undefined
      readonly retryable: boolean
      readonly retryAfterMs?: number | undefined
      readonly usage?: Usage | undefined
      readonly cause?: unknown
    },
  ) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause })
    this.kind = kind
    this.status = about.status
    this.code = about.code
    this.retryable = about.retryable
    this.retryAfterMs = about.retryAfterMs
    this.usage = about.usage
  }
}
