import type { Chunk } from '../../src/core/chunk.ts'
import type { Model } from '../../src/core/model.ts'
import type { Policy } from '../../src/core/policy.ts'
import type { Principal } from '../../src/core/principal.ts'
import type { Call, CompletionInput } from '../../src/core/request.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import type { Run } from '../../src/core/stage.ts'

/** A developer of team search. */
export const principal: Principal = {
  id: 'key-1',
  name: 'a test',
  tenant: 'default',
  team: 'search',
  application: 'web',
  roles: new Set(['DEVELOPER']),
}

/** What the SDL says about `complete`. */
export const policy: Policy = {
  operation: 'complete',
  roles: ['DEVELOPER'],
  quota: true,
  redact: { kinds: [] },
}

/** One model with one deployment: 1,000 nano-dollars a token in, 2,000 a token out. */
export const model: Model = {
  name: 'small',
  capabilities: new Set(['COMPLETION']),
  lifecycle: 'ACTIVE',
  deployments: [
    {
      name: 'fake/small',
      provider: 'fake',
      model: 'small',
      weight: 1,
      pricing: {
        source: 'CONFIGURED',
        cost: usage =>
          BigInt(usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens) * 1000n +
          BigInt(usage.outputTokens + usage.reasoningTokens) * 2000n,
        perMillion: { input: 1_000_000_000n, output: 2_000_000_000n },
      },
    },
  ],
  unpriced: 'REFUSE',
}

export const snapshot: Snapshot = {
  version: 1,
  models: new Map([['small', model]]),
  providers: new Map(),
  quotas: [],
  guardrails: [],
  access: new Map(),
}

export const question = (text: string): CompletionInput => ({
  task: 'completion',
  messages: [{ role: 'USER', parts: [{ type: 'text', text }] }],
})

/** A call as the first stage gets it; say only what matters to the test. */
export const callOf = (about: Partial<Call> = {}): Call => {
  const id = '01900000-0000-7000-8000-000000000001'
  const call = {
    operation: 'complete',
    principal,
    model: 'small',
    input: question('Why is the sky blue?'),
    api: 'GRAPHQL' as const,
    stream: true,
    signal: new AbortController().signal,
    id,
    policy,
    snapshot,
    ...about,
  }
  return {
    ...call,
    record: about.record ?? {
      id,
      startedAt: 0,
      operation: call.operation,
      api: call.api,
      principal: call.principal,
      model: call.model,
      stream: call.stream,
      tags: [],
      attempts: [],
      verdicts: [],
      cached: false,
      usage: {
        inputTokens: 0,
        cachedInputTokens: 0,
        cacheWriteTokens: 0,
        outputTokens: 0,
        reasoningTokens: 0,
        source: 'PROVIDER',
      },
    },
  }
}

/** A provider's answer: these words, 10 tokens in and one a word out. */
export const answer = (...words: readonly string[]): readonly Chunk[] => [
  { type: 'start', provider: 'fake', deployment: 'fake/small', model: 'small-1' },
  ...words.map(text => ({ type: 'text' as const, index: 0, text })),
  {
    type: 'finish',
    reason: 'STOP',
    usage: {
      inputTokens: 10,
      cachedInputTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: words.length,
      reasoningTokens: 0,
      source: 'PROVIDER',
    },
  },
]

/** The end of a pipeline that answers with these chunks, throwing what is an error, and keeps the calls it got. */
export const answering = (
  ...chunks: readonly (Chunk | Error)[]
): Run & { readonly calls: readonly Call[] } => {
  const calls: Call[] = []
  const run = async function* (call: Call) {
    calls.push(call)
    for (const chunk of chunks) {
      if (chunk instanceof Error) throw chunk
      yield chunk
    }
  }
  return Object.assign(run, { calls })
}

/** The end of a pipeline that says these chunks and then nothing more, until the call's signal aborts. */
export const silentAfter = (...chunks: readonly Chunk[]): Run =>
  async function* (call) {
    yield* chunks
    await new Promise((_, reject) => {
      const leave = () => reject(call.signal.reason)
      if (call.signal.aborted) leave()
      else call.signal.addEventListener('abort', leave, { once: true })
    })
  }

/** All chunks of a stream. */
export const all = (stream: AsyncIterable<Chunk>): Promise<Chunk[]> => Array.fromAsync(stream)
