import type { ServerResponse } from 'node:http'
import { providerServer } from './provider-server.ts'

/** A provider that answers with one word; while it is told to, it holds the answers to questions that say `hold`. */
export interface HoldingProvider {
  readonly url: string
  /** From now on it holds them. */
  hold(): void
  /** Resolves when it holds so many questions at the same time. */
  holds(count: number): Promise<void>
  /** The most that it has held at the same time. */
  peak(): number
  /** Answers all that it holds, and holds none from now on. */
  release(): void
  close(): Promise<void>
}

/** What each answer is said to have used, in tokens. */
export const holdingUsage = { input: 5, output: 10 } as const

export const startHoldingProvider = async (): Promise<HoldingProvider> => {
  const held = new Set<ServerResponse>()
  const waiting = new Set<{ readonly count: number; readonly resolve: () => void }>()
  let peak = 0
  let isHolding = false
  const server = await providerServer((response, { body }) => {
    if (!isHolding || !body.includes('hold')) return respond(response)
    held.add(response)
    response.once('close', () => held.delete(response))
    peak = Math.max(peak, held.size)
    for (const waiter of waiting) {
      if (held.size < waiter.count) continue
      waiting.delete(waiter)
      waiter.resolve()
    }
  })
  return {
    url: server.url,
    hold() {
      isHolding = true
    },
    holds: count =>
      held.size >= count ? Promise.resolve() : new Promise(resolve => void waiting.add({ count, resolve })),
    peak: () => peak,
    release() {
      isHolding = false
      for (const response of held) respond(response)
      held.clear()
    },
    close: () => server.close(),
  }
}

const respond = (response: ServerResponse): void =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(answer)

const answer = JSON.stringify({
  id: 'one',
  object: 'chat.completion',
  created: 0,
  model: 'small',
  choices: [{ index: 0, finish_reason: 'length', message: { role: 'assistant', content: 'Because.' } }],
  usage: {
    prompt_tokens: holdingUsage.input,
    completion_tokens: holdingUsage.output,
    total_tokens: holdingUsage.input + holdingUsage.output,
  },
})
