import type { Chunk } from '../../core/chunk.ts'
import { GatewayError } from '../../core/error.ts'
import type { CallRecord } from '../../core/record.ts'
import type { GatewayRequest } from '../../core/request.ts'
import { gather } from '../../core/stream.ts'
import { wholeCompletion } from './completion-shape.ts'
import type { GraphqlContext } from './context.ts'
import type { ResolversParentTypes } from './generated/resolvers.ts'
import { money } from './money.ts'
import { billedUsage, waitShape } from './refusal-shape.ts'

type CompletionEvent = ResolversParentTypes['CompletionEvent']

/** What the subscription's field is resolved from. */
interface Payload {
  readonly completion: CompletionEvent
}

/**
 * The answer to a request as events. Never throws: its last event is one CompletionFinished or CompletionFailed,
 * also when `requestFor` throws. Who returns aborts the call at once, even while the provider is silent.
 */
export function completionEvents(
  context: GraphqlContext,
  requestFor: (signal: AbortSignal) => GatewayRequest,
): AsyncIterableIterator<Payload> {
  const leaving = new AbortController()
  const answer = gather()
  let call: { readonly record: CallRecord; readonly chunks: AsyncIterator<Chunk> } | undefined
  let over = false

  const begin = () => {
    const signal = AbortSignal.any([context.signal, leaving.signal])
    const answering = context.services.gateway.run(requestFor(signal))
    return { record: answering.record, chunks: answering[Symbol.asyncIterator]() }
  }
  const next = async (): Promise<CompletionEvent> => {
    call ??= begin()
    const { record, chunks } = call
    for (let step = await chunks.next(); !step.done; step = await chunks.next()) {
      answer.add(step.value)
      const event = eventOf(step.value)
      if (event) return event
    }
    over = true
    const completion = wholeCompletion(record, context.snapshot, answer.whole())
    return { __typename: 'CompletionFinished', completion }
  }

  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      if (over) return { done: true, value: undefined }
      try {
        return { done: false, value: { completion: await next() } }
      } catch (error) {
        over = true
        return { done: false, value: { completion: failureOf(error, call?.record, context) } }
      }
    },
    async return() {
      over = true
      // Only the signal can end a pending read.
      leaving.abort()
      await call?.chunks.return?.()
      return { done: true, value: undefined }
    },
  }
}

const eventOf = (chunk: Chunk): CompletionEvent | undefined => {
  switch (chunk.type) {
    case 'text':
      return { __typename: 'TextDelta', index: chunk.index, text: chunk.text }
    case 'reasoning':
      return { __typename: 'ReasoningDelta', index: chunk.index, text: chunk.text }
    case 'tool-call':
      return {
        __typename: 'ToolCallDelta',
        index: chunk.index,
        id: chunk.id ?? null,
        name: chunk.name ?? null,
        arguments: chunk.arguments,
      }
    case 'redaction':
      return { __typename: 'RedactionNotice', kind: chunk.kind, count: chunk.count }
    case 'fallback':
      return { __typename: 'FallbackStarted', from: chunk.from, to: chunk.to, reason: chunk.reason }
    case 'usage':
      return {
        __typename: 'UsageSnapshot',
        usage: chunk.usage,
        cost: chunk.costNanos === undefined ? null : money(chunk.costNanos),
      }
    case 'start':
    case 'embedding':
    case 'finish':
      return undefined
  }
}

const failureOf = (
  error: unknown,
  record: CallRecord | undefined,
  { services }: GraphqlContext,
): CompletionEvent => {
  const { code, message, details } = error instanceof GatewayError ? error : masked(error)
  return {
    __typename: 'CompletionFailed',
    code,
    message,
    partialUsage: billedUsage(details.usage ?? record?.usage),
    callId: details.callId ?? record?.id ?? null,
    path: details.path ?? null,
    ...waitShape(details),
    quota: details.quota ?? null,
    direction: details.direction ?? null,
    verdicts: details.verdicts ?? [],
    attempts: details.attempts ?? record?.attempts ?? [],
  }

  function masked(fault: unknown): GatewayError {
    services.log.error(
      { callId: record?.id, error: fault },
      'a subscription failed by a fault of the gateway',
    )
    return new GatewayError('INTERNAL', 'Something went wrong on our side')
  }
}
