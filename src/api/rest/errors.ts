import { randomUUID } from 'node:crypto'
import { type ErrorCode, errorCodes, GatewayError } from '../../core/error.ts'
import type { Clock, Log } from '../../core/ports.ts'
import type { Meter } from '../../core/quota.ts'
import { shorten } from '../shorten.ts'
import { restPath } from './rest-path.ts'

/** The body of every refusal, as the OpenAI API has it. */
export interface ErrorBody {
  readonly error: {
    readonly message: string
    readonly type: string
    readonly param: string | null
    readonly code: string
  }
}

export interface ErrorAnswer {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: ErrorBody
}

/** OpenAI's word where its clients branch on it, else ours in lower case. */
const codes: { readonly [code in ErrorCode]: string } = {
  UNAUTHENTICATED: 'invalid_api_key',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'model_not_found',
  CONFLICT: 'conflict',
  INVALID_INPUT: 'invalid_input',
  INVALID_PROMPT: 'invalid_prompt',
  RATE_LIMITED: 'rate_limit_exceeded',
  QUOTA_EXCEEDED: 'insufficient_quota',
  CONTENT_BLOCKED: 'content_policy_violation',
  PROVIDERS_FAILED: 'providers_failed',
  UNAVAILABLE: 'unavailable',
  INTERNAL: 'internal',
}

/** A refusal in OpenAI's words. What is no GatewayError is logged once, with an id, and masked. */
export const answerError = (error: unknown, { clock, log }: { clock: Clock; log: Log }): ErrorAnswer => {
  if (error instanceof GatewayError) return contextTooLong(error) ?? answerGatewayError(error, clock())
  const id = randomUUID()
  log.error({ error, id }, 'a REST request failed by a fault of the gateway')
  return answerGatewayError(
    new GatewayError('INTERNAL', `Something went wrong on our side (id ${id}).`),
    clock(),
  )
}

const answerGatewayError = (error: GatewayError, now: number): ErrorAnswer => {
  const { status, openaiType, retryable } = errorCodes[error.code]
  const { callId, path, quota, left, resetsAt } = error.details
  const retryAfterMs =
    error.details.retryAfterMs ?? (resetsAt === undefined ? undefined : Math.max(resetsAt - now, 0))
  return {
    status,
    headers: {
      ...(callId !== undefined && { 'x-weir-call-id': callId }),
      ...(error.code === 'UNAUTHENTICATED' && { 'www-authenticate': 'Bearer realm="weir"' }),
      ...(retryable && retryAfterMs !== undefined && waiting(retryAfterMs)),
      ...(quota && rateLimit(quota, { left, resetMs: retryAfterMs })),
      ...(!worthRepeating(error, retryAfterMs) && { 'x-should-retry': 'false' }),
    },
    body: {
      error: {
        message: shorten(inRestWords(error.message, path)),
        type: openaiType,
        param: path === undefined ? (error.code === 'NOT_FOUND' ? 'model' : null) : shorten(restPath(path)),
        code: codes[error.code],
      },
    },
  }
}

/** Messages about a place in the input begin with its path. */
const inRestWords = (message: string, path: string | undefined): string =>
  (path !== undefined && message.startsWith(path)
    ? restPath(path) + message.slice(path.length)
    : message
  ).replaceAll(/\b(maxCostUsd|maxOutputTokens)\b/g, restPath)

/** Beyond this, OpenAI's SDKs do not wait as told but repeat after a guess of their own. */
const longestWaitMs = 60_000

const worthRepeating = (error: GatewayError, retryAfterMs: number | undefined): boolean => {
  if (!errorCodes[error.code].retryable || (retryAfterMs ?? 0) > longestWaitMs) return false
  // What no window of a quota has room for.
  if (error.details.quota && retryAfterMs === undefined) return false
  const status = error.details.attempts?.at(-1)?.status
  return error.code !== 'PROVIDERS_FAILED' || status === undefined || !settled.has(status)
}

/**
 * A provider's statuses that stay what they are until somebody does something: the caller about the question (400,
 * 413, 422), the operator about the credentials, the account or the deployment (401, 402, 403, 404).
 */
const settled: ReadonlySet<number> = new Set([400, 401, 402, 403, 404, 413, 422])

const waiting = (milliseconds: number): { readonly [name: string]: string } => ({
  'retry-after': String(Math.ceil(milliseconds / 1000)),
  'retry-after-ms': String(Math.ceil(milliseconds)),
})

const rateLimit = (
  { meter, limit }: { readonly meter: Meter; readonly limit: bigint },
  { left, resetMs }: { readonly left: bigint | undefined; readonly resetMs: number | undefined },
): { readonly [name: string]: string } => {
  if (meter === 'COST' || meter === 'CONCURRENT_CALLS' || meter === 'BYTES') return {}
  const unit = meter === 'REQUESTS' ? 'requests' : 'tokens'
  return {
    [`x-ratelimit-limit-${unit}`]: String(limit),
    ...(left !== undefined && { [`x-ratelimit-remaining-${unit}`]: String(left) }),
    ...(resetMs !== undefined && { [`x-ratelimit-reset-${unit}`]: `${Math.ceil(resetMs / 1000)}s` }),
  }
}

/** The one fault of a question that clients know how to mend by themselves: it keeps OpenAI's status and code. */
const contextTooLong = (error: GatewayError): ErrorAnswer | undefined => {
  const { attempts, callId } = error.details
  if (error.code !== 'PROVIDERS_FAILED' || attempts?.at(-1)?.code !== 'context_length_exceeded')
    return undefined
  return {
    status: 400,
    headers: { ...(callId !== undefined && { 'x-weir-call-id': callId }) },
    body: invalidRequest(
      'The messages are longer than the model can hold.',
      'context_length_exceeded',
      'messages',
    ),
  }
}

/** A refusal of the request itself. */
export const invalidRequest = (message: string, code: string, param: string | null = null): ErrorBody => ({
  error: { message, type: 'invalid_request_error', param, code },
})

/** An address under /v1 that leads nowhere. */
export const unknownUrl = (method: string, path: string): ErrorBody =>
  invalidRequest(`Unknown request URL: ${method} ${path}. Check the URL for typos.`, 'unknown_url')
