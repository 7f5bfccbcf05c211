import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { LLMock } from '@copilotkit/aimock'
import type { Message } from '../../src/core/message.ts'
import { type Provider, ProviderFailure } from '../../src/core/provider.ts'
import type { Input } from '../../src/core/request.ts'
import { collect } from '../../src/core/stream.ts'
import { anthropic } from '../../src/providers/anthropic.ts'
import { gemini } from '../../src/providers/gemini.ts'
import { providerAgent } from '../../src/providers/kit/agent.ts'
import { httpProvider } from '../../src/providers/kit/http-provider.ts'
import { ollama } from '../../src/providers/ollama.ts'
import { asked } from '../kit/dialect.ts'
import { deploymentOf } from '../kit/replay.ts'

// Another project's idea of these APIs, over real connections.
const mock = new LLMock({ port: 0 })
const dispatcher = providerAgent('ANY')

before(async () => {
  mock.onMessage('Hello', { content: 'Good day to you', reasoning: 'They greet me.' })
  mock.onMessage(
    'Cut off',
    { content: 'A long answer that never ends' },
    { chunkSize: 4, truncateAfterChunks: 3 },
  )
  mock.on(
    { userMessage: 'Weather', hasToolResult: false },
    { toolCalls: [{ name: 'weather', arguments: '{"city":"Rome"}' }] },
  )
  mock.on({ userMessage: 'Weather', hasToolResult: true }, { content: 'It is sunny in Rome' })
  mock.onEmbedding('embed me', { embedding: [0.25, 0.5] })
  await mock.start()
})

after(async () => {
  await mock.stop()
  await dispatcher.close()
})

const user = (text: string): Message => ({ role: 'USER', parts: [{ type: 'text', text }] })
const weather = { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } }

for (const [adapter, model] of [
  [anthropic, 'claude-sonnet-4-5'],
  [gemini, 'gemini-2.5-flash'],
  [ollama, 'qwen3'],
] as const) {
  describe(`${adapter.kind} over HTTP`, () => {
    const provider = (): Provider =>
      httpProvider({
        name: adapter.kind,
        adapter,
        baseUrl: mock.url,
        apiKey: 'key',
        stateKey: new Uint8Array(32),
        dispatcher,
      })
    const ask = (input: Input, stream: boolean) =>
      collect(
        provider().run({
          deployment: deploymentOf(model),
          input,
          stream,
          signal: new AbortController().signal,
        }),
      )

    for (const stream of [true, false]) {
      const way = stream ? 'streamed' : 'whole'

      test(`answers, ${way}`, async () => {
        const answer = await ask(asked({ messages: [user('Hello')] }), stream)
        assert.deepEqual([answer.text, answer.reasoning], ['Good day to you', 'They greet me.'])
        assert.equal(answer.finish.reason, 'STOP')
      })

      test(`calls a tool and takes its result, ${way}`, async () => {
        const question = asked({ messages: [user('Weather in Rome?')], tools: [weather] })
        const { toolCalls, finish } = await ask(question, stream)
        const [call] = toolCalls
        assert.ok(call)
        assert.deepEqual([call.name, JSON.parse(call.arguments)], ['weather', { city: 'Rome' }])
        assert.equal(finish.reason, 'TOOL_CALLS')
        const messages: Message[] = [
          ...question.messages,
          { role: 'ASSISTANT', parts: [], toolCalls },
          { role: 'TOOL', toolCallId: call.id, parts: [{ type: 'text', text: 'sunny' }] },
        ]
        const answer = await ask({ ...question, messages }, stream)
        assert.deepEqual([answer.text, answer.finish.reason], ['It is sunny in Rome', 'STOP'])
      })
    }

    test('fails where the stream is cut off', async () => {
      await assert.rejects(ask(asked({ messages: [user('Cut off')] }), true), ProviderFailure)
    })

    test('tells a rate limit', async () => {
      mock.nextRequestError(429, { message: 'Slow down', type: 'rate_limit_error' })
      await assert.rejects(
        ask(asked(), false),
        error => error instanceof ProviderFailure && error.status === 429 && error.retryable,
      )
    })

    if (adapter !== anthropic) {
      test('embeds a text', async () => {
        const answer = await ask({ task: 'embedding', texts: ['embed me'] }, false)
        assert.deepEqual(answer.embeddings, [[0.25, 0.5]])
      })
    }
  })
}
