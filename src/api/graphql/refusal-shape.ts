import { totalTokens, type Usage } from '../../core/chunk.ts'
import { type ErrorDetails, GatewayError } from '../../core/error.ts'
import type { CallRecord } from '../../core/record.ts'

/**
 * The error of a call as the member of a result's union that callers can act on. Throws the error itself if there is no such
 * member, or if it lacks what the member has to tell.
 */
export const refusalShape = (error: unknown, record: CallRecord) => {
  if (!(error instanceof GatewayError)) throw error
  const { code, message, details } = error
  const { quota, direction } = details
  if ((code === 'QUOTA_EXCEEDED' || code === 'RATE_LIMITED') && quota)
    return { __typename: 'QuotaExceeded' as const, message, quota, ...waitShape(details) }
  if (code === 'CONTENT_BLOCKED' && direction)
    return { __typename: 'ContentBlocked' as const, message, direction, verdicts: details.verdicts ?? [] }
  if (code === 'PROVIDERS_FAILED')
    return {
      __typename: 'ProvidersFailed' as const,
      message,
      callId: details.callId ?? record.id,
      attempts: details.attempts ?? [],
      partialUsage: billedUsage(details.usage),
      retryAfterMs: waitShape(details).retryAfterMs,
    }
  throw error
}

/** What a call without a whole answer has used; null if that is nothing. */
export const billedUsage = (usage: Usage | undefined): Usage | null =>
  usage && totalTokens(usage) > 0 ? usage : null

/** When to come back. A wait that is longer than GraphQL's Int can say, some 24 days, is cut to that. */
export const waitShape = ({ resetsAt, retryAfterMs }: ErrorDetails) => ({
  resetsAt: resetsAt ?? null,
  retryAfterMs: retryAfterMs === undefined ? null : Math.min(Math.ceil(retryAfterMs), 2 ** 31 - 1),
})
