import { randomFillSync } from 'node:crypto'
import type { Services } from '../core/services.ts'
import { detectors } from '../guardrails/index.ts'
import { authorize } from '../pipeline/authorize.ts'
import { cache } from '../pipeline/cache.ts'
import { createCallIds } from '../pipeline/call-id.ts'
import { dispatch } from '../pipeline/dispatch.ts'
import { guard } from '../pipeline/guard.ts'
import { createGateway, type GatewayOptions } from '../pipeline/index.ts'
import { meter } from '../pipeline/meter.ts'
import { createPlaces } from '../pipeline/places.ts'
import { prompt } from '../pipeline/prompt.ts'
import { rateLimit } from '../pipeline/rate-limit.ts'
import { trace } from '../pipeline/trace.ts'
import { weighted } from '../routing/weighted.ts'
import { createMemoryResponseCache } from '../stores/memory/response-cache.ts'
import type { Base } from './base.ts'
import type { Metering } from './metering.ts'

/** What all answers in the response cache may take together. */
const cacheBytes = 64 * 1024 * 1024

const after = (ms: number, work: () => void): (() => void) => {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}

/** The one door, with each stage's means. */
export const openGateway = (
  { ledger, clock, log, keyFor }: Base,
  about: {
    readonly metering: Metering
    readonly snapshot: Services['snapshot']
    readonly policies: GatewayOptions['policies']
  },
) => {
  const { metering, snapshot, policies } = about
  return createGateway({
    stages: {
      trace: trace({ ledger, clock, log }),
      authorize,
      rateLimit: rateLimit({ ...metering, clock }),
      prompt,
      guard: guard({ detectors, log }),
      meter: meter({ ...metering, clock }),
      cache: cache({
        store: createMemoryResponseCache({ maxBytes: cacheBytes, clock }),
        ttlSeconds: ({ model, policy, snapshot }) =>
          policy.cache && (snapshot.models.get(model)?.cacheTtlSeconds ?? policy.cache.ttlSeconds),
        log,
        secret: Buffer.from(keyFor('questions')).toString('base64url'),
      }),
      dispatch: dispatch({ rank: weighted(Math.random), places: createPlaces(after), clock, log }),
    },
    policies,
    snapshot,
    clock,
    newId: createCallIds({ clock, random: randomFillSync }),
  })
}
