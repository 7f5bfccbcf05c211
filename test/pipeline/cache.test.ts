import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Chunk } from '../../src/core/chunk.ts'
import { noUsage } from '../../src/core/chunk.ts'
import type { Message, Part } from '../../src/core/message.ts'
import type { ResponseCache } from '../../src/core/ports.ts'
import type { Call, CompletionInput } from '../../src/core/request.ts'
import { collect } from '../../src/core/stream.ts'
import { cache } from '../../src/pipeline/cache.ts'
import { createQuestionKey } from '../../src/pipeline/question.ts'
import { createMemoryResponseCache } from '../../src/stores/memory/response-cache.ts'
import {
  all,
  answer,
  answering,
  callOf,
  model,
  principal,
  question,
  silentAfter,
  snapshot,
} from '../kit/call.ts'
import { silentLog } from '../kit/log.ts'

const open = (chunks: readonly (Chunk | Error)[], { ttl = 60, store = memory() } = {}) => {
  const end = answering(...chunks)
  const { log, events } = silentLog()
  return { run: cache({ store, ttlSeconds: () => ttl, log, secret })(end), end, events }
}

const secret = 'a secret'
const cacheKey = createQuestionKey(secret)

const memory = () => createMemoryResponseCache({ maxBytes: 10_000_000, clock: () => 0 })

test('an identical repeat is served without the provider, costs nothing, and says so (F77)', async () => {
  const { run, end } = open(answer('The ', 'sky ', 'is ', 'blue.'))
  await all(run(callOf()))
  const again = callOf()
  assert.deepEqual(await all(run(again)), [
    { type: 'start', provider: 'fake', deployment: 'fake/small', model: 'small-1' },
    { type: 'text', index: 0, text: 'The sky is blue.' },
    { type: 'finish', reason: 'STOP', usage: noUsage },
  ])
  assert.equal(end.calls.length, 1)
  assert.equal(again.record.cached, true)
})

test('a repetition by idempotency key is answered from the first call, for the same caller and question only', async () => {
  const { run, end } = open(answer('Yes'), { ttl: 0 })
  const named = (text = 'Shall I?') => ({ ...question(text), idempotencyKey: 'order-7' })
  await all(run(callOf({ input: named() })))
  const again = callOf({ input: named() })
  await all(run(again))
  assert.deepEqual([end.calls.length, again.record.cached], [1, true])
  await all(run(callOf({ input: named('Another question') })))
  await all(run(callOf({ input: named(), principal: { ...principal, id: 'key-2' } })))
  await all(run(callOf({ input: { ...named(), idempotencyKey: 'order-8' } })))
  assert.equal(end.calls.length, 4)
})

test('without a time to live nothing is kept (F80)', async () => {
  const { run, end } = open(answer('Yes'), { ttl: 0 })
  await all(run(callOf()))
  const again = callOf()
  await all(run(again))
  assert.equal(end.calls.length, 2)
  assert.equal(again.record.cached, false)
})

test('tool calls, reasoning with its state, and vectors come back as they were', async () => {
  const { run } = open([
    { type: 'reasoning', index: 0, text: 'Let ' },
    { type: 'reasoning', index: 0, text: 'me', providerState: 's1' },
    { type: 'reasoning', index: 0, text: ' see', providerState: 's2' },
    { type: 'tool-call', index: 0, id: 'c1', name: 'look', arguments: '{"a"' },
    { type: 'tool-call', index: 1, id: 'c2', name: 'look', arguments: '{}', providerState: 't' },
    { type: 'tool-call', index: 0, arguments: ':1}' },
    { type: 'embedding', index: 0, vector: [1, 2] },
    { type: 'usage', usage: noUsage },
    { type: 'finish', reason: 'TOOL_CALLS', usage: { ...noUsage, inputTokens: 9 } },
  ])
  const { finish: _, ...first } = await collect(run(callOf()))
  const { finish, ...second } = await collect(run(callOf()))
  assert.deepEqual(second, first)
  assert.deepEqual(finish, { type: 'finish', reason: 'TOOL_CALLS', usage: noUsage })
})

test('only a whole answer is kept', async () => {
  const [start, words] = answer('Yes')
  assert.ok(start && words)
  const filtered: Chunk = { type: 'finish', reason: 'CONTENT_FILTER', usage: noUsage }
  const huge: Chunk = { type: 'text', index: 0, text: 'x'.repeat(1_000_001) }
  for (const chunks of [
    [start, words, new Error('broken off')],
    [start, words],
    [start, words, filtered],
    [start, huge, ...answer().slice(1)],
  ]) {
    const { run, end } = open(chunks)
    await all(run(callOf())).catch(() => undefined)
    await all(run(callOf())).catch(() => undefined)
    assert.equal(end.calls.length, 2)
  }
})

test('what a reader who left has seen is not kept', async () => {
  const { run, end } = open(answer('Yes', 'No'))
  for await (const chunk of run(callOf())) if (chunk.type === 'text') break
  await all(run(callOf()))
  assert.equal(end.calls.length, 2)

  const store = memory()
  const leaving = new AbortController()
  const { log } = silentLog()
  const stage = cache({ store, ttlSeconds: () => 60, log, secret })
  const call = callOf({ signal: leaving.signal })
  const reader = stage(silentAfter(...answer('Yes').slice(0, 2)))(call)[Symbol.asyncIterator]()
  await reader.next()
  leaving.abort(new Error('left'))
  await assert.rejects(async () => {
    while (!(await reader.next()).done);
  }, /left/)
  assert.equal(await store.get(cacheKey(call)), undefined)
})

