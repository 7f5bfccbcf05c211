import type { Model } from '../../core/model.ts'
import type { CallRecord } from '../../core/record.ts'
import type { Snapshot } from '../../core/snapshot.ts'
import type { Answer } from '../../core/stream.ts'
import type { ResolversParentTypes } from './generated/resolvers.ts'
import { globalId } from './global-id.ts'
import { money } from './money.ts'

/** What of a record the contract shows, of a call that runs as of one in the ledger. */
type ShownRecord = Omit<CallRecord, 'principal'>

/** The model of this name; one that has left the configuration since is shown as retired. */
const modelNamed = (snapshot: Snapshot, name: string): Model =>
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
    reroutedFrom: record.reroutedFrom ?? null,
    provider,
    deployment,
    usage: record.usage,
    cost: money(record.costNanos ?? 0n),
    priced: record.costNanos !== undefined,
    price: record.price ?? null,
    cached: record.cached,
    warnings: record.warnings?.map(({ message }) => message) ?? [],
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

/** A call that has just ended, with its answer. */
export const wholeCompletion = (record: CallRecord, snapshot: Snapshot, answer: Answer) => {
  const { text, reasoning, reasoningState, toolCalls } = answer
  const message = {
    text: text === '' && toolCalls.length > 0 ? null : text,
    reasoning: reasoning === '' ? null : reasoning,
    reasoningState: reasoningState ?? null,
    toolCalls,
  }
  const { provider, deployment } = answer.start ?? {}
  const finishReason = answer.finish.reason
  const ended = {
    finishReason,
    ...(provider !== undefined && { provider }),
    ...(deployment !== undefined && { deployment }),
  }
  const shape = completionShape({ ...ended, ...record }, snapshot, message)
  if (!shape) throw new Error('An answer came from nowhere: it has no start and its call no attempt')
  return shape
}
