import type { Chunk } from '../core/chunk.ts'
import { type ErrorCode, GatewayError } from '../core/error.ts'
import type { Clock, Ledger, Log } from '../core/ports.ts'
import type { CallRecord, Outcome } from '../core/record.ts'
import type { Call } from '../core/request.ts'
import type { Stage } from '../core/stage.ts'
import { type Ending, later, observe } from '../core/stream.ts'

/**
 * One record a call, whatever its end, in the ledger before the caller sees that end. Turns everything that is
 * thrown into a GatewayError that names the call; what is no GatewayError is logged here, once, and masked. Once the
 * ledger has refused a row no call goes on, as it would cost money and get no answer, until the row of one is taken.
 */
export const trace = ({ ledger, clock, log }: { ledger: Ledger; clock: Clock; log: Log }): Stage => {
  let takesRows = true
  return next =>
    function trace(call) {
      const { record } = call
      return observe(
        later(() => {
          if (!takesRows) throw new GatewayError('UNAVAILABLE', cannotRecord)
          return next(call)
        }),
        {
          signal: call.signal,
          note: chunk => note(record, chunk, clock),
          seen: error => seenByCaller(error, call, log),
          async done(ending) {
            record.outcome = outcomeOf(ending)
            if (record.outcome !== 'CANCELLED' && ending.error instanceof GatewayError) {
              record.errorCode = ending.error.code
              if (record.outcome === 'REFUSED') record.reason = ending.error.message.slice(0, longestReason)
            }
            record.latencyMs = clock() - record.startedAt
            try {
              await ledger.append(record)
              takesRows = true
            } catch (cause) {
              takesRows = false
              throw new GatewayError('UNAVAILABLE', cannotRecord, { callId: call.id, cause })
            }
          },
        },
      )
    }
}

const cannotRecord = 'The gateway cannot record calls now, so it answers none; try again later'

const longestReason = 300

/** Notes who answers and when the first token came. */
const note = (record: CallRecord, chunk: Chunk, clock: Clock): void => {
  switch (chunk.type) {
    case 'start':
      record.provider = chunk.provider
      record.deployment = chunk.deployment
      break
    case 'text':
    case 'reasoning':
    case 'tool-call':
      record.timeToFirstTokenMs ??= clock() - record.startedAt
      break
    case 'finish':
      record.finishReason = chunk.reason
  }
}

/** What is thrown, as the caller may see it. */
const seenByCaller = (error: unknown, call: Call, log: Log): GatewayError => {
  const callId = call.id
  if (error instanceof GatewayError) return error.with({ callId, usage: call.record.usage })
  // Why it was ended, such as by revoked credentials; of a client that has left there is nobody to tell.
  if (call.signal.reason instanceof GatewayError) return call.signal.reason.with({ callId })
  if (call.signal.aborted)
    return new GatewayError('UNAVAILABLE', 'The call was ended before its answer was complete', { callId })
  log.error({ callId, operation: call.operation, error }, 'a call failed by a fault of the gateway')
  return new GatewayError('INTERNAL', `Something went wrong on our side; the call is ${callId}`, { callId })
}

/** By whose doing the calls that carry these codes ended: a policy or the caller, rather than a fault. */
const refusals: ReadonlySet<ErrorCode> = new Set([
  'CONTENT_BLOCKED',
  'FORBIDDEN',
  'INVALID_INPUT',
  'NOT_FOUND',
  'QUOTA_EXCEEDED',
  'RATE_LIMITED',
  'UNAUTHENTICATED',
])

const outcomeOf = ({ outcome, error }: Ending): Outcome =>
  outcome === 'FAILED' && error instanceof GatewayError && refusals.has(error.code) ? 'REFUSED' : outcome
