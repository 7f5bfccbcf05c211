import type { Chunk, StartChunk } from '../core/chunk.ts'
import { GatewayError } from '../core/error.ts'
import type { Clock, Log } from '../core/ports.ts'
import { type Deployment, ProviderFailure } from '../core/provider.ts'
import { pulled } from '../core/pulled.ts'
import type { Attempt } from '../core/record.ts'
import type { Call } from '../core/request.ts'
import type { Run } from '../core/stage.ts'
import type { Places } from './places.ts'

export interface Dispatching {
  /** In which order the deployments of a model are asked. */
  readonly rank: (deployments: readonly Deployment[], call: Call) => readonly Deployment[]
  /** Where calls wait for deployments that take so many at a time. */
  readonly places: Places
  readonly clock: Clock
  readonly log: Log
}

/**
 * The end of the pipeline: asks the model's deployments in turn until one answers. Once a token is out there is
 * no turning back: a stream that breaks then is a failure, not a second answer behind half of the first.
 */
export const dispatch =
  ({ rank, places, clock, log }: Dispatching): Run =>
  (call): AsyncIterableIterator<Chunk> => {
    let candidates: Iterator<Deployment> | undefined
    let next: Deployment | undefined
    let asking: Asking | undefined

    const begin = (): Asking => {
      candidates ??= places
        .freeFirst(rank(call.snapshot.models.get(call.model)?.deployments ?? [], call))
        .values()
      const deployment = next ?? candidates.next().value
      next = candidates.next().value
      call.signal.throwIfAborted()
      if (!deployment)
        throw new GatewayError(
          'UNAVAILABLE',
          `The model \`${call.model}\` has no deployment; an admin may add one`,
        )
      const chunks = ask(call, deployment, places)[Symbol.asyncIterator]()
      return { deployment, chunks, startedAt: clock(), produced: false, outcome: 'CANCELLED' }
    }

    const close = (): void => {
      if (asking) call.record.attempts.push(attemptOf(asking, clock()))
      asking = undefined
    }

    /** What is said before the next deployment is asked. Throws where none is. */
    const failover = (error: unknown, failed: Asking): Chunk => {
      if (error instanceof ProviderFailure) failed.failure = error
      if (!call.signal.aborted) failed.outcome = 'FAILED'
      close()
      if (call.signal.aborted || !(error instanceof ProviderFailure)) throw error
      const { deployment, produced } = failed
      const { kind, status, code, message, usage } = error
      const ours = isProvidersWord(error) ? {} : { message }
      log.warn(
        { callId: call.id, deployment: deployment.name, kind, status, code, ...ours },
        'a provider failed',
      )
      if (produced || !next || !worthAnother(error)) throw failure(call, error, deployment)
      const reason = code ?? kind
      return { type: 'fallback', from: deployment.name, to: next.name, reason, ...(usage && { usage }) }
    }

    const read = ({ done, value: chunk }: IteratorResult<Chunk>): readonly Chunk[] | undefined => {
      if (done || !asking) {
        close()
        return undefined
      }
      // The start is held back until more has come, so that a deployment that fails at once leaves no trace.
      if (chunk.type === 'start') {
        asking.start = chunk
        return []
      }
      if (chunk.type === 'finish') asking.outcome = 'ANSWERED'
      const { start } = asking
      if (!start) return [chunk]
      asking.start = undefined
      asking.produced = true
      return [start, chunk]
    }
    const failed = (error: unknown): readonly Chunk[] => {
      if (!asking) throw error
      return [failover(error, asking)]
    }

    return pulled({
      next() {
        try {
          asking ??= begin()
        } catch (error) {
          return Promise.reject(error)
        }
        return asking.chunks.next()
      },
      read,
      failed,
      async leave() {
        const left = asking
        close()
        await left?.chunks.return?.()
      },
    })
  }

