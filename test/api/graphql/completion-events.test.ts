import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ExecutionResult } from 'graphql'
import { globalId } from '../../../src/api/graphql/global-id.ts'
import { type Chunk, noUsage } from '../../../src/core/chunk.ts'
import { GatewayError } from '../../../src/core/error.ts'
import { answer } from '../../kit/call.ts'
import { completing, hello, quota } from '../../kit/completing.ts'
import { callId, fakeGateway, listen, now, plain } from '../../kit/graphql.ts'
import { silentLog } from '../../kit/log.ts'

const stream = `
  subscription ($input: CompletionInput!) {
    completion(input: $input) {
      __typename
      ... on TextDelta { index text }
      ... on ReasoningDelta { index text }
      ... on ToolCallDelta { index id name arguments }
      ... on RedactionNotice { kind count }
      ... on FallbackStarted { from to reason }
      ... on UsageSnapshot { usage { totalTokens } cost { usd } }
      ... on CompletionFinished { completion { id message { text } cost { usd } finishReason outcome } }
      ... on CompletionFailed {
        code message partialUsage { totalTokens } callId path retryAfterMs resetsAt quota { name }
        direction verdicts { kind } attempts { deployment }
      }
    }
  }
`

const eventsOf = async (chunks: readonly (Chunk | Error)[], input: object = hello) => {
  const { gateway, asking } = completing(chunks, input)
  const events = await Array.fromAsync(await listen(stream, asking))
  assert.ok(events.every(({ errors }) => errors === undefined))
  return { gateway, events: events.map(event => plain(event).data.completion) }
}

test('each step of an answer is an event, and CompletionFinished is the last', async () => {
  const usage = { ...noUsage, inputTokens: 1 }
  const { gateway, events } = await eventsOf([
    { type: 'fallback', from: 'fake/a', to: 'fake/small', reason: 'TIMEOUT' },
    { type: 'start', provider: 'fake', deployment: 'fake/small', model: 'small-1' },
    { type: 'reasoning', index: 0, text: 'Hm' },
    { type: 'text', index: 0, text: 'Hello ' },
    { type: 'redaction', kind: 'EMAIL', count: 1 },
    { type: 'text', index: 0, text: '[EMAIL]' },
    { type: 'tool-call', index: 0, id: 'call_1', name: 'look', arguments: '' },
    { type: 'tool-call', index: 0, arguments: '{}' },
    { type: 'usage', usage },
    { type: 'usage', usage, costNanos: 1n },
    { type: 'finish', reason: 'STOP', usage },
  ])
  assert.equal(gateway.requests[0]?.stream, true)
  assert.deepEqual(events, [
    { __typename: 'FallbackStarted', from: 'fake/a', to: 'fake/small', reason: 'TIMEOUT' },
    { __typename: 'ReasoningDelta', index: 0, text: 'Hm' },
    { __typename: 'TextDelta', index: 0, text: 'Hello ' },
    { __typename: 'RedactionNotice', kind: 'EMAIL', count: 1 },
    { __typename: 'TextDelta', index: 0, text: '[EMAIL]' },
    { __typename: 'ToolCallDelta', index: 0, id: 'call_1', name: 'look', arguments: '' },
    { __typename: 'ToolCallDelta', index: 0, id: null, name: null, arguments: '{}' },
    { __typename: 'UsageSnapshot', usage: { totalTokens: 1 }, cost: null },
    { __typename: 'UsageSnapshot', usage: { totalTokens: 1 }, cost: { usd: '0.000000001' } },
    {
      __typename: 'CompletionFinished',
      completion: {
        id: globalId('Completion', callId),
        message: { text: 'Hello [EMAIL]' },
        cost: { usd: '0.000014' },
        finishReason: 'STOP',
        outcome: 'FINISHED',
      },
    },
  ])
})

const nothingMore = {
  partialUsage: null,
  callId,
  path: null,
  retryAfterMs: null,
  resetsAt: null,
  quota: null,
  direction: null,
  verdicts: [],
  attempts: [],
}

test('a refusal before the first chunk is one CompletionFailed', async () => {
  const details = { callId, quota, resetsAt: now + 1000, retryAfterMs: 1000, usage: noUsage }
  const { events } = await eventsOf([new GatewayError('QUOTA_EXCEEDED', 'Spent', details)])
  assert.deepEqual(events, [
    {
      __typename: 'CompletionFailed',
      code: 'QUOTA_EXCEEDED',
      message: 'Spent',
      ...nothingMore,
      quota: { name: 'search-monthly' },
      resetsAt: '2026-01-31T12:00:01.000Z',
      retryAfterMs: 1000,
    },
  ])
})

