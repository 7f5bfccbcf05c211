import type { Chunk } from '../../src/core/chunk.ts'
import { ProviderFailure } from '../../src/core/provider.ts'
import type { CompletionInput, Input } from '../../src/core/request.ts'
import { type Answer, gather } from '../../src/core/stream.ts'
import type { Adapter, Target } from '../../src/providers/kit/adapter.ts'
import { type Fields, fieldsOf } from '../../src/providers/kit/json.ts'
import { deploymentOf } from './replay.ts'

/** A model at a provider's usual address. */
export const targetOf = (adapter: Adapter, model: string, about: Partial<Target> = {}): Target => ({
  deployment: deploymentOf(model),
  baseUrl: adapter.baseUrl ?? 'https://provider.test/v1',
  apiKey: 'key-of-the-test',
  stream: true,
  settings: {},
  ...about,
})

/** A question of one user message, with more to it. */
export const asked = (about: Partial<CompletionInput> = {}): CompletionInput => ({
  task: 'completion',
  messages: [{ role: 'USER', parts: [{ type: 'text', text: 'Hello' }] }],
  ...about,
})

/** The body that the adapter would send. */
export const sent = (adapter: Adapter, input: Input, target: Target): Fields =>
  fieldsOf(JSON.parse(adapter.encode(input, target).body))

/** What the adapter makes of a stream of these events. */
export const heard = (
  adapter: Adapter,
  events: readonly object[],
  about: { readonly input?: Input; readonly target?: Target } = {},
): readonly Chunk[] => {
  const decoder = adapter.decoder(about.input ?? asked(), about.target ?? targetOf(adapter, 'model'))
  return [...events.flatMap(event => decoder.event(JSON.stringify(event))), ...decoder.end()]
}

/** What the adapter makes of one document. */
export const whole = (
  adapter: Adapter,
  document: object,
  about: { readonly input?: Input; readonly target?: Target } = {},
): readonly Chunk[] => {
  const decoder = adapter.decoder(about.input ?? asked(), about.target ?? targetOf(adapter, 'model'))
  return [...decoder.document(JSON.stringify(document)), ...decoder.end()]
}

/** The chunks put together. */
export const answerOf = (chunks: readonly Chunk[]): Answer => {
  const answer = gather()
  for (const chunk of chunks) answer.add(chunk)
  return answer.whole()
}

/** The failure that the work ends in. Throws if it succeeds or throws something else. */
export const failureOf = (work: () => unknown): ProviderFailure => {
  try {
    work()
  } catch (error) {
    if (error instanceof ProviderFailure) return error
    throw error
  }
  throw new Error('Nothing was thrown')
}
