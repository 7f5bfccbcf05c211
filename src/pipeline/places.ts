import type { Chunk } from '../core/chunk.ts'
import { type Deployment, ProviderFailure } from '../core/provider.ts'
import type { Call } from '../core/request.ts'
import { type Priority, tierOf } from '../core/tier.ts'
import { type After, createFairQueue, type FairQueue, type Flow, Saturated } from './fair-queue.ts'

/** Places at deployments that take so many calls at a time, shared fairly among those who want them. */
export interface Places {
  /** The answer that `ask` comes to, once the call has a place. Throws ProviderFailure if it gets none in time. */
  hold(call: Call, deployment: Deployment, ask: () => AsyncIterable<Chunk>): AsyncIterable<Chunk>
  /** In the order that they have, but those without a free place last. */
  freeFirst(deployments: readonly Deployment[]): readonly Deployment[]
}

/** What each team or application gets in relation to the others, by its tier. */
const weights: { readonly [priority in Priority]: number } = { CRITICAL: 8, HIGH: 2, NORMAL: 1, LOW: 0.5 }

/** What is not said of a deployment. */
const usual = { mostWaiting: 1_000, longestWaitMs: 10_000 }

const retryAfterMs = 1_000

export const createPlaces = (after: After): Places => {
  const queues = new Map<string, FairQueue>()

  const queueOf = ({ name, maxConcurrency = Infinity, maxQueue, maxWaitMs }: Deployment): FairQueue => {
    const limits = {
      places: maxConcurrency,
      mostWaiting: maxQueue ?? usual.mostWaiting,
      longestWaitMs: maxWaitMs ?? usual.longestWaitMs,
    }
    let queue = queues.get(name)
    if (queue) queue.resize(limits)
    else queues.set(name, (queue = createFairQueue(limits, after)))
    return queue
  }

  const isFree = ({ name, maxConcurrency }: Deployment): boolean =>
    maxConcurrency === undefined || (queues.get(name)?.isFree() ?? true)

  return {
    async *hold(call, deployment, ask) {
      const queue = queueOf(deployment)
      let leave: (() => void) | undefined
      try {
        leave = await queue.enter(flowOf(call), call.signal)
        yield* ask()
      } catch (error) {
        throw error instanceof Saturated ? saturated(deployment, error) : error
      } finally {
        leave?.()
        if (queue.isEmpty() && queues.get(deployment.name) === queue) queues.delete(deployment.name)
      }
    },
    freeFirst(deployments) {
      if (deployments.length < 2 || deployments.every(isFree)) return deployments
      return [...deployments.filter(isFree), ...deployments.filter(one => !isFree(one))]
    },
  }
}

/** Each application, or else team, or else tenant is a flow of its own. */
const flowOf = ({ principal, snapshot }: Call): Flow => {
  const { tenant, team, application } = principal
  const tier = tierOf(principal, snapshot.tiers)
  return {
    key: JSON.stringify([tenant, application ?? null, application === undefined ? (team ?? null) : null]),
    weight: weights[tier?.priority ?? 'NORMAL'],
  }
}

const saturated = ({ name, maxConcurrency }: Deployment, cause: Saturated): ProviderFailure =>
  new ProviderFailure(
    'SATURATED',
    `${name} answers ${maxConcurrency} calls at a time, and ${cause.message}`,
    {
      retryable: true,
      retryAfterMs,
      cause,
    },
  )
