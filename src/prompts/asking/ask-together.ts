import { GatewayError } from '../../core/error.ts'
import type { Gateway } from '../../core/gateway.ts'
import type { PromptAnswer, PromptRequest } from '../../core/prompt.ts'
import { collect } from '../../core/stream.ts'
import { answerOf, askPrompt } from './ask.ts'
import { grouped } from './grouped.ts'
import { createJointCall, type JointCall, type JointCallOptions } from './joint-call.ts'

/** What one operation of a client may come to. */
export interface TogetherLimits {
  /** Calls of providers that run at the same moment. */
  readonly atOnce: number
  /** Calls of providers in all, repairs of answers aside. */
  readonly calls: number
}

export const togetherLimits: TogetherLimits = { atOnce: 4, calls: 200 }

export interface TogetherOptions extends Omit<JointCallOptions, 'expected'> {
  readonly gateway: Gateway
  readonly limits?: TogetherLimits
}

/**
 * Asks prompts for many entities at once, for one operation of a client. Each is a call of its own; equal ones are asked of
 * a provider once, and up to `pack` different ones together. An answer that is missing, or does not fit, is asked for
 * alone. What fails is an Error in its place.
 */
export const createTogether = ({ gateway, limits = togetherLimits, ...joining }: TogetherOptions) => {
  const slots = createSlots(limits.atOnce)
  // Others than those of the packs that wait for them.
  const single = createSlots(limits.atOnce)
  let left = limits.calls

  const spend = (): void => {
    if (left === 0)
      throw new GatewayError(
        'QUOTA_EXCEEDED',
        `The operation has made the ${limits.calls} calls of a provider that one may make: ask for a shorter list`,
      )
    left--
  }

  const alone = (request: PromptRequest): Promise<PromptAnswer> =>
    single(() => {
      spend()
      return answerOf(askPrompt(gateway, request))
    })

  const jointly = async (request: PromptRequest, { joint, leave }: JointCall): Promise<PromptAnswer> => {
    const { prompt } = request.prompt
    const answering = gateway.run({ ...request, joint })
    try {
      const { text, finish } = await collect(answering)
      const isMissing = finish.reason === 'OTHER' || answering.record.misfit !== undefined
      const read = isMissing ? undefined : prompt.readAnswer(text)
      if (read && 'value' in read) return { value: read.value, record: answering.record }
    } finally {
      leave()
    }
    return alone(request)
  }

  const pack = (requests: readonly PromptRequest[]): Promise<readonly (PromptAnswer | Error)[]> =>
    slots(async () => {
      spend()
      const call = createJointCall({ expected: requests.length, ...joining })
      return Promise.all(requests.map(request => jointly(request, call).catch(asError)))
    }).catch(error => requests.map(() => asError(error)))

  return async (
    requests: readonly PromptRequest[],
    most: number,
  ): Promise<readonly (PromptAnswer | Error)[]> => {
    const alike = grouped(requests, ({ prompt }) => JSON.stringify(prompt.variables))
    const packs = Array.from({ length: Math.ceil(alike.length / most) }, (_, index) =>
      alike.slice(index * most, (index + 1) * most).flat(),
    )
    const answers = new Map<PromptRequest, PromptAnswer | Error>()
    const asked = await Promise.all(packs.map(pack))
    for (const [index, requests] of packs.entries())
      for (const [position, request] of requests.entries()) {
        const answer = asked[index]?.[position]
        if (answer) answers.set(request, answer)
      }
    return requests.map(request => answers.get(request) ?? new Error('A request was not answered'))
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

/** Lets so many works run at the same moment; others wait in the order in which they came. */
const createSlots = (most: number) => {
  const waiting: (() => void)[] = []
  let running = 0
  return async <Result>(work: () => Promise<Result> | Result): Promise<Result> => {
    if (running >= most) await new Promise<void>(resolve => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
