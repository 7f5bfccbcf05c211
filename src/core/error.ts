import type { Usage } from './chunk.ts'
import type { Direction } from './guardrail.ts'
import type { Quota } from './quota.ts'
import type { Attempt, GuardrailVerdict } from './record.ts'

/**
 * Every code that a caller may see, with the HTTP status and the OpenAI error type that REST says it with.
 * `retryable` tells a client whether the same request may succeed later.
 */
export const errorCodes = {
  UNAUTHENTICATED: { status: 401, openaiType: 'authentication_error', retryable: false },
  FORBIDDEN: { status: 403, openaiType: 'permission_error', retryable: false },
  NOT_FOUND: { status: 404, openaiType: 'invalid_request_error', retryable: false },
  CONFLICT: { status: 409, openaiType: 'invalid_request_error', retryable: false },
  INVALID_INPUT: { status: 400, openaiType: 'invalid_request_error', retryable: false },
  INVALID_PROMPT: { status: 422, openaiType: 'invalid_request_error', retryable: false },
  RATE_LIMITED: { status: 429, openaiType: 'rate_limit_error', retryable: true },
  QUOTA_EXCEEDED: { status: 429, openaiType: 'insufficient_quota', retryable: true },
  CONTENT_BLOCKED: { status: 400, openaiType: 'content_policy_violation', retryable: false },
  PROVIDERS_FAILED: { status: 502, openaiType: 'api_error', retryable: true },
  UNAVAILABLE: { status: 503, openaiType: 'api_error', retryable: true },
  INTERNAL: { status: 500, openaiType: 'api_error', retryable: false },
} as const

export type ErrorCode = keyof typeof errorCodes

/** What a caller can act on, besides the message. Holds no secret and nothing of another tenant. */
export interface ErrorDetails {
  /** The call's id, as in the ledger. */
  readonly callId?: string
  /** Path of the offending input, such as `messages[0].content`. */
  readonly path?: string
  /** Which quota refused. */
  readonly quota?: Quota
  /** What is left of it, if that tells nothing of other tenants. */
  readonly left?: bigint
  /** When its window opens again, in milliseconds since 1970. */
  readonly resetsAt?: number
  readonly retryAfterMs?: number
  readonly direction?: Direction
  readonly verdicts?: readonly GuardrailVerdict[]
  readonly attempts?: readonly Attempt[]
  /** What was used before the failure. */
  readonly usage?: Usage
  /** What is wrong with a source that was sent, such as the SDL of a prompt. */
  readonly faults?: readonly SourceFault[]
}

/** One fault of a source, where it is: lines and columns count from 1. */
export interface SourceFault {
  readonly message: string
  readonly line: number
  readonly column: number
}

/** The one error that callers see. Anything else that is thrown is a fault of ours and leaves as INTERNAL. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, details: ErrorDetails & { readonly cause?: unknown } = {}) {
    const { cause, ...rest } = details
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = rest
  }

  /** The same error, with more to tell. */
  with(details: ErrorDetails): GatewayError {
    return new GatewayError(this.code, this.message, { ...this.details, ...details, cause: this.cause })
  }
}