/** One deployment, while it is asked. */
interface Asking {
  readonly deployment: Deployment
  readonly chunks: AsyncIterator<Chunk>
  readonly startedAt: number
  /** What it has said first, until more has come. */
  start?: StartChunk | undefined
  produced: boolean
  outcome: Attempt['outcome']
  failure?: ProviderFailure
}

/** The entry in the record, however the asking has ended. */
const attemptOf = ({ deployment, startedAt, outcome, failure }: Asking, endedAt: number): Attempt => ({
  provider: deployment.provider,
  deployment: deployment.name,
  outcome,
  latencyMs: endedAt - startedAt,
  ...(failure?.status !== undefined && { status: failure.status }),
  ...(failure && { code: failure.code ?? failure.kind }),
})

const ask = (call: Call, deployment: Deployment, places: Places): AsyncIterable<Chunk> => {
  const { input, snapshot, stream, signal, principal } = call
  const provider = snapshot.providers.get(deployment.provider)
  if (!provider) throw new Error(`The snapshot has no provider ${deployment.provider}`)
  const asked = { deployment, input, stream, signal, tenant: principal.tenant }
  return deployment.maxConcurrency === undefined
    ? provider.run(asked)
    : places.hold(call, deployment, () => provider.run(asked))
}

/**
 * Whether another deployment may do better. A question that is itself at fault (400, 413, 422) fails everywhere;
 * rejected credentials, a missing model or an empty account are this deployment's own trouble.
 */
const worthAnother = ({ retryable, status, kind }: ProviderFailure): boolean =>
  retryable || kind !== 'HTTP_STATUS' || status === 401 || status === 402 || status === 403 || status === 404

const failure = (call: Call, cause: ProviderFailure, { provider }: Deployment): GatewayError => {
  // Our own words about the caller's input, which no provider has seen.
  if (cause.kind === 'SATURATED')
    return new GatewayError('UNAVAILABLE', `The model \`${call.model}\` is busy; try again in a moment`, {
      attempts: call.record.attempts,
      ...(cause.retryAfterMs !== undefined && { retryAfterMs: cause.retryAfterMs }),
      cause,
    })
  if (cause.kind === 'UNSUPPORTED') return new GatewayError('INVALID_INPUT', cause.message, { cause })
  return new GatewayError(
    'PROVIDERS_FAILED',
    `No provider of \`${call.model}\` gave an answer (${reasonOf(cause)}); ${whatToDo(cause, provider)}`,
    {
      attempts: call.record.attempts,
      ...(cause.retryAfterMs !== undefined && { retryAfterMs: cause.retryAfterMs }),
      cause,
    },
  )
}

const reasonOf = ({ status, code, kind }: ProviderFailure): string =>
  status === undefined ? (code ?? kind) : `${status} ${code ?? ''}`.trim()

const whatToDo = ({ status, message, retryable }: ProviderFailure, provider: string): string => {
  if (isQuestionAtFault(status)) return `it says: ${readable(message)}`
  if (status === 401 || status === 403)
    return `an admin has to check the credentials of the provider \`${provider}\``
  return retryable ? 'try again later' : 'an admin can look up the call in the log'
}

/** Whether the message is the provider's, who may repeat the question in it: prompts are in no log. */
const isProvidersWord = ({ kind }: ProviderFailure): boolean =>
  kind === 'HTTP_STATUS' || kind === 'MID_STREAM_ERROR'

/** Only then are the provider's words for the caller; of another fault they may tell about our account there. */
const isQuestionAtFault = (status: number | undefined): boolean =>
  status === 400 || status === 413 || status === 422

/** A provider's words in bounds, on one line, without anything that looks like a key. */
const readable = (words: string): string =>
  words
    .replace(/\b(?:bearer|sk|pk|rk|key|weir)[-_ ][\w-]{4,}/gi, '[key]')
    .replace(/[\p{C}\s]+/gu, ' ')
    .slice(0, 300)
