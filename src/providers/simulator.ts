import { noUsage, type Usage } from '../core/chunk.ts'
import { GatewayError } from '../core/error.ts'
import { type Provider, type ProviderCall, ProviderFailure } from '../core/provider.ts'
import { unsupported } from './kit/body.ts'
import { unreported } from './kit/count.ts'
import { isRetryable } from './kit/openai-failure.ts'
import { answerTo } from './simulator/answer.ts'
import { embed } from './simulator/embedding.ts'
import { readOptions, type SimulatorOptions } from './simulator/options.ts'
import { joined, limited, type Step, stepsOf } from './simulator/steps.ts'
import { inputTokens } from './simulator/tokens.ts'

export interface Simulator {
  /** As configured, such as `simulator`. */
  readonly name: string
  /** Options for every call; `simulator/options.ts` lists them. */
  readonly settings: { readonly [option: string]: unknown }
  /** Resolves after so many milliseconds; rejects as soon as the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>
}

/**
 * A provider without a model, for first steps, demos, load tests and tests: answers deterministically, streams at
 * a chosen pace, calls tools, fills JSON Schemas, embeds, and fails in every way that it is told to. A unary
 * answer comes at once. Throws INVALID_INPUT if a setting is wrong.
 */
export const createSimulator = ({ name, settings, sleep }: Simulator): Provider => {
  const read = readOptions(settings)
  if ('problem' in read) throw new GatewayError('INVALID_INPUT', `The provider ${name}: ${read.problem}`)
  return {
    name,
    kind: 'simulator',
    async *run(call) {
      const options = { ...read.options, ...optionsOf(call) }
      const wait = waiting(call.signal, sleep)
      await failIfTold(options, wait)
      const { deployment, input } = call
      if (input.task === 'embedding') {
        const vectors = input.texts.map(text => embed(text, input.dimensions))
        yield { type: 'start', provider: name, deployment: deployment.name, model: deployment.model }
        for (const [index, vector] of vectors.entries()) yield { type: 'embedding', index, vector }
        yield { type: 'finish', reason: 'STOP', usage: usageOf(call, options, []) }
        return
      }
      const { steps, reason } = limited(stepsOf(answerTo(input, options)), input.maxOutputTokens)
      const pieces = call.stream || options.pieces ? steps : joined(steps)
      const pace = call.stream ? paceOf(options) : { first: options.slowMs ?? 0, next: 0 }
      await wait(pace.first)
      yield { type: 'start', provider: name, deployment: deployment.name, model: deployment.model }
      for (const [position, step] of pieces.entries()) {
        breakOff(position, options)
        if (position > 0) await wait(pace.next)
        yield step.chunk
      }
      breakOff(Infinity, options)
      yield { type: 'finish', reason, usage: usageOf(call, options, steps) }
    },
  }
}

const optionsOf = ({ input }: ProviderCall): SimulatorOptions => {
  const given = input.providerOptions?.simulator
  if (given === undefined) return {}
  const read = readOptions(given)
  if ('problem' in read) throw unsupported(read.problem)
  return read.options
}

/** Waits, and stops at once when the call does. Waits of less than a millisecond are saved up. */
const waiting = (signal: AbortSignal, sleep: Simulator['sleep']): ((ms: number) => Promise<void>) => {
  let owed = 0
  return async ms => {
    signal.throwIfAborted()
    owed += ms
    const due = Math.floor(owed)
    if (due === 0) return
    owed -= due
    try {
      await sleep(due, signal)
    } finally {
      signal.throwIfAborted()
    }
  }
}

const failIfTold = async (options: SimulatorOptions, wait: (ms: number) => Promise<void>): Promise<void> => {
  const { timeout, status, retryAfterMs, malformed } = options
  await wait(timeout ?? 0)
  if (timeout !== undefined)
    throw new ProviderFailure('TIMEOUT', `The simulator was told not to answer for ${timeout} ms`, {
      retryable: true,
    })
  if (status !== undefined)
    throw new ProviderFailure('HTTP_STATUS', `The simulator was told to answer ${status}`, {
      status,
      code: `simulated_${status}`,
      retryable: isRetryable(status),
      retryAfterMs,
    })
  if (malformed)
    throw new ProviderFailure('MALFORMED_ANSWER', 'The simulator was told to send what cannot be read', {
      retryable: true,
    })
}

/** Throws if the answer is to end before the piece at this position. */
const breakOff = (
  position: number,
  { cutAfter = Infinity, errorAfter = Infinity }: SimulatorOptions,
): void => {
  if (Number.isFinite(cutAfter) && position >= cutAfter)
    throw new ProviderFailure('INCOMPLETE_STREAM', 'The simulator was told to break off', { retryable: true })
  if (Number.isFinite(errorAfter) && position >= errorAfter)
    throw new ProviderFailure('MID_STREAM_ERROR', 'The simulator was told to fail while answering', {
      code: 'simulated_error',
      retryable: true,
    })
}

const paceOf = ({ slowMs, firstTokenMs = 20, tokensPerSecond = 100 }: SimulatorOptions) =>
  slowMs === undefined
    ? { first: firstTokenMs, next: tokensPerSecond === 0 ? 0 : 1000 / tokensPerSecond }
    : { first: slowMs, next: slowMs }

const usageOf = ({ input }: ProviderCall, options: SimulatorOptions, steps: readonly Step[]): Usage => {
  if (options.usage === false) return unreported
  const tokensOf = (reasoning: boolean): number =>
    steps.reduce(
      (sum, { chunk, tokens }) => sum + ((chunk.type === 'reasoning') === reasoning ? tokens : 0),
      0,
    )
  return {
    ...noUsage,
    inputTokens: inputTokens(input),
    outputTokens: tokensOf(false),
    reasoningTokens: tokensOf(true),
  }
}