test('a store that fails is a miss, and is reported', async () => {
  const store: ResponseCache = {
    get: async () => {
      throw new Error('away')
    },
    set: async () => {
      throw new Error('away')
    },
  }
  const { run, end, events } = open(answer('Yes'), { store })
  assert.equal((await collect(run(callOf()))).text, 'Yes')
  assert.equal(end.calls.length, 1)
  assert.equal(events.length, 2)
})

const full: CompletionInput = { ...question('Why?'), temperature: 0, stop: ['a', 'b'] }

test('whatever the answer depends on makes another question (P39)', () => {
  const variants: Partial<Call>[] = [
    { input: full },
    { principal: { ...principal, tenant: 'other' } },
    { operation: 'embed' },
    { model: 'large' },
    { snapshot: { ...snapshot, models: new Map([['small', { ...model, deployments: [] }]]) } },
    { input: question('Why') },
    { input: { ...full, temperature: 1 } },
    { input: { ...full, topP: 0.5 } },
    { input: { ...full, seed: 7 } },
    { input: { ...full, stop: ['b', 'a'] } },
    { input: { ...full, maxOutputTokens: 5 } },
    { input: { ...full, tools: [{ name: 'look', parameters: {} }] } },
    { input: { ...full, toolChoice: 'NONE' } },
    { input: { ...full, responseFormat: { type: 'JSON' } } },
    { input: { ...full, reasoningEffort: 'LOW' } },
    { input: { ...full, providerOptions: { openai: { logprobs: true } } } },
    { input: { task: 'embedding', texts: ['Why?'] } },
    { input: { task: 'embedding', texts: ['Why?'], dimensions: 8 } },
  ]
  const keys = variants.map(about => cacheKey(callOf({ input: full, ...about })))
  assert.equal(new Set(keys).size, variants.length)
})

test('what merely accompanies a call, and the order of fields, make no other question', () => {
  const { messages, ...rest } = full
  const same: Partial<Call>[] = [
    { input: { messages, ...rest } },
    {
      input: { ...full, tags: ['a'], sessionId: 's', subject: { type: 'order', id: '1' }, maxCostNanos: 5n },
    },
    { stream: false },
    { api: 'REST' },
    { id: 'another' },
    { principal: { ...principal, id: 'key-2', team: 'other' } },
  ]
  for (const about of same)
    assert.equal(cacheKey(callOf({ input: full, ...about })), cacheKey(callOf({ input: full })))
})

test('of a question that a stored answer might do for, the record keeps what no text can be read from', async () => {
  const digestOf = async (about: Partial<Call>, ttl = 0) => {
    const call = callOf(about)
    await all(open(answer('Yes'), { ttl }).run(call))
    return call.record.question
  }
  const digest = await digestOf({})
  assert.match(digest ?? '', /^[\w-]{12}$/)
  assert.equal(await digestOf({ api: 'REST', principal: { ...principal, id: 'key-2' } }), digest)
  assert.equal(await digestOf({}, 60), digest, 'also where answers are cached')
  assert.notEqual(await digestOf({ input: question('Why is the sea blue?') }), digest)
  assert.notEqual(await digestOf({ principal: { ...principal, tenant: 'other' } }), digest)
  assert.notEqual(createQuestionKey('another secret')(callOf()), cacheKey(callOf()))
})

test('who asks for variety, for an answer of their own, or at great length is not compared with others', async () => {
  const inputs: readonly CompletionInput[] = [
    { ...question('Why?'), temperature: 0.7 },
    { ...question('Why?'), idempotencyKey: 'order-7' },
    question('x'.repeat(200_001)),
  ]
  for (const input of inputs) {
    const call = callOf({ input })
    await all(open(answer('Yes'), { ttl: 60 }).run(call))
    assert.equal(call.record.question, undefined)
  }
})

test('what is said in one piece, in two, or by somebody else is another question each', () => {
  const text = (text: string): Part => ({ type: 'text', text })
  const says = (...messages: readonly Message[]) => cacheKey(callOf({ input: { ...full, messages } }))
  const keys = [
    says({ role: 'USER', parts: [text('a1:b')] }),
    says({ role: 'USER', parts: [text('a'), text('b')] }),
    says({ role: 'USER', parts: [text('a')] }, { role: 'USER', parts: [text('b')] }),
    says({ role: 'USER', parts: [text('at1:b')] }),
    says({ role: 'ASSISTANT', parts: [text('a1:b')] }),
    says({ role: 'TOOL', parts: [text('a1:b')], toolCallId: 'c1' }),
    says({ role: 'USER', parts: [{ type: 'image', url: 'https://a.example/b' }] }),
    says({ role: 'USER', parts: [{ type: 'image', url: 'https://a.example/b', detail: 'low' }] }),
  ]
  assert.equal(new Set(keys).size, keys.length)
})
