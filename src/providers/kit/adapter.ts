import type { Chunk } from '../../core/chunk.ts'
import type { Deployment, ProviderFailure } from '../../core/provider.ts'
import type { Input } from '../../core/request.ts'

/** Where and as whom a question is sent. */
export interface Target {
  readonly deployment: Deployment
  /** Without a trailing slash. */
  readonly baseUrl: string
  readonly apiKey?: string
  readonly stream: boolean
  /** Settings of the provider entry in `weir.yaml` that only its adapter understands, such as `apiVersion`. */
  readonly settings: { readonly [name: string]: string }
}

/** An HTTP POST, ready to send. */
export interface ProviderRequest {
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

/** Reads one answer. Tolerant of what it does not know; strict about the end. */
export interface Decoder {
  /** One event of a stream: the data of an SSE event (never `[DONE]` aside), a line of NDJSON. */
  event(data: string, name?: string): readonly Chunk[]
  /** A whole body that came as one JSON document, be it the answer or an array of events. */
  document(body: string): readonly Chunk[]
  /** The body is over. Throws INCOMPLETE_STREAM if its terminal event has not come. Emits what was waiting for it. */
  end(): readonly Chunk[]
}

/** Speaks one provider's dialect. Pure: translates, does no I/O, keeps nothing between calls. */
export interface Adapter {
  readonly kind: string
  /** The provider's public address; absent where everyone has their own. */
  readonly baseUrl?: string
  /** Usual environment variable of the key, such as `OPENAI_API_KEY`. */
  readonly apiKeyEnv?: string
  /** Name of the provider in the catalogue of models and prices. */
  readonly catalogue?: string
  /** Throws ProviderFailure UNSUPPORTED for what the dialect cannot say. */
  encode(input: Input, target: Target): ProviderRequest
  decoder(input: Input, target: Target): Decoder
  /** What an answer with an error status means. `headers` are lower-case. */
  failure(
    status: number,
    headers: { readonly [name: string]: string | undefined },
    body: string,
  ): ProviderFailure
}
