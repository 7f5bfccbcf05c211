import { Worker } from 'node:worker_threads'
import { GatewayError } from '../../core/error.ts'
import type { Log } from '../../core/ports.ts'
import type { Examiner } from './examine.ts'

/** A question to the thread: which one, and what about. */
export type Question = {
  [ask in keyof Examiner]: {
    readonly id: number
    readonly ask: ask
    readonly about: Parameters<Examiner[ask]>
  }
}[keyof Examiner]

/** The thread's answer. `failure`: it could not tell, for this reason. */
export interface Reply {
  readonly id: number
  readonly answer?: unknown
  readonly failure?: string
}

export interface ExaminerThread extends Examiner {
  /** Ends the thread. What waits for it fails with UNAVAILABLE, and so does whatever is asked later. */
  close(): Promise<void>
}

/** Questions that may wait: each is somebody who publishes. */
const mostWaiting = 100

/** Without a question for so long, the thread ends; the next one starts it again. */
const idleMs = 60_000

/**
 * Examines modules in one thread, which starts with the first question: composing takes up to a second, and streams of
 * other tenants must not stand still for it. `module` is the worker's.
 */
export const openExaminerThread = (module: URL, log: Log): ExaminerThread => {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let nextId = 0
  let closed = false
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined

  const running = (): Worker => {
    if (worker) return worker
    const thread = new Worker(module)
    thread.on('message', ({ id, answer, failure }: Reply) => {
      const asked = waiting.get(id)
      waiting.delete(id)
      if (failure === undefined) asked?.resolve(answer)
      else asked?.reject(new Error(failure))
      if (waiting.size > 0) return
      thread.unref()
      idle = setTimeout(() => void thread.terminate(), idleMs).unref()
    })
    thread.on('error', error => log.error({ err: error }, 'prompts cannot be examined'))
    thread.on('exit', () => {
      if (worker === thread) worker = undefined
      for (const { reject } of waiting.values()) reject(unavailable())
      waiting.clear()
    })
    worker = thread
    return thread
  }

  const ask = async <Ask extends keyof Examiner>(
    ask: Ask,
    ...about: Parameters<Examiner[Ask]>
  ): Promise<Awaited<ReturnType<Examiner[Ask]>>> => {
    if (closed || waiting.size >= mostWaiting) throw unavailable()
    clearTimeout(idle)
    const thread = running()
    const id = nextId++
    const asked = Promise.withResolvers<unknown>()
    waiting.set(id, asked)
    // While something waits, the thread keeps the process alive, and only then.
    thread.ref()
    thread.postMessage({ id, ask, about })
    return (await asked.promise) as Awaited<ReturnType<Examiner[Ask]>>
  }

  return {
    faults: (sound, module) => ask('faults', sound, module),
    change: (before, next) => ask('change', before, next),
    async close() {
      closed = true
      clearTimeout(idle)
      await worker?.terminate()
    },
  }
}

const unavailable = (): GatewayError =>
  new GatewayError('UNAVAILABLE', 'Prompts cannot be checked at the moment; try again')
