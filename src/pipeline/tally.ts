import { setTimeout as wait } from 'node:timers/promises'
import { addUsage, type Chunk, type FinishChunk, noUsage, totalTokens, type Usage } from '../core/chunk.ts'
import { GatewayError } from '../core/error.ts'
import { flatMap } from '../core/flat-map.ts'
import type { Clock, TokenMeasure } from '../core/ports.ts'
import { ProviderFailure } from '../core/provider.ts'
import type { Call } from '../core/request.ts'
import { servedAs } from './served-as.ts'

/** Keeps count of one answer while it passes. */
export interface Tally {
  /** Counts a chunk. */
  note(chunk: Chunk): void
  /** The finish chunk with the usage that counts: the provider's, or our own count where it reports none. */
  finish(chunk: FinishChunk): Promise<FinishChunk> | FinishChunk
  /** About what was used by now. */
  soFar(): Usage
  /** Length of the answer by now, in UTF-8. */
  outputBytes(): number
  /** The deployment that answers, or that had been asked when the caller left, or else the last that failed before another was asked. */
  deployment(): string | undefined
  /** What each deployment has used that failed before another was asked; it is part of all that was used. */
  failed(): readonly Failed[]
  /**
   * What was used by now; of a stream that broke off: what the provider said and what came besides, else our count. A
   * provider that was asked has read the question, also where the caller has left before its first word.
   */
  usage(error: unknown): Promise<Usage>
}

export interface Failed {
  readonly deployment: string
  readonly usage: Usage
}

const nobody: readonly Failed[] = []

/** What counting may take where somebody waits for the end. */
const lastCountMs = 500

export const createTally = (call: Call, measure: TokenMeasure): Tally => {
  let output = ''
  let deployment: string | undefined
  let final: Usage | undefined
  /** The last one that failed before another was asked. */
  let failed: string | undefined
  /** By deployments that failed before the one that answers. */
  let wasted = noUsage
  let failures: readonly Failed[] = nobody
  return {
    note(chunk) {
      if (chunk.type === 'fallback') {
        if (chunk.usage) {
          wasted = addUsage(wasted, chunk.usage)
          failures = [...failures, { deployment: chunk.from, usage: chunk.usage }]
        }
        failed = chunk.from
      } else if (chunk.type === 'start') deployment = chunk.deployment
      else if (chunk.type === 'text' || chunk.type === 'reasoning') output += chunk.text
      else if (chunk.type === 'tool-call') output += (chunk.name ?? '') + chunk.arguments
    },
    finish(chunk) {
      if (reported(chunk.usage, output) || call.record.cached) {
        final = wasted === noUsage ? chunk.usage : addUsage(wasted, chunk.usage)
        return final === chunk.usage ? chunk : { ...chunk, usage: final }
      }
      return counted().then(usage => {
        final = addUsage(wasted, usage)
        return { ...chunk, usage: final }
      })
    },
    soFar,
    outputBytes: () => Buffer.byteLength(output),
    deployment: () => asked() ?? failed,
    failed: () => failures,
    async usage(error) {
      const failure =
        error instanceof Error && error.cause instanceof ProviderFailure ? error.cause : undefined
      if (final) return final
      const own = failure?.usage
        ? await withWhatCame(failure.usage)
        : asked() === undefined
          ? noUsage
          : await countedInTime()
      final = addUsage(wasted, own)
      return final
    },
  }

  /** English text has about four characters a token; good enough for a figure on its way. */
  function soFar(): Usage {
    return wasted === noUsage ? estimated() : addUsage(wasted, estimated())
  }

  function estimated(): Usage {
    return {
      ...noUsage,
      inputTokens: Math.ceil(measure.inputUpperBound(call.input, servedAs(call)) / 4),
      outputTokens: Math.ceil(output.length / 4),
      source: 'ESTIMATED',
    }
  }

  function asked(): string | undefined {
    const last = call.record.attempts.at(-1)
    return deployment ?? (last?.outcome === 'CANCELLED' ? last.deployment : undefined)
  }

  /** A report that stands at the beginning of an answer, as Anthropic's does, does not know what came behind it. */
  async function withWhatCame(reported: Usage): Promise<Usage> {
    const { tokens, source } = await measure.countOutput(output, servedAs(call))
    const unknown = tokens - reported.outputTokens - reported.reasoningTokens
    return unknown > 0 ? { ...reported, outputTokens: reported.outputTokens + unknown, source } : reported
  }

  /** Whom the gateway has cut off waits for the last word, which may not wait for a tokenizer that is only starting. */
  async function countedInTime(): Promise<Usage> {
    if (!(call.signal.reason instanceof GatewayError)) return counted()
    const late = new AbortController()
    const { signal } = late
    const estimate = wait(lastCountMs, undefined, { signal }).then(estimated, estimated)
    const usage = await Promise.race([counted(), estimate])
    late.abort()
    return usage
  }

  async function counted(): Promise<Usage> {
    const model = servedAs(call)
    const [input, said] = await Promise.all([
      measure.countInput(call.input, model),
      measure.countOutput(output, model),
    ])
    const source = input.source === 'COUNTED' ? said.source : input.source
    return { ...noUsage, inputTokens: input.tokens, outputTokens: said.tokens, source }
  }
}

/** The chunks with `usage` chunks among them, once a second at most and before the finish. */
export const showUsage = (
  chunks: AsyncIterable<Chunk>,
  tally: Tally,
  { clock, cost }: { readonly clock: Clock; readonly cost: (usage: Usage) => bigint | undefined },
): AsyncIterableIterator<Chunk> => {
  let shownAt = clock()
  return flatMap(chunks, (chunk, out) => {
    if (chunk.type === 'finish') out.push(snapshot(chunk.usage, cost))
    out.push(chunk)
    if (chunk.type === 'finish' || clock() - shownAt < 1000) return
    shownAt = clock()
    out.push(snapshot(tally.soFar(), cost))
  })
}

const snapshot = (usage: Usage, costOf: (usage: Usage) => bigint | undefined): Chunk => {
  const costNanos = costOf(usage)
  return { type: 'usage', usage, ...(costNanos !== undefined && { costNanos }) }
}

/** A provider that reports nothing at all for an answer with words in it has reported nothing. */
const reported = (usage: Usage, output: string): boolean =>
  totalTokens(usage) > 0 || (usage.source === 'PROVIDER' && output === '')
