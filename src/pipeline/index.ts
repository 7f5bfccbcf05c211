import { noUsage } from '../core/chunk.ts'
import type { Gateway } from '../core/gateway.ts'
import type { Policy } from '../core/policy.ts'
import type { Clock } from '../core/ports.ts'
import type { CallRecord } from '../core/record.ts'
import type { GatewayRequest } from '../core/request.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { compose, type Run, type Stage } from '../core/stage.ts'
import { edit } from './edit.ts'
import { joint } from './joint.ts'

/** The stages in the order in which a call passes them, by name so that each is given and none twice. */
export interface Stages {
  /** Outermost, so that refusals are recorded too. */
  readonly trace: Stage
  /** Cheap refusals first. */
  readonly authorize: Stage
  readonly rateLimit: Stage
  /** In front of the guard, so that a prompt's variables are screened. */
  readonly prompt: Stage
  /** Around the meter: a blocked answer is paid for as the provider produced it. Around the cache: a stored answer obeys today's policy. */
  readonly guard: Stage
  /** Around the cache: over quota means over quota, and a hit costs nothing. */
  readonly meter: Stage
  readonly cache: Stage
  readonly dispatch: Run
}

export interface GatewayOptions {
  readonly stages: Stages
  /** What the SDL says about each operation; a prompt brings its own policy. */
  readonly policies: ReadonlyMap<string, Policy>
  readonly snapshot: (tenant: string) => Snapshot
  readonly clock: Clock
  /** A fresh UUID whose order is the order of time (version 7). */
  readonly newId: () => string
}

export const createGateway = ({ stages, policies, snapshot, clock, newId }: GatewayOptions): Gateway => {
  const { trace, authorize, rateLimit, prompt, guard, meter, cache, dispatch } = stages
  const run = compose([trace, authorize, rateLimit, prompt, guard, edit, meter, cache, joint], dispatch)
  return {
    run(request) {
      const policy = request.prompt?.prompt.policy ?? policies.get(request.operation)
      if (!policy) throw new Error(`The SDL says nothing about the operation ${request.operation}`)
      const record = open(request, request.id ?? newId(), clock())
      const call = { ...request, id: record.id, policy, snapshot: snapshot(request.principal.tenant), record }
      return { record, [Symbol.asyncIterator]: () => run(call)[Symbol.asyncIterator]() }
    },
  }
}

/** No model has a longer name; a caller may still ask for one, and the refusal is recorded. */
const longestModelName = 256

const open = (request: GatewayRequest, id: string, startedAt: number): CallRecord => {
  const { operation, api, principal, model, stream, input, prompt, clientAddress, parent } = request
  return {
    id,
    ...(parent !== undefined && { parent }),
    startedAt,
    operation,
    api,
    principal,
    model: model.slice(0, longestModelName),
    stream,
    ...(prompt && { prompt: { template: prompt.prompt.template, version: prompt.prompt.version } }),
    tags: input.tags ?? [],
    ...(input.subject && { subject: input.subject }),
    ...(input.sessionId !== undefined && { sessionId: input.sessionId }),
    ...(clientAddress !== undefined && { clientAddress }),
    attempts: [],
    verdicts: [],
    cached: false,
    usage: noUsage,
  }
}
