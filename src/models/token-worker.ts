import { setImmediate } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { Tiktoken } from 'tiktoken/lite'
import type { Encoding } from './encodings.ts'
import { slicesOf } from './slices.ts'

// The body of the worker thread behind `createTokenizer`. A fault ends the thread; whoever started it sees that.

/** One job: how many tokens the texts have together, each text encoded by itself. */
export interface CountRequest {
  readonly id: number
  readonly texts: readonly string[]
  readonly encoding: Encoding
}

export interface CountReply {
  readonly id: number
  readonly tokens: number
  readonly roughCuts: number
}

const encoders = {
  o200k_base: () => import('tiktoken/encoders/o200k_base.json', { with: { type: 'json' } }),
  cl100k_base: () => import('tiktoken/encoders/cl100k_base.json', { with: { type: 'json' } }),
}

const loaded = new Map<Encoding, Promise<Tiktoken>>()

const load = async (encoding: Encoding): Promise<Tiktoken> => {
  const { default: encoder } = await encoders[encoding]()
  return new Tiktoken(encoder.bpe_ranks, encoder.special_tokens, encoder.pat_str)
}

const count = async ({ id, texts, encoding }: CountRequest): Promise<CountReply> => {
  const encoder = loaded.get(encoding) ?? load(encoding)
  loaded.set(encoding, encoder)
  const tiktoken = await encoder
  let tokens = 0
  let roughCuts = 0
  for (const text of texts) {
    const slices = slicesOf(text)
    roughCuts += slices.roughCuts
    for (const piece of slices.pieces) {
      tokens += tiktoken.encode_ordinary(piece).length
      // Jobs take turns slice by slice, so that a long text does not hold up the short ones behind it.
      if (slices.pieces.length > 1) await setImmediate()
    }
  }
  return { id, tokens, roughCuts }
}

parentPort?.on('message', async (request: CountRequest) => {
  parentPort?.postMessage(await count(request))
})
