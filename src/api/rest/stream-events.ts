import type { FastifyReply } from 'fastify'
import type { Services } from '../../core/services.ts'
import { signalOf } from '../track-requests.ts'
import { event } from './chat-stream.ts'
import { answerError } from './errors.ts'
import { type EventStream, type EventStreamLimits, openEventStream } from './event-stream.ts'

/** How an answer is written as events. */
export interface Streaming<Step> {
  /** The events that say what a step of the answer says; empty where there is no word for it. */
  readonly eventOf: (step: Step) => string
  /** Whether it is the end of a whole answer. */
  readonly isEnd: (step: Step) => boolean
  readonly headers: () => Record<string, string>
  /** What ends a stream that has succeeded, and only such a one. */
  readonly done: string
  readonly services: Services
  readonly limits: EventStreamLimits
}

/**
 * The status waits for the first event, so that an early refusal has a status of its own; a later one is an event,
 * behind which there is no `done`.
 */
export const streamEvents = async <Step>(
  answering: AsyncIterable<Step>,
  reply: FastifyReply,
  { eventOf, isEnd, headers, done, services, limits }: Streaming<Step>,
): Promise<FastifyReply> => {
  let stream: EventStream | undefined
  let finished = false
  try {
    for await (const step of answering) {
      if (isEnd(step)) finished = true
      const text = eventOf(step)
      if (text === '') continue
      stream ??= open(reply, headers(), limits)
      const full = stream.send(text)
      if (full) await full
    }
    if (!finished) throw new Error('The answer ended before it was whole')
    stream ??= open(reply, headers(), limits)
    stream.end(done)
  } catch (error) {
    if (!stream) throw error
    stream.end(event(JSON.stringify(answerError(error, services).body)))
  }
  return reply
}

/** Takes the reply out of Fastify's hands, with the headers that it was given there. */
const open = (
  reply: FastifyReply,
  headers: Record<string, string>,
  limits: EventStreamLimits,
): EventStream => {
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value)
  return openEventStream(reply.raw, headers, { ...limits, signal: signalOf(reply.request) })
}
