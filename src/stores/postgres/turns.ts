import { GatewayError } from '../../core/error.ts'

export interface TurnLimits {
  /** Works that go on at the same time. */
  readonly atOnce: number
  /** Works of one name that wait. */
  readonly mostWaiting: number
}

/**
 * Does works of a name one after the other, and the names by turns, so that one that asks for much holds up no other. Throws
 * UNAVAILABLE where too many of a name wait.
 */
export const createTurns = ({ atOnce, mostWaiting }: TurnLimits) => {
  /** In the order of their turns. */
  const waiting = new Map<string, (() => void)[]>()
  const going = new Set<string>()

  const admit = (): void => {
    for (const [name, queue] of waiting) {
      if (going.size >= atOnce) return
      if (going.has(name)) continue
      waiting.delete(name)
      const first = queue.shift()
      if (queue.length > 0) waiting.set(name, queue)
      going.add(name)
      first?.()
    }
  }

  return async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    const queue = waiting.get(name) ?? []
    if (queue.length >= mostWaiting)
      throw new GatewayError('UNAVAILABLE', `${mostWaiting} changes wait already; try again in a moment`)
    const turn = Promise.withResolvers<void>()
    queue.push(turn.resolve)
    waiting.set(name, queue)
    admit()
    await turn.promise
    try {
      return await work()
    } finally {
      going.delete(name)
      admit()
    }
  }
}
