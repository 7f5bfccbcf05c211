import type { BundleTerms, Share } from '../../core/bundle.ts'
import { GatewayError } from '../../core/error.ts'
import type { Answering, Gateway } from '../../core/gateway.ts'
import type { Json } from '../../core/message.ts'
import type {
  Prompt,
  PromptAnswering,
  PromptEvent,
  PromptRequest,
  PromptStep,
  Variables,
} from '../../core/prompt.ts'
import type { CallRecord } from '../../core/record.ts'
import type { Services } from '../../core/services.ts'
import { answerOf, askPrompt } from './ask.ts'

/** What prompts are asked with. */
export interface Asking {
  readonly gateway: Gateway
  readonly bundle: Services['bundle']
  /** A fresh UUID whose order is the order of time (version 7). */
  readonly newId: () => string
}

/** Calls a prompt, its steps before it, and reads its answer as `askPrompt` does. */
export const askWithSteps = (asking: Asking, request: PromptRequest): PromptAnswering => {
  if (!request.prompt.prompt.steps) return askPrompt(asking.gateway, request)
  const whole: Whole = { ...asking, request, id: asking.newId(), records: [] }
  return {
    record: () => whole.answering?.record() ?? whole.records.at(-1),
    [Symbol.asyncIterator]: () => eventsOf(whole),
  }
}

/** The calls that a prompt makes, as far as they are known before they run. */
export const callsOf = (request: PromptRequest): readonly PromptRequest[] => {
  const { prompt, variables } = request.prompt
  const { steps = [] } = prompt
  if (steps.length === 0) return [request]
  const samples: { [name: string]: Json } = { ...variables }
  const calls = steps.map((step, index) => {
    const awaits = steps.slice(0, index).filter(({ as }) => step.reads.has(as))
    const call = stepRequest(request, step, variablesOf(step, samples, prompt))
    samples[step.as] = step.sample
    return waiting(call, awaits)
  })
  return [...calls, waiting({ ...request, prompt: { prompt, variables: samples } }, steps)]
}

interface Whole extends Asking {
  readonly request: PromptRequest
  /** Of the prompt's own call, which the calls of its steps name. */
  readonly id: string
  /** Of all calls that were made. */
  readonly records: CallRecord[]
  /** The prompt's own answer, once it is asked for. */
  answering?: PromptAnswering
}

async function* eventsOf(whole: Whole): AsyncGenerator<PromptEvent> {
  const { request, id } = whole
  const { prompt, variables, stepShares } = request.prompt
  const { steps = [] } = prompt
  const calls = callsOf(request)
  const { maxCostNanos } = request.input
  const terms: BundleTerms = { signal: request.signal, ...(maxCostNanos !== undefined && { maxCostNanos }) }
  // Who pays for several fields of an operation has paid for these, too.
  const bundle = stepShares ? undefined : await whole.bundle(calls, terms)
  const shares = bundle?.shares ?? [...(stepShares ?? []), ...(request.share ? [request.share] : [])]
  const gateway = within(whole, maxCostNanos)
  try {
    await refuse(whole, calls, shares)
    const known: { [name: string]: Json } = { ...variables }
    for (const [index, step] of steps.entries())
      known[step.as] = await named(step, prompt, async () => {
        const call = stepRequest(request, step, variablesOf(step, known, prompt))
        const { value } = await answerOf(
          askPrompt(gateway, { ...call, parent: id, ...sharing(shares[index]) }),
        )
        return step.prompt.toJson(value)
      })
    whole.answering = askPrompt(gateway, {
      ...request,
      prompt: { ...request.prompt, variables: known },
      id,
      ...sharing(shares.at(-1)),
    })
    yield* whole.answering
  } finally {
    await bundle?.end()
  }
}

/** Lets the first call fail at once that could not be let through, before any other one costs something. */
const refuse = async (
  { gateway, request, id }: Whole,
  calls: readonly PromptRequest[],
  shares: readonly Share[],
): Promise<void> => {
  const { prompt } = request.prompt
  const index = shares.findIndex(({ fault }) => fault !== undefined)
  const call = calls[index]
  const fault = shares[index]?.fault
  if (!call) return
  const share: Share = {
    draw() {
      throw fault
    },
    longest: () => undefined,
    afford: () => true,
    spent: () => undefined,
  }
  const step = prompt.steps?.[index]
  // It reaches no provider, and stands in the ledger.
  const refused = { ...call, share, ...(step ? { parent: id } : { id }) }
  const ask = (): Promise<unknown> => answerOf(askPrompt(gateway, refused))
  await (step ? named(step, prompt, ask) : ask())
}

/** The gateway, for calls that may not cost more than this together. Keeps their records. */
const within = ({ gateway, records }: Whole, maxCostNanos: bigint | undefined): Gateway => ({
  run(request): Answering {
    const spent = records.reduce((sum, { costNanos = 0n }) => sum + costNanos, 0n)
    const own = request.input.maxCostNanos
    const left = maxCostNanos === undefined ? undefined : maxCostNanos > spent ? maxCostNanos - spent : 0n
    const most = left === undefined || (own !== undefined && own < left) ? own : left
    const input = most === undefined ? request.input : { ...request.input, maxCostNanos: most }
    const answering = gateway.run({ ...request, input })
    records.push(answering.record)
    return answering
  },
})

/** What the calls of steps have of the prompt's: who asks, what for, and how it is attributed. */
const stepRequest = (request: PromptRequest, { prompt }: PromptStep, variables: Variables): PromptRequest => {
  const { share, id, joint, ...asked } = request
  const { subject, tags, sessionId } = asked.input as PromptRequest['input']
  return {
    ...asked,
    operation: prompt.operation,
    model: prompt.model,
    stream: false,
    prompt: { prompt, variables },
    input: {
      ...prompt.input,
      ...(subject && { subject }),
      ...(tags && { tags }),
      ...(sessionId !== undefined && { sessionId }),
    },
  }
}

const waiting = (request: PromptRequest, steps: readonly PromptStep[]): PromptRequest =>
  steps.length === 0
    ? request
    : { ...request, prompt: { ...request.prompt, awaits: steps.map(({ prompt }) => prompt) } }

const sharing = (share: Share | undefined) => share && { share }

const variablesOf = (step: PromptStep, known: Variables, prompt: Prompt): Variables => {
  try {
    return step.variablesOf(known)
  } catch (error) {
    if (error instanceof GatewayError) throw error
    const reason = error instanceof Error ? error.message.split('\n')[0] : 'they fail'
    throw new GatewayError(
      'INVALID_PROMPT',
      `The arguments of the step \`${step.as}\` of \`${prompt.name}\` cannot be rendered: ${reason}`,
      { cause: error },
    )
  }
}

/** Does what a step does; what fails says which it was. */
const named = async <T>({ as }: PromptStep, { name }: Prompt, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    throw new GatewayError(error.code, `The step \`${as}\` of \`${name}\`: ${error.message}`, {
      ...error.details,
      cause: error,
    })
  }
}
