import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from '../../src/core/message.ts'
import { ProviderFailure } from '../../src/core/provider.ts'
import type { CompletionInput } from '../../src/core/request.ts'
import { adapters } from '../../src/providers/index.ts'
import { deploymentOf } from '../kit/replay.ts'

/** The body of a question with these options for the provider. */
const sent = (kind: string, options: { readonly [name: string]: Json }, settings = {}) => {
  const adapter =
    adapters.find(adapter => adapter.kind === kind) ?? assert.fail(`There is no adapter ${kind}`)
  const input: CompletionInput = {
    task: 'completion',
    messages: [{ role: 'USER', parts: [{ type: 'text', text: 'hi' }] }],
    providerOptions: { [kind]: options },
  }
  const baseUrl = 'https://provider.test'
  const target = { deployment: deploymentOf('some-model'), baseUrl, stream: false, settings }
  return JSON.parse(adapter.encode(input, target).body)
}

const costing: readonly (readonly [kind: string, options: { readonly [name: string]: Json }])[] = [
  ['anthropic', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
  ['anthropic', { Tools: { type: 'code_execution_20250522', name: 'code' } }],
  ['anthropic', { mcp_servers: [{ type: 'url', url: 'https://a.test' }] }],
  [
    'anthropic',
    { tools: [{ name: 'f', input_schema: {}, cache_control: { type: 'ephemeral', ttl: '1h' } }] },
  ],
  ['gemini', { tools: [{ google_search: {} }] }],
  ['gemini', { tools: [{ functionDeclarations: [], urlContext: {} }] }],
  ['groq', { tools: [{ type: 'browser_search' }] }],
  ['openai', { tools: [{ type: 'function', function: { name: 'f' } }, { type: 'web_search' }] }],
  ['openrouter', { plugins: [{ id: 'web', max_results: 10 }] }],
  ['xai', { search_parameters: { mode: 'on' } }],
]

test('a caller cannot ask for what a provider runs itself, which costs beside tokens or is read without bounds', () => {
  for (const [kind, options] of costing)
    assert.throws(
      () => sent(kind, options),
      (error: unknown) =>
        error instanceof ProviderFailure &&
        error.kind === 'UNSUPPORTED' &&
        /may cost more than the gateway meters.*`unmetered: allow`/.test(error.message),
      JSON.stringify(options),
    )
})

test('unless an admin allows it for the provider', () => {
  for (const [kind, options] of costing) {
    const body = sent(kind, options, { unmetered: 'allow' })
    for (const value of Object.values(options))
      assert.ok(Object.values(body).some(sent => isEqual(sent, value)))
  }
})

const isEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

test('nor for a cache that is dearer than the one that is metered', () => {
  const cached = (cache_control: { readonly [name: string]: Json }) => sent('anthropic', { cache_control })
  assert.throws(() => cached({ type: 'ephemeral', ttl: '1h' }), /cannot set cache_control.ttl/)
  assert.deepEqual(cached({ type: 'ephemeral' }).cache_control, { type: 'ephemeral' })
})

test('tools that the caller runs pass', () => {
  const own: typeof costing = [
    [
      'anthropic',
      {
        tools: [
          { type: 'text_editor_20250728', name: 'edit' },
          { name: 'f', input_schema: {} },
        ],
      },
    ],
    ['gemini', { tools: [{ function_declarations: [{ name: 'f' }] }] }],
    ['openai', { tools: [{ type: 'custom', custom: { name: 'f' } }] }],
  ]
  for (const [kind, options] of own) assert.deepEqual(sent(kind, options).tools, options.tools)
})
