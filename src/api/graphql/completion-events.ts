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
  let answering: Answering | undefined
  let over = false

  const told = (completion: CompletionEvent): IteratorResult<Payload> => ({
    done: false,
    value: { completion },
  })

  const failed = (error: unknown): IteratorResult<Payload> => {
    over = true
    return told(failureOf(error, answering?.record, context))
  }

  const begin = (): Answering => {
    const signal = AbortSignal.any([context.signal, leaving.signal])
    const run = context.services.gateway.run(requestFor(signal))
    const { record } = run
    const chunks = run[Symbol.asyncIterator]()
    const came = (
      step: IteratorResult<Chunk>,
    ): IteratorResult<Payload> | Promise<IteratorResult<Payload>> => {
      try {
        if (!step.done) {
          answer.add(step.value)
          const event = eventOf(step.value)
          return event ? told(event) : next()
        }
        over = true
        const completion = wholeCompletion(record, context.snapshot, answer.whole())
        return told({ __typename: 'CompletionFinished', completion })
      } catch (error) {
        return failed(error)
      }
    }
    const next = () => chunks.next().then(came, failed)
    return { record, next, leave: () => chunks.return?.() }
  }

  return {
    [Symbol.asyncIterator]() {
      return this
    },
    // No async function: it would keep a frame alive for every token of every stream.
    next() {
      if (over) return Promise.resolve({ done: true, value: undefined })
      try {
        answering ??= begin()
      } catch (error) {
        return Promise.resolve(failed(error))
      }
      return answering.next()
    },
    async return() {
      over = true
      // Only the signal can end a pending read.
      leaving.abort()
      await answering?.leave()
      return { done: true, value: undefined }
    },
  }
}

/** The call, once it has begun. */
interface Answering {
  readonly record: CallRecord
  /** Never rejects. */
  next(): Promise<IteratorResult<Payload>>
  leave(): unknown
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
