import { Worker } from 'node:worker_threads'
import type { Clock, Log, TokenCount, TokenCounter } from '../core/ports.ts'
import { encodingOf } from './encodings.ts'
import type { CountReply, CountRequest } from './token-worker.ts'

/** Counts with tiktoken in one worker thread, which starts with the first count. Owns the thread. */
export interface Tokenizer extends TokenCounter {
  /** The tokens of several texts together, each encoded by itself. */
  measure(texts: readonly string[], model: string): Promise<TokenCount>
  /** Ends the thread. Counts that wait, and later ones, are estimates. */
  close(): Promise<void>
}

export interface TokenizerOptions {
  readonly clock: Clock
  readonly log: Log
  /** The worker's module; ours unless a test brings its own. */
  readonly worker?: URL
}

/** What may wait for the worker; more than that is estimated. */
const maxWaitingTexts = 10_000
const maxWaitingLength = 4_000_000

/** A worker that died is not started again for so long, lest a fault at its start is repeated by every call. */
const restartPauseMs = 1000

/**
 * Added for every cut that had to be made within a run of letters or signs. Such a cut can hide a merge across it,
 * and was seen to change the count by -5 to +2 tokens in 120,000 trials; so the sum is not below the true count,
 * and above it by at most some 10 tokens in 1,024 characters.
 */
const tokensPerRoughCut = 4

export const createTokenizer = ({
  clock,
  log,
  worker: workerModule = new URL('./token-worker.ts', import.meta.url),
}: TokenizerOptions): Tokenizer => {
  const waiting = new Map<number, { readonly texts: readonly string[]; done(count: TokenCount): void }>()
  let waitingTexts = 0
  let waitingLength = 0
  let nextId = 0
  let closed = false
  let diedAt = Number.NEGATIVE_INFINITY
  let worker: Worker | undefined

  return {
    upperBound: utf8Length,
    measure,
    async count(text, model) {
      return (await measure([text], model)).tokens
    },
    async close() {
      closed = true
      await worker?.terminate()
    },
  }

  async function measure(texts: readonly string[], model: string): Promise<TokenCount> {
    const length = texts.reduce((sum, text) => sum + text.length, 0)
    if (length === 0) return { tokens: 0, source: 'COUNTED' }
    if (waitingTexts + texts.length > maxWaitingTexts || waitingLength + length > maxWaitingLength)
      return estimate(texts)
    const thread = running()
    if (!thread) return estimate(texts)

    waitingTexts += texts.length
    waitingLength += length
    const id = nextId++
    const counted = new Promise<TokenCount>(resolve => {
      waiting.set(id, { texts, done: resolve })
    })
    // While something waits, the thread keeps the process alive, and only then.
    thread.ref()
    thread.postMessage({ id, texts, encoding: encodingOf(model) } satisfies CountRequest)
    const count = await counted
    waitingTexts -= texts.length
    waitingLength -= length
    return count
  }

  function running(): Worker | undefined {
    if (worker || closed || clock() - diedAt < restartPauseMs) return worker
    const thread = new Worker(workerModule)
    thread.on('message', ({ id, tokens, roughCuts }: CountReply) => {
      const job = waiting.get(id)
      waiting.delete(id)
      if (waiting.size === 0) thread.unref()
      job?.done({ tokens: tokens + tokensPerRoughCut * roughCuts, source: 'COUNTED' })
    })
    thread.on('error', error => {
      log.error(
        { error: error.message },
        'the tokenizer has failed; its counts are estimated until it is back',
      )
    })
    thread.on('exit', () => {
      worker = undefined
      diedAt = clock()
      for (const { texts, done } of waiting.values()) done(estimate(texts))
      waiting.clear()
    })
    worker = thread
    return thread
  }
}

const utf8Length = (text: string): number => Buffer.byteLength(text)

/**
 * Three bytes a token: English text has about four, code three, and a Chinese character, of three bytes, is about
 * one token. Rather above the true count than below it, except for runs of digits and signs.
 */
const estimate = (texts: readonly string[]): TokenCount => ({
  tokens: texts.reduce((sum, text) => sum + Math.ceil(utf8Length(text) / 3), 0),
  source: 'ESTIMATED',
})