test('a provider that refuses before its first token bills nothing', async () => {
  const attempt = { provider: 'fake', deployment: 'fake/small', outcome: 'FAILED', latencyMs: 3 } as const
  const details = { callId, usage: noUsage, attempts: [attempt] }
  const { events } = await eventsOf([new GatewayError('PROVIDERS_FAILED', 'No', details)])
  assert.deepEqual(
    events.map(({ partialUsage, attempts }) => ({ partialUsage, attempts })),
    [{ partialUsage: null, attempts: [{ deployment: 'fake/small' }] }],
  )
})

test('a failure in mid-stream ends it with one CompletionFailed that tells what is billed', async () => {
  const usage = { ...noUsage, outputTokens: 1 }
  const attempt = { provider: 'fake', deployment: 'fake/small', outcome: 'FAILED', latencyMs: 3 } as const
  const error = new GatewayError('PROVIDERS_FAILED', 'Cut', { callId, usage, attempts: [attempt] })
  const { events } = await eventsOf([...answer('Hello').slice(0, 2), error])
  assert.deepEqual(events, [
    { __typename: 'TextDelta', index: 0, text: 'Hello' },
    {
      __typename: 'CompletionFailed',
      code: 'PROVIDERS_FAILED',
      message: 'Cut',
      ...nothingMore,
      partialUsage: { totalTokens: 1 },
      attempts: [{ deployment: 'fake/small' }],
    },
  ])
})

test('a blocked answer ends with the verdicts', async () => {
  const verdict = {
    guardrail: 'default',
    kind: 'EMAIL',
    direction: 'OUTPUT',
    action: 'BLOCK',
    count: 2,
  } as const
  const { events } = await eventsOf([
    new GatewayError('CONTENT_BLOCKED', 'No', { callId, direction: 'OUTPUT', verdicts: [verdict] }),
  ])
  assert.deepEqual(events, [
    {
      __typename: 'CompletionFailed',
      code: 'CONTENT_BLOCKED',
      message: 'No',
      ...nothingMore,
      direction: 'OUTPUT',
      verdicts: [{ kind: 'EMAIL' }],
    },
  ])
})

test('an invalid question is one CompletionFailed with its place, and no call is made', async () => {
  const { gateway, events } = await eventsOf([], { ...hello, maxOutputTokens: -1 })
  assert.equal(gateway.requests.length, 0)
  assert.deepEqual(
    events.map(({ code, path, callId }) => ({ code, path, callId })),
    [{ code: 'INVALID_INPUT', path: 'maxOutputTokens', callId: null }],
  )
})

test('a fault of our own is masked and logged once', async () => {
  const { log, events: logged } = silentLog()
  const gateway = fakeGateway([new Error('secret')])
  const events = await Array.fromAsync(
    await listen(stream, { services: { gateway, log }, variables: { input: hello } }),
  )
  assert.deepEqual(
    events.map(event => plain(event).data.completion).map(({ code, message }) => ({ code, message })),
    [{ code: 'INTERNAL', message: 'Something went wrong on our side' }],
  )
  assert.equal(logged.length, 1)
})

const stepOf = async (step: Promise<IteratorResult<ExecutionResult, unknown>>) => {
  const { done, value } = await step
  return plain(done ? undefined : value)
}

test('who unsubscribes aborts the call at once, while the provider is silent', async () => {
  const gateway = fakeGateway([...answer('Hello').slice(0, 2), 'silence'])
  const events = await listen(stream, { services: { gateway }, variables: { input: hello } })
  assert.equal((await stepOf(events.next())).data.completion.text, 'Hello')
  const pending = events.next()
  await events.return(undefined)
  assert.equal(gateway.requests[0]?.signal.aborted, true)
  await pending
  assert.equal((await events.next()).done, true)
})

test('who is cut off aborts the call at once, and its stream ends with one CompletionFailed', async () => {
  const gateway = fakeGateway(['silence'])
  const leaving = new AbortController()
  const asking = { services: { gateway }, variables: { input: hello }, signal: leaving.signal }
  const events = await listen(stream, asking)
  const pending = events.next()
  leaving.abort()
  assert.equal((await stepOf(pending)).data.completion.code, 'UNAVAILABLE')
  assert.equal(gateway.requests[0]?.signal.aborted, true)
  assert.equal((await events.next()).done, true)
})

test('a subscription without credentials is refused', async () => {
  await assert.rejects(listen(stream, { as: null, variables: { input: hello } }), { code: 'UNAUTHENTICATED' })
})
