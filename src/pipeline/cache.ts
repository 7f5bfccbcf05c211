import { createHash } from 'node:crypto'
import { type Chunk, noUsage } from '../core/chunk.ts'
import type { Log, ResponseCache } from '../core/ports.ts'
import type { Call, Input } from '../core/request.ts'
import type { Run, Stage } from '../core/stage.ts'
import { observe } from '../core/stream.ts'

export interface Caching {
  readonly store: ResponseCache
  /** How long an answer to this call may be served again; undefined: not at all. */
  readonly ttlSeconds: (call: Call) => number | undefined
  readonly log: Log
}

/** An answer with more text, or more numbers, than this is not kept. */
const maxAnswerLength = 1_000_000

/** How long a repetition is recognised by its idempotency key. */
const repetitionMs = 24 * 3_600_000

/**
 * @cacheResponse: the same question of the same tenant gets the same answer, for a while and at no cost, whoever
 * asks and whether it streams. Only whole answers are kept. A store that fails is a miss. A caller's own
 * idempotency key does the same for that caller's repetitions, whether or not the model's answers are cached.
 */
export const cache =
  ({ store, ttlSeconds, log }: Caching): Stage =>
  next =>
    function cache(call) {
      const ttlMs = call.input.idempotencyKey === undefined ? (ttlSeconds(call) ?? 0) * 1000 : repetitionMs
      return ttlMs > 0 ? cached(next, call, { store, ttlMs, log }) : next(call)
    }

async function* cached(
  next: Run,
  call: Call,
  { store, ttlMs, log }: Pick<Caching, 'store' | 'log'> & { readonly ttlMs: number },
): AsyncGenerator<Chunk> {
  const key = cacheKey(call)
  const stored = await store.get(key).catch(warn('the response cache could not be read'))
  if (stored) {
    call.record.cached = true
    return yield* stored
  }
  const answer = condense()
  yield* observe(next(call), {
    signal: call.signal,
    note: answer.add,
    async done({ outcome }) {
      const chunks = outcome === 'FINISHED' ? answer.whole() : undefined
      // An answer that its prompt cannot read would be a fault for as long as it is kept.
      if (chunks && call.prompt && 'fault' in call.prompt.prompt.readAnswer(textIn(chunks))) return
      if (chunks) await store.set(key, chunks, ttlMs).catch(warn('the response cache could not be written'))
    },
  })

  function warn(message: string): (error: unknown) => undefined {
    return error => void log.warn({ callId: call.id, error }, message)
  }
}

/**
 * SHA-256 over the tenant and everything that the answer depends on: the model and who serves it, and the input
 * as the guardrails have left it. What merely accompanies a call (tags, subject, session) is not in it. The guard
 * stands outside, so a stored answer obeys today's rules.
 */
export const cacheKey = (call: Call): string => {
  const deployments = call.snapshot.models.get(call.model)?.deployments ?? []
  const question = {
    tenant: call.principal.tenant,
    operation: call.operation,
    model: call.model,
    ...(call.prompt && { prompt: [call.prompt.prompt.template, call.prompt.prompt.version] }),
    deployments: deployments.map(({ name, provider, model }) => [name, provider, model]),
    input: withoutAttribution(call.input),
    ...(call.input.idempotencyKey !== undefined && {
      repetition: [call.principal.id, call.input.idempotencyKey],
    }),
  }
  return createHash('sha256').update(canonical(question)).digest('base64url')
}

const withoutAttribution = (input: Input): object => {
  const { sessionId, subject, tags, maxCostNanos, idempotencyKey, ...question } = input
  return question
}

/** JSON whose fields are in the order of their names. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([one], [other]) => (one < other ? -1 : 1)))
      : field,
  )

/** An answer, kept as few chunks. */
interface Condensed {
  add(chunk: Chunk): void
  /** Undefined if it is not worth keeping: too long, or filtered by the provider. */
  whole(): readonly Chunk[] | undefined
}

const condense = (): Condensed => {
  const chunks: Chunk[] = []
  let length = 0
  let worthKeeping = true
  const add = (chunk: Chunk): void => {
    length += lengthOf(chunk)
    worthKeeping &&= length <= maxAnswerLength
    if (!worthKeeping) chunks.length = 0
    else if (chunk.type === 'finish') {
      worthKeeping = chunk.reason !== 'CONTENT_FILTER' && chunk.reason !== 'OTHER'
      chunks.push({ ...chunk, usage: noUsage })
    } else if (chunk.type !== 'usage' && chunk.type !== 'fallback') {
      const merged = merge(chunks.at(-1), chunk)
      if (merged) chunks[chunks.length - 1] = merged
      else chunks.push(chunk)
    }
  }
  return { add, whole: () => (worthKeeping ? chunks : undefined) }
}

const textIn = (chunks: readonly Chunk[]): string =>
  chunks.reduce((text, chunk) => (chunk.type === 'text' ? text + chunk.text : text), '')

/** Two pieces of the same text as one; undefined if they are not. */
const merge = (last: Chunk | undefined, next: Chunk): Chunk | undefined => {
  if (last?.type === 'text' && next.type === 'text' && last.index === next.index)
    return { ...last, text: last.text + next.text }
  if (last?.type === 'reasoning' && next.type === 'reasoning' && last.index === next.index)
    return last.providerState === undefined ? { ...next, text: last.text + next.text } : undefined
  if (last?.type === 'tool-call' && next.type === 'tool-call' && last.index === next.index)
    return { ...last, ...next, arguments: last.arguments + next.arguments }
  return undefined
}

const lengthOf = (chunk: Chunk): number => {
  if (chunk.type === 'embedding') return chunk.vector.length
  if (chunk.type === 'reasoning') return chunk.text.length + (chunk.providerState?.length ?? 0)
  if (chunk.type === 'text') return chunk.text.length
  return chunk.type === 'tool-call' ? chunk.arguments.length + (chunk.providerState?.length ?? 0) : 0
}
