import { type ErrorDetails, GatewayError } from '../../core/error.ts'
import type { Model } from '../../core/model.ts'
import { usdFromNanos } from '../../core/money.ts'
import type { CallRecord } from '../../core/record.ts'
import type { Snapshot } from '../../core/snapshot.ts'
import type { ResolversParentTypes } from './generated/resolvers.ts'
import { globalId } from './global-id.ts'

/** What of a record the contract shows, of a call that runs as of one in the ledger. */
export type ShownRecord = Omit<CallRecord, 'principal'>

/** An amount of nano-dollars as the contract has it. */
export const money = (nanos: bigint): { readonly usd: string } => ({ usd: usdFromNanos(nanos) })

/** The model of this name; one that has left the configuration since is shown as retired. */
export const modelNamed = (snapshot: Snapshot, name: string): Model =>
  snapshot.models.get(name) ?? {
    name,
    capabilities: new Set(),
    lifecycle: 'RETIRED',
    deployments: [],
    unpriced: 'REFUSE',
  }

/** What completions and embeddings tell of their call; undefined if nobody was asked and nothing served. */
export const callShape = (record: ShownRecord, snapshot: Snapshot) => {
  const last = record.attempts.at(-1)
  const provider = record.provider ?? last?.provider
  const deployment = record.deployment ?? last?.deployment
  if (provider === undefined || deployment === undefined) return undefined
  return {
    model: modelNamed(snapshot, record.model),
    provider,
    deployment,
    usage: record.usage,
    cost: money(record.costNanos ?? 0n),
    priced: record.costNanos !== undefined,
    cached: record.cached,
    latencyMs: record.latencyMs ?? 0,
    guardrails: record.verdicts,
    attempts: record.attempts,
    createdAt: record.startedAt,
  }
}

/** A call as a completion; undefined if it was refused before it reached a provider or the cache. */
export const completionShape = (
  record: ShownRecord,
  snapshot: Snapshot,
  message: ResolversParentTypes['AssistantMessage'],
) => {
  const call = callShape(record, snapshot)
  return (
    call && {
      __typename: 'Completion' as const,
      id: globalId('Completion', record.id),
      ...call,
      message,
      finishReason: record.finishReason ?? ('OTHER' as const),
      timeToFirstTokenMs: record.timeToFirstTokenMs ?? null,
      outcome: record.outcome ?? ('FINISHED' as const),
      errorCode: record.errorCode ?? null,
      tags: record.tags,
    }
  )
}

/**
 * The error as the member of a result's union that callers can act on. Throws the error itself if there is no such
 * member, or if it lacks what the member has to tell.
 */
export const refusalShape = (error: unknown) => {
  if (!(error instanceof GatewayError)) throw error
  const { code, message, details } = error
  const { quota, direction } = details
  if ((code === 'QUOTA_EXCEEDED' || code === 'RATE_LIMITED') && quota)
    return { __typename: 'QuotaExceeded' as const, message, quota, ...waitShape(details) }
  if (code === 'CONTENT_BLOCKED' && direction)
    return { __typename: 'ContentBlocked' as const, message, direction, verdicts: details.verdicts ?? [] }
  if (code === 'PROVIDERS_FAILED') {
    const { retryAfterMs } = waitShape(details)
    return { __typename: 'ProvidersFailed' as const, message, attempts: details.attempts ?? [], retryAfterMs }
  }
  throw error
}

/** When to come back. A wait that is longer than GraphQL's Int can say, some 24 days, is cut to that. */
export const waitShape = ({ resetsAt, retryAfterMs }: ErrorDetails) => ({
  resetsAt: resetsAt ?? null,
  retryAfterMs: retryAfterMs === undefined ? null : Math.min(Math.ceil(retryAfterMs), 2 ** 31 - 1),
})
