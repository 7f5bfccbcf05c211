import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { LLMock } from '@copilotkit/aimock'
import OpenAI from 'openai'
import { adapters } from '../src/providers/index.ts'
import { startGateway, type TestGateway } from './kit/gateway.ts'

// OpenAI's own SDK in front of the whole gateway, another project's idea of each provider behind it.

/** Where aimock expects a kind's questions, if not at OpenAI's paths. */
const paths: { readonly [kind: string]: string } = {
  anthropic: '',
  'azure-openai': '',
  gemini: '',
  ollama: '',
}

/** Kinds that aimock does not speak to. */
const unknownToAimock: { readonly [kind: string]: string } = {
  voyage: 'has embeddings only',
  writer: 'is asked at /chat',
}

const kinds = adapters.map(({ kind }) => kind).filter(kind => !(kind in unknownToAimock))
const model = (kind: string): string =>
  ({ anthropic: 'claude-sonnet-4-5', gemini: 'gemini-2.5-flash' })[kind] ?? 'some-model'

const configuration = (url: string): string => `
providers:
${kinds
  .map(kind => {
    const version = kind === 'azure-openai' ? ', apiVersion: "2024-10-21"' : ''
    return `  - { name: at-${kind}, kind: ${kind}, baseUrl: "${url}${paths[kind] ?? '/v1'}", apiKey: key, allowInsecure: true${version} }`
  })
  .join('\n')}
models:
${kinds.map(kind => `  - { name: by-${kind}, deployments: [ { provider: at-${kind}, model: ${model(kind)} } ], unpriced: allow, capabilities: [COMPLETION, TOOLS] }`).join('\n')}
`

const mock = new LLMock({ port: 0 })
let gateway: TestGateway
let openai: OpenAI

before(async () => {
  mock.onMessage('Hello', { content: 'Good day to you' })
  mock.onMessage(
    'Cut off',
    { content: 'An answer that never ends' },
    { chunkSize: 4, truncateAfterChunks: 3 },
  )
  mock.on(
    { userMessage: 'Weather', hasToolResult: false },
    { toolCalls: [{ name: 'weather', arguments: '{"city":"Rome"}' }] },
  )
  mock.on({ userMessage: 'Weather', hasToolResult: true }, { content: 'It is sunny in Rome' })
  await mock.start()
  gateway = await startGateway({ yaml: configuration(mock.url) })
  openai = new OpenAI({
    baseURL: `${gateway.url}/v1`,
    apiKey: (await gateway.newKey()).secret,
    maxRetries: 0,
  })
})
after(async () => {
  await gateway.close()
  await mock.stop()
})

const tools: OpenAI.ChatCompletionTool[] = [
  {
    type: 'function',
    function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
  },
]

for (const kind of kinds)
  describe(kind, () => {
    const asking = (content: string) => ({
      model: `by-${kind}`,
      messages: [{ role: 'user' as const, content }],
    })

    test('answers at once and in pieces', async () => {
      const whole = await openai.chat.completions.create(asking('Hello'))
      assert.equal(whole.choices[0]?.message.content, 'Good day to you')
      assert.ok((whole.usage?.total_tokens ?? 0) > 0)

      let text = ''
      let finish: string | null | undefined
      for await (const { choices } of await openai.chat.completions.create({
        ...asking('Hello'),
        stream: true,
      })) {
        text += choices[0]?.delta.content ?? ''
        finish = choices[0]?.finish_reason ?? finish
      }
      assert.deepEqual([text, finish], ['Good day to you', 'stop'])
    })

    test('calls a tool and goes on with its result', async () => {
      const question = asking('Weather in Rome?')
      const { choices } = await openai.chat.completions.create({ ...question, tools })
      const message = choices[0]?.message
      const call = message?.tool_calls?.[0]
      assert.ok(message && call?.type === 'function')
      assert.deepEqual(JSON.parse(call.function.arguments), { city: 'Rome' })
      const result = { role: 'tool' as const, tool_call_id: call.id, content: 'sunny' }
      const next = await openai.chat.completions.create({
        ...question,
        messages: [...question.messages, message, result],
        tools,
      })
      assert.equal(next.choices[0]?.message.content, 'It is sunny in Rome')
    })

    test('an error of the provider, and a stream that it cuts, are failures', async () => {
      mock.nextRequestError(429, { message: 'Slow down', type: 'rate_limit_error' })
      await assert.rejects(openai.chat.completions.create(asking('Hello')), {
        status: 502,
        code: 'providers_failed',
      })
      // The cut may come before or behind the first event: then the call fails, or the stream does.
      const read = async () =>
        Array.fromAsync(await openai.chat.completions.create({ ...asking('Cut off'), stream: true }))
      await assert.rejects(read, OpenAI.APIError)
    })
  })
