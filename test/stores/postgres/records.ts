import { randomBytes } from 'node:crypto'
import type { CallRecord, Outcome } from '../../../src/core/record.ts'

/** Noon of a day in the middle of a month (UTC). */
export const noon = Date.UTC(2026, 4, 15, 12)

/** A UUID of version 7. */
export const newId = (at = noon): string => {
  const time = at.toString(16).padStart(12, '0')
  const random = randomBytes(9).toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6)}`
}

/** A finished call; say only what matters to the test. */
export const recordOf = (about: Partial<CallRecord> = {}): CallRecord => {
  const startedAt = about.startedAt ?? noon
  return {
    id: newId(startedAt),
    startedAt,
    operation: 'complete',
    api: 'GRAPHQL',
    principal: { id: 'key-1', name: 'a test', tenant: 'default', roles: new Set(['DEVELOPER']) },
    model: 'small',
    stream: false,
    tags: [],
    attempts: [],
    verdicts: [],
    cached: false,
    usage: {
      inputTokens: 7,
      cachedInputTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 11,
      reasoningTokens: 0,
      source: 'PROVIDER',
    },
    costNanos: 29_000n,
    outcome: 'FINISHED',
    latencyMs: 12.5,
    ...about,
  }
}

/** A call with everything that a record can hold. */
export const fullRecord = (): CallRecord =>
  recordOf({
    principal: {
      id: 'key-7',
      name: 'full',
      tenant: 'default',
      team: 'search',
      application: 'web',
      user: 'ada',
      roles: new Set(['ADMIN']),
    },
    api: 'REST',
    stream: true,
    tags: ['nightly', 'it\'s "quoted", {braced} \\ and 😀'],
    subject: { type: 'Order', id: '42' },
    sessionId: 'session-1',
    clientAddress: '203.0.113.9',
    provider: 'openai-main',
    deployment: 'openai-main/gpt-4o-mini',
    finishReason: 'STOP',
    providerOutcome: 'FINISHED',
    errorCode: 'INTERNAL',
    timeToFirstTokenMs: 3.25,
    costNanos: 9_000_000_000_000_000_001n,
    reroutedFrom: 'large',
    parent: '018f0000-0000-7000-8000-000000000001',
    usage: {
      inputTokens: 1,
      cachedInputTokens: 2,
      cacheWriteTokens: 3,
      outputTokens: 4,
      reasoningTokens: 5,
      source: 'COUNTED',
    },
    attempts: [
      { provider: 'a', deployment: 'a/1', outcome: 'FAILED', latencyMs: 3, status: 503, code: 'overloaded' },
      { provider: 'b', deployment: 'b/1', outcome: 'ANSWERED', latencyMs: 9 },
    ],
    verdicts: [{ guardrail: 'default', kind: 'EMAIL', direction: 'INPUT', action: 'REDACT', count: 2 }],
  })

const pick = <T>(from: readonly T[], seed: number): T | undefined => from[seed % from.length]

/** A call that differs from its neighbours in everything that usage is asked by. `seed` is a whole number. */
export const variedRecord = (seed: number, startedAt: number): CallRecord => {
  const outcome =
    pick<Outcome>(['FINISHED', 'FINISHED', 'FAILED', 'CANCELLED', 'REFUSED'], seed) ?? 'FINISHED'
  const team = pick(['search', 'ads', undefined], seed >> 1)
  const user = pick(['ada', undefined], seed >> 2)
  const { costNanos, ...base } = recordOf({ startedAt })
  return {
    ...base,
    principal: {
      id: `key-${seed % 3}`,
      name: 'varied',
      tenant: seed % 11 === 0 ? 'other' : 'default',
      ...(team && { team }),
      ...(user && { user }),
      roles: new Set(),
    },
    model: pick(['small', 'large'], seed >> 3) ?? 'small',
    outcome,
    cached: seed % 7 === 0,
    tags: pick([[], ['a'], ['a', 'b'], ['b', 'b']], seed >> 1) ?? [],
    ...(seed % 6 === 1 && { prompt: { template: 'greeting', version: 1 + (seed % 2) } }),
    ...(seed % 4 === 0 && { subject: { type: 'Order', id: `${seed % 8}` } }),
    ...(outcome !== 'REFUSED' && { provider: 'fake', deployment: 'fake/small' }),
    ...(seed % 5 !== 3 && costNanos !== undefined && { costNanos: costNanos * BigInt(seed) }),
    usage: {
      inputTokens: outcome === 'REFUSED' ? 0 : seed,
      cachedInputTokens: seed % 2,
      cacheWriteTokens: seed % 3,
      outputTokens: outcome === 'REFUSED' ? 0 : seed * 2,
      reasoningTokens: seed % 13,
      source: 'PROVIDER',
    },
  }
}
