import { type Chunk, noUsage } from '../core/chunk.ts'
import type { Log, ResponseCache } from '../core/ports.ts'
import type { Prompt } from '../core/prompt.ts'
import type { Call } from '../core/request.ts'
import type { Run, Stage } from '../core/stage.ts'
import { observe } from '../core/stream.ts'
import { createQuestionKey, isRepeatable, questionDigest } from './question.ts'

export interface Caching {
  readonly store: ResponseCache
  /** How long an answer to this call may be served again; undefined: not at all. */
  readonly ttlSeconds: (call: Call) => number | undefined
  readonly log: Log
  /** Of the digests of questions. */
  readonly secret: string
}

/** An answer with more text, or more numbers, than this is not kept. */
const maxAnswerLength = 1_000_000

/** How long a repetition is recognised by its idempotency key. */
const repetitionMs = 24 * 3_600_000

/**
 * @cacheResponse: the same question of the same tenant gets the same answer, for a while and at no cost, whoever
 * asks and whether it streams. Only whole answers are kept. A store that fails is a miss. A caller's own
 * idempotency key does the same for that caller's repetitions, whether or not the model's answers are cached. Of
 * questions that might be answered so, the record keeps a digest, which shows how many could have been.
 */
export const cache = ({ store, ttlSeconds, log, secret }: Caching): Stage => {
  const keyOf = createQuestionKey(secret)
  return next =>
    function cache(call) {
      const { input, record } = call
      const ttlMs = input.idempotencyKey === undefined ? (ttlSeconds(call) ?? 0) * 1000 : repetitionMs
      const repeatable = isRepeatable(input)
      if (ttlMs <= 0 && !repeatable) return next(call)
      const key = keyOf(call)
      if (repeatable) record.question = questionDigest(key)
      return ttlMs > 0 ? cached(next, call, { store, key, ttlMs, log }) : next(call)
    }
}

async function* cached(
  next: Run,
  call: Call,
  {
    store,
    key,
    ttlMs,
    log,
  }: Pick<Caching, 'store' | 'log'> & { readonly key: string; readonly ttlMs: number },
): AsyncGenerator<Chunk> {
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
      if (chunks && call.prompt && !isReadable(textIn(chunks), call.prompt.prompt)) return
      if (chunks) await store.set(key, chunks, ttlMs).catch(warn('the response cache could not be written'))
    },
  })

  function warn(message: string): (error: unknown) => undefined {
    return error => void log.warn({ callId: call.id, error }, message)
  }
}

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

const isReadable = (text: string, prompt: Prompt): boolean => {
  const edited = prompt.edit?.(text) ?? { text }
  return 'text' in edited && 'value' in prompt.readAnswer(edited.text)
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
